import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { deleteTopics } from '#server/kafka/protocol/delete-topics.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { clusterHistory } from '#server/overview/cluster-history.ts'
import { lastRecordTimes } from '#server/topics/last-record-times.ts'
import { TopicSampler, topicSampler } from '#server/sampling/topic-sampler.ts'
import { LagSampler, lagSampler } from './lag-sampler.ts'

const { cluster } = testContext(inject('bootstrapServers'))
/** Takes a sample into its histories whenever it is asked for one. */
const sampler = new LagSampler(cluster, { everyMs: 10 })
const sample = async () => {
  // New topics are in the metadata at once.
  await cluster.metadata({ maxAgeMs: 0 })
  return sampler.sample({ maxAgeMs: 0 })
}

beforeAll(async () => commitOffset(cluster, randomName('first'), { topic: await createTopic(), offset: 0n }), 60_000)
afterAll(() => {
  topicSampler(cluster).stop()
  cluster.close()
})

async function produce(topic: string, count: number, timestamp = Date.now(), servers?: string): Promise<void> {
  const producer = testKafka(servers).producer()
  await producer.connect()
  const messages = Array.from({ length: count }, () => ({ value: 'x', timestamp: String(timestamp) }))
  await producer.send({ topic, messages })
  await producer.disconnect()
}

async function recreate(topic: string, { of = cluster }: { of?: KafkaCluster } = {}): Promise<void> {
  const before = (await of.topic(topic, { maxAgeMs: 0 })).topicId
  await of.send('controller', deleteTopics, { topics: [{ name: topic, topicId: null }], timeoutMs: 10_000 })
  await expect
    .poll(async () => createTopic({ topic }).catch(() => null), { timeout: 20_000, interval: 200 })
    .toBe(topic)
  await expect
    .poll(async () => (await of.topic(topic, { maxAgeMs: 0 }).catch(() => null))?.topicId ?? before, {
      timeout: 10_000,
    })
    .not.toBe(before)
  await of.metadata({ maxAgeMs: 0 })
}

test(
  'a topic that was recreated between two samples has the times of its own records',
  { timeout: 60_000 },
  async () => {
    const [topic, group] = [await createTopic(), randomName('recreated')]
    await sample()
    await produce(topic, 50)
    await sample()
    await delay(6_000)
    await recreate(topic)
    await produce(topic, 60)
    await commitOffset(cluster, group, { topic, offset: 45n })
    const state = (await sample()).groups.get(group)
    expect(state?.maxTimeLagMs).not.toBeNull()
    expect(state?.maxTimeLagMs).toBeLessThan(4_000)
  },
)

test('what came to a recreated topic, and to a new one, is all that it holds', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  await produce(topic, 14)
  await sample()
  await recreate(topic)
  await produce(topic, 15)
  const later = await createTopic()
  await produce(later, 3)
  await cluster.metadata({ maxAgeMs: 0 })
  await sample()
  expect(sampler.ends.growth(topic, 0, 3_600_000)).toEqual({ came: 15n, overMs: 3_600_000 })
  expect(sampler.ends.growth(later, 0, 3_600_000)).toEqual({ came: 3n, overMs: 3_600_000 })
})

test('the rate of a recreated topic starts anew', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  await produce(topic, 10)
  const topics = new TopicSampler(cluster)
  await cluster.metadata({ maxAgeMs: 0 })
  await topics.sample({ maxAgeMs: 0 })
  await recreate(topic)
  await produce(topic, 500)
  await delay(1_100)
  expect((await topics.sample({ maxAgeMs: 0 })).rates.get(topic)).toBeUndefined()
})

test('a recreated topic that ends where the old one did has its own last record', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  const [before, after] = [Date.now() - 600_000, Date.now() - 60_000]
  await produce(topic, 3, before)
  await cluster.metadata({ maxAgeMs: 0 })
  await topicSampler(cluster).sample({ maxAgeMs: 0 })
  expect((await lastRecordTimes(cluster, [topic])).get(topic)).toBe(before)
  await recreate(topic)
  await produce(topic, 3, after)
  await topicSampler(cluster).sample({ maxAgeMs: 0 })
  expect((await lastRecordTimes(cluster, [topic])).get(topic)).toBe(after)
})

test('a group starts a new history with the topics it reads', { timeout: 60_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('recreated')]
  await produce(topic, 50)
  await commitOffset(cluster, group, { topic, offset: 10n })
  await sample()
  await recreate(topic)
  await produce(topic, 60)
  await commitOffset(cluster, group, { topic, offset: 55n })
  await sample()
  const lags = sampler
    .tracker(group)
    ?.series('lag', 'fine')
    .points()
    .map(({ value }) => value)
  expect(lags).toEqual([5n])
})

test('a cluster that came back with other data starts new histories', { timeout: 120_000 }, async () => {
  const folders = [await mkdtemp(join(tmpdir(), 'tailrace-a-')), await mkdtemp(join(tmpdir(), 'tailrace-b-'))] as const
  const first = await startKafka({ dataDir: folders[0] })
  const { bootstrapServers: servers } = first
  const { cluster: other } = testContext(servers)
  try {
    await other.start()
    await createTopic({ topic: 'orders-dlq', bootstrapServers: servers })
    await produce('orders-dlq', 7, Date.now(), servers)
    const points = clusterHistory(other)
    await expect.poll(() => points.length, { timeout: 20_000 }).toBeGreaterThan(0)
    const lastBefore = points.at(-1)?.at ?? 0
    await first.stop()
    await expect.poll(() => other.health.status, { timeout: 20_000 }).toBe('down')
    await using _second = await startKafka({ dataDir: folders[1], port: Number(servers.split(':')[1]) })
    await createTopic({ topic: 'orders-dlq', bootstrapServers: servers })
    await expect.poll(() => other.health.status, { timeout: 20_000 }).toBe('up')
    await expect.poll(() => points.at(-1)?.at ?? 0, { timeout: 30_000 }).toBeGreaterThan(lastBefore)
    expect(points.every(({ at }) => at > lastBefore)).toBe(true)
    expect(topicSampler(other).history.every(({ at }) => at > lastBefore)).toBe(true)
    expect(
      lagSampler(other)
        .ends.recent('orders-dlq', 0, 0)
        .every(({ at }) => at > lastBefore),
    ).toBe(true)
  } finally {
    other.close()
    await first.stop()
    await Promise.all(folders.map(async (folder) => rm(folder, { recursive: true, force: true })))
  }
})
