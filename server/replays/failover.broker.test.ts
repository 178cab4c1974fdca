import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startKafka, type EmbeddedKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { connectHeaders, readAll, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'

const RECORDS = 6_000
let dataDir: string
let kafka: EmbeddedKafka
let ctx: ClusterCtx

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-failover-'))
  kafka = await startKafka({ dataDir, brokers: 3 })
  ctx = testContext(kafka.bootstrapServers)
}, 120_000)
afterAll(async () => {
  ctx.cluster.close()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test(
  'each of three brokers dies once amid a replay: nothing is lost, nothing is doubled',
  { timeout: 240_000 },
  async () => {
    const { bootstrapServers } = kafka
    const shape = { bootstrapServers, replicationFactor: 3, config: { 'min.insync.replicas': '2' } }
    const origin = await createTopic({ ...shape, partitions: 6 })
    const dlq = await createTopic({ ...shape, topic: `${origin}-dlq`, partitions: 2 })
    for (const partition of [0, 1])
      await write(
        ctx.cluster,
        { topic: dlq, partition },
        Array.from({ length: RECORDS / 2 }, (_, index) =>
          record({
            key: Buffer.from(`k-${partition}-${index % 100}`),
            value: Buffer.from(String(index)),
            headers: connectHeaders(origin, 0, index),
          }),
        ),
      )
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { all: true },
      target: { origin: true },
      options: { recordsPerSecond: 1_000 },
    })
    let sent = 0
    for (const { id } of kafka.nodes) {
      await settled(ctx, job.id, (now) => now.sent > sent || now.state !== 'running')
      await kafka.kill(id)
      // For a moment after a kill its port can still belong to a connection that is being closed.
      await vi.waitFor(() => kafka.restart(id), { timeout: 30_000, interval: 500 })
      sent = (await settled(ctx, job.id, () => true)).sent
    }
    const done = await settled(ctx, job.id)
    expect(done).toMatchObject({ state: 'completed', sent: RECORDS, problem: null })
    const ids = [...(await readAll(ctx.cluster, origin)).values()]
      .flat()
      .map(({ headers }) => headers.find(({ name }) => name.toString() === 'tailrace-replay-id')?.value?.toString())
    expect(ids).toHaveLength(RECORDS)
    expect(new Set(ids).size).toBe(RECORDS)
  },
)
