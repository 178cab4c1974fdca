import { setTimeout as sleep } from 'node:timers/promises'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newestRecords } from '#server/dead-letters/newest-records.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { describeTransactions } from '#server/kafka/protocol/describe-transactions.ts'
import { getReplay } from './get-replay.ts'
import { killReplayConsoles, startReplayConsole } from '#testkit/replays/console-process.ts'
import { connectHeaders, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'

/** `npm run crash` watches for a minute. */
const SECONDS = Number(process.env['CONSOLES_SECONDS'] ?? 5)

let dataDir: string
/** Of its own: the consoles of other tests would run these replays, too. */
let kafka: EmbeddedKafka
/** Read-only, so that the replays are left to the consoles of the test. */
let ctx: ClusterCtx

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-consoles-'))
  kafka = await startKafka({ dataDir })
  ctx = testContext(kafka.bootstrapServers, { readOnly: true })
})
afterEach(killReplayConsoles)
afterAll(async () => {
  ctx.cluster.close()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function deadLetters(count: number): Promise<{ origin: string; dlq: string }> {
  const origin = await createTopic({ bootstrapServers: kafka.bootstrapServers, partitions: 3 })
  const dlq = await createTopic({ bootstrapServers: kafka.bootstrapServers, topic: `${origin}-dlq` })
  const records = Array.from({ length: count }, (_, index) =>
    record({ key: Buffer.from(`key-${index % 50}`), headers: connectHeaders(origin, 0, index) }),
  )
  await write(ctx.cluster, { topic: dlq }, records)
  return { origin, dlq }
}

/** Every start of a producer (InitProducerId) gives its transactional id a new epoch. */
async function producerEpoch(replay: string): Promise<number | undefined> {
  const id = `tailrace-replay-${replay}`
  const coordinator = await ctx.cluster.coordinator('transaction', id)
  const { transactionStates } = await ctx.cluster.send(coordinator, describeTransactions, { transactionalIds: [id] })
  return transactionStates[0]?.producerEpoch
}

test(
  `of two consoles one owns a replay for ${SECONDS} s, by one producer, and the other only goes on when it leaves`,
  { timeout: 90_000 + SECONDS * 2_000 },
  async () => {
    const perSecond = 200
    const count = perSecond * (SECONDS + 6)
    const { origin, dlq } = await deadLetters(count)
    const start = async () => startReplayConsole(kafka.bootstrapServers, { ready: true })
    const consoles = await Promise.all([start(), start()])
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { all: true },
      target: { origin: true },
      options: { recordsPerSecond: perSecond },
    })
    const ownerNow = async () => {
      const { owner } = await getReplay(ctx, { replay: job.id })
      return consoles.find(({ pid }) => owner.endsWith(`process ${pid}`))
    }
    await settled(ctx, job.id, ({ sent }) => sent > 0)
    const first = await ownerNow()
    const until = Date.now() + SECONDS * 1_000
    while (Date.now() < until) {
      expect(await ownerNow()).toBe(first)
      expect(await producerEpoch(job.id)).toBe(0)
      await sleep(200)
    }
    // Asked to end, it hands over after its batch.
    await first?.end('SIGTERM')
    const second = consoles.find((console_) => console_ !== first)
    await expect.poll(ownerNow, { timeout: 30_000 }).toBe(second)
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: count })
    expect(await producerEpoch(job.id)).toBe(1)
    await second?.end('SIGTERM')

    const { records } = await newestRecords(ctx.cluster, { topic: origin, limit: count * 2, signal: ctx.signal })
    const ids = records.map(({ record: { headers } }) =>
      headers.find(({ name }) => name.toString() === 'tailrace-replay-id')?.value?.toString(),
    )
    expect(ids).toHaveLength(count)
    expect(new Set(ids).size).toBe(count)
    expect(new Set(records.map(({ batch }) => batch.producerEpoch))).toEqual(new Set([0, 1]))
    expect(new Set(records.map(({ batch }) => batch.producerId)).size).toBe(1)
  },
)

test(
  "amid a slow replay, another application's records reach committed readers within two seconds",
  { timeout: 90_000 + SECONDS * 2_000 },
  async () => {
    const { origin, dlq } = await deadLetters(20 * (SECONDS + 30))
    const client = testKafka(kafka.bootstrapServers)
    const producer = client.producer()
    const consumer = client.consumer({ groupId: randomName('reader'), readUncommitted: false, maxWaitTimeInMs: 500 })
    const arrivedAt = new Map<string, number>()
    let replayed = 0
    await Promise.all([producer.connect(), consumer.connect()])
    try {
      await consumer.subscribe({ topics: [origin], fromBeginning: true })
      await consumer.run({
        eachMessage: async ({ message }) => {
          if (message.headers?.['tailrace-replay-id']) replayed += 1
          else arrivedAt.set(String(message.value), performance.now())
        },
      })
      const console_ = await startReplayConsole(kafka.bootstrapServers, { ready: true })
      const job = await startReplay(ctx, {
        source: { topic: dlq },
        selection: { all: true },
        target: { origin: true },
        options: { recordsPerSecond: 20 },
      })
      await settled(ctx, job.id, ({ sent }) => sent > 0)
      const sentAt = new Map<string, number>()
      const before = replayed
      const until = Date.now() + SECONDS * 1_000
      for (let index = 0; Date.now() < until; index += 1) {
        const value = `other-${index}`
        sentAt.set(value, performance.now())
        await producer.send({ topic: origin, messages: [{ value, partition: index % 3 }] })
        await sleep(100)
      }
      await expect.poll(() => arrivedAt.size, { timeout: 30_000 }).toBe(sentAt.size)
      const waits = [...sentAt].map(([value, at]) => (arrivedAt.get(value) ?? Number.POSITIVE_INFINITY) - at)
      expect(Math.max(...waits)).toBeLessThan(2_000)
      // It did run meanwhile, and into the same partitions.
      expect(replayed - before).toBeGreaterThan(5 * SECONDS)
      expect((await getReplay(ctx, { replay: job.id })).state).toBe('running')
      await console_.end('SIGKILL')
    } finally {
      await Promise.all([producer.disconnect(), consumer.disconnect()])
    }
  },
)
