import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { readOffsets } from '../fetch/read-offsets.ts'
import { KafkaCluster } from './kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(condition: () => boolean, withinMs: number): Promise<number> {
  const start = Date.now()
  while (!condition()) {
    if (Date.now() - start > withinMs) throw new Error(`not within ${withinMs} ms`)
    await wait(50)
  }
  return Date.now() - start
}

test(
  'a broker that stops and comes back: said since when, found again by itself, no hot loop meanwhile',
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-outage-'))
    await using kafka = await startKafka({ dataDir })
    const [node] = kafka.nodes
    const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
    try {
      const topic = await createTopic({ bootstrapServers: kafka.bootstrapServers })
      await cluster.start()
      expect(cluster.health.status).toBe('up')
      const stoppedAt = Date.now()
      await kafka.kill(node?.id ?? 1)
      await until(() => cluster.health.status === 'down', 10_000)
      expect(cluster.health.since).toBeGreaterThanOrEqual(stoppedAt)
      expect(cluster.health.problem).toMatch(/listens|closed|reached|broke/)
      expect(cluster.lastMetadata?.topics.has(topic)).toBe(true)

      const before = process.cpuUsage()
      const asking = setInterval(() => void cluster.topic(topic, { maxAgeMs: 0 }).catch(() => undefined), 100)
      await wait(5_000)
      clearInterval(asking)
      const used = process.cpuUsage(before)
      expect((used.user + used.system) / 1000 / 5_000).toBeLessThan(0.05)

      await kafka.restart(node?.id ?? 1)
      await until(() => cluster.health.status === 'up', 10_000)
      const answers = await readOffsets(cluster, new Map([[topic, [0]]]), 'latest')
      expect(answers.get(topic)?.get(0)).toMatchObject({ ok: true })
    } finally {
      cluster.close()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)

test('three brokers, one stopped: lists work and what is offline is named', { timeout: 180_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-outage-'))
  await using kafka = await startKafka({ dataDir, brokers: 3 })
  const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
  try {
    const { bootstrapServers } = kafka
    const topic = await createTopic({ bootstrapServers, partitions: 6, replicationFactor: 1 })
    const replicated = await createTopic({ bootstrapServers, partitions: 3, replicationFactor: 3 })
    await cluster.start()
    const before = await cluster.topic(topic, { maxAgeMs: 0 })
    const victim = before.partitions[0]?.leader ?? 1
    await kafka.kill(victim)
    await until(() => cluster.health.status === 'degraded', 30_000)
    expect(cluster.health.problem).toBe(`Broker ${victim} is missing.`)
    const during = await cluster.topic(topic, { maxAgeMs: 0 })
    const offline = during.partitions.filter(({ leader }) => leader < 0).map(({ partition }) => partition)
    expect(offline).toEqual(
      before.partitions.filter(({ leader }) => leader === victim).map(({ partition }) => partition),
    )
    const all = new Map([
      [topic, during.partitions.map(({ partition }) => partition)],
      [replicated, [0, 1, 2]],
    ])
    const answers = await readOffsets(cluster, all, 'latest')
    for (const partition of offline)
      expect(answers.get(topic)?.get(partition)).toMatchObject({ ok: false, error: { code: 'CLUSTER_UNREACHABLE' } })
    for (const partition of [0, 1, 2]) expect(answers.get(replicated)?.get(partition)).toMatchObject({ ok: true })
    await kafka.restart(victim)
    await until(() => cluster.health.status === 'up', 20_000)
  } finally {
    cluster.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})
