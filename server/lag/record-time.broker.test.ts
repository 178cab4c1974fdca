import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { previewOffsets } from '#server/group-offsets/preview-offsets.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { fetchPartitions } from '#server/kafka/fetch/fetch-partitions.ts'
import { openFetched } from '#server/kafka/fetch/range-chunk.ts'
import { boundsOf, compactOften, fillTransactions } from '#testkit/kafka/fill-topic.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import type { Compression } from '#server/kafka/records/codecs.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import { LagSampler } from './lag-sampler.ts'

const MINUTE_MS = 60_000
const ctx = testContext(inject('bootstrapServers'))
const { cluster } = ctx

beforeAll(async () => commitOffset(cluster, randomName('first'), { topic: await createTopic(), offset: 0n }), 60_000)
afterAll(() => cluster.close())

/** A batch whose records have these ages. */
async function append(topic: string, agesMs: readonly number[], compression: Compression = 'none'): Promise<number[]> {
  const now = Date.now()
  const records = agesMs.map((age, index) => ({
    key: Buffer.from(`key-${index}`),
    value: Buffer.from('x'),
    headers: [],
    timestamp: now - age,
  }))
  await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records, compression }))
  return records.map(({ timestamp }) => timestamp)
}

async function groupAt(topic: string, offset: bigint): Promise<string> {
  const group = randomName('time')
  await commitOffset(cluster, group, { topic, offset })
  return group
}

/** As a console says it that starts now. */
async function stateOf(group: string) {
  topicSampler(cluster).stop()
  return (await new LagSampler(cluster).sample({ maxAgeMs: 0 })).groups.get(group)
}

async function landsAt(group: string, topic: string, offset: bigint): Promise<number | null | undefined> {
  const input = { group, topics: [topic], to: 'offset', value: String(offset), cluster: 'test' }
  const preview = await previewOffsets(ctx, input as Parameters<typeof previewOffsets>[1])
  return preview.partitions[0]?.landsAt
}

const hourly = [5, 4, 3, 2, 1, 0].map((steps) => steps * 20 * MINUTE_MS)

test.each(['none', 'gzip', 'zstd'] as const)(
  'the time lag is by the record at the position, not by the first of its batch (%s)',
  async (compression) => {
    const topic = await createTopic()
    await append(topic, hourly, compression)
    const state = await stateOf(await groupAt(topic, 4n))
    expect(Math.abs((state?.maxTimeLagMs ?? 0) - 20 * MINUTE_MS)).toBeLessThan(MINUTE_MS)
    expect(state?.statusText).toContain('the oldest for 20 m')
  },
)

test('the preview lands at the time of each record of a batch', async () => {
  const topic = await createTopic()
  const times = await append(topic, hourly.toReversed())
  const group = await groupAt(topic, 0n)
  for (const [offset, time] of times.entries()) expect(await landsAt(group, topic, BigInt(offset))).toBe(time)
})

test('where brokers set the time it is that of appending', async () => {
  const topic = await createTopic({ config: { 'message.timestamp.type': 'LogAppendTime' } })
  await append(topic, hourly)
  const at = await landsAt(await groupAt(topic, 0n), topic, 3n)
  expect(Math.abs((at ?? 0) - Date.now())).toBeLessThan(30_000)
})

test('the preview lands at the first record that is not of an aborted transaction', async () => {
  const topic = await createTopic()
  await fillTransactions(topic, 'aa')
  const [time] = await append(topic, [10 * MINUTE_MS])
  const group = await groupAt(topic, 0n)
  expect(await landsAt(group, topic, 0n)).toBe(time)
})

/** A cleaned topic with tombstones: the batch's base timestamp is when they may be deleted (KIP-534). */
async function withDeleteHorizon(): Promise<{ topic: string; times: Map<bigint, number> }> {
  const topic = await createTopic({
    config: { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.001' },
  })
  await compactOften(cluster)
  for (let round = 0; round < 4; round += 1) {
    const records = Array.from({ length: 6 }, (_, index) => ({
      key: Buffer.from(`${round % 2}-${index}`),
      value: index % 2 === 0 ? null : Buffer.from(`round-${round}`),
      headers: [],
      timestamp: Date.now() - (60 - 10 * round - index) * MINUTE_MS,
    }))
    await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records }))
    await delay(150)
  }
  const times = new Map<bigint, number>()
  const cleaned = async () => {
    const { from } = await boundsOf(cluster, topic)
    const source = { cluster, topic, isolation: 'uncommitted' } as const
    const answer = (await fetchPartitions(source, [{ partition: 0, offset: from, maxBytes: 1 << 20 }])).get(0)
    if (!answer || answer instanceof Error) return false
    const { all } = openFetched(answer, false)
    times.clear()
    for (const batch of all) for (const { offset, timestamp } of batch.records()) times.set(offset, timestamp)
    return all.some(({ deleteHorizon }) => deleteHorizon)
  }
  await expect.poll(cleaned, { timeout: 25_000 }).toBe(true)
  return { topic, times }
}

test('in a compacted topic the delete horizon is not taken for a time', { timeout: 60_000 }, async () => {
  const { topic, times } = await withDeleteHorizon()
  const group = await groupAt(topic, 0n)
  for (const [offset, time] of times) expect(await landsAt(group, topic, offset)).toBe(time)
  const [[, oldest] = [0n, 0]] = times
  const state = await stateOf(group)
  expect(Math.abs((state?.maxTimeLagMs ?? 0) - (Date.now() - oldest))).toBeLessThan(30_000)
})
