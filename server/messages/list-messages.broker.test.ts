import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { MessagePage, MessagesQuery } from '#lib/contract/messages.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { compactedTopic, deleteBefore, fill, fillTransactions } from '#testkit/kafka/fill-topic.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { listGroups } from '#server/kafka/protocol/list-groups.ts'
import { listMessages } from './list-messages.ts'

let cluster: KafkaCluster
const START = 1_700_000_000_000

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

type Query = Record<string, unknown>

async function page(topic: string, query: Query = {}) {
  const answer = await listMessages(
    { cluster, signal: AbortSignal.timeout(20_000) },
    { topic, ...MessagesQuery.parse(query) },
  )
  return MessagePage.parse(answer)
}

/** Every page of a request; `p:offset` per record, and the last page. */
async function pages(topic: string, query: Query) {
  const found: string[] = []
  let last = await page(topic, query)
  let count = 1
  found.push(...last.messages.map(({ partition, offset }) => `${partition}:${offset}`))
  for (; last.cursor !== null && count < 1000; count += 1) {
    last = await page(topic, { ...query, cursor: last.cursor })
    found.push(...last.messages.map(({ partition, offset }) => `${partition}:${offset}`))
  }
  return { found, last, count }
}

async function appendTimes(topic: string, partition: number, timestamps: readonly number[]) {
  const records = timestamps.map((timestamp) => ({
    key: null,
    value: Buffer.from(`${timestamp - START}`),
    headers: [],
    timestamp,
  }))
  await appendBatch(cluster, { topic, partition }, encodeBatch({ records }))
}

describe('a topic of three partitions', () => {
  let topic: string
  beforeAll(async () => {
    topic = await createTopic({ partitions: 3 })
    for (const [partition, batches] of [
      [40, 1, 1, 90],
      [7, 200, 3],
      [1, 1, 1],
    ].entries()) {
      await fill(cluster, { topic, partition }, { batches, name: `p${partition}`, startMs: START + partition })
    }
  })
  const counts = [132, 210, 3]

  /** All records of all partitions, oldest first: record i of partition p has the time START + p + (i + 1) s. */
  const inOrder = counts
    .flatMap((count, partition) =>
      Array.from({ length: count }, (_, index) => ({ partition, index, at: (index + 1) * 1000 + partition })),
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ partition, index }) => `${partition}:${index}`)

  test('the newest page is the newest of all partitions, merged by time', async () => {
    const { messages, coverage, cursor } = await page(topic)
    expect(messages.map(({ partition, offset }) => `${partition}:${offset}`)).toEqual(inOrder.toReversed().slice(0, 50))
    expect(messages[0]).toMatchObject({ topic, key: { format: 'text', text: 'p1-209' }, timestampType: 'CreateTime' })
    expect(coverage).toMatchObject({ matched: 50, records: 50, complete: false, stoppedBecause: 'limit', notes: [] })
    expect(coverage.partitions[2]).toMatchObject({
      partition: 2,
      from: '0',
      to: '3',
      scannedFrom: '3',
      scannedTo: '3',
      reason: 'limit',
    })
    expect(coverage.partitions[1]).toMatchObject({
      from: '0',
      to: '210',
      scannedFrom: '160',
      scannedTo: '210',
      records: 50,
    })
    expect(cursor).not.toBeNull()
  })

  test.each([1, 7, 50, 344, 345, 1000])('pages of %s back to the start hold every record once', async (limit) => {
    if (limit === 1) return expect((await pages(topic, { limit, partition: 2 })).found).toEqual(['2:2', '2:1', '2:0'])
    const { found, last, count } = await pages(topic, { limit })
    expect(found).toEqual(inOrder.toReversed())
    expect(last.coverage).toMatchObject({ complete: true, stoppedBecause: 'end' })
    expect(count).toBe(Math.max(1, Math.ceil(345 / limit)))
  })

  test.each([7, 50, 1000])('pages of %s from the oldest on, too', async (limit) => {
    const { found, last } = await pages(topic, { from: 'oldest', limit })
    expect(found).toEqual(inOrder)
    expect(last.coverage).toMatchObject({ complete: true, stoppedBecause: 'end' })
  })

  test('records that arrive between pages neither shift nor repeat anything', async () => {
    const other = await createTopic()
    await fill(cluster, { topic: other, partition: 0 }, { batches: [30] })
    const newest = await page(other, { limit: 20 })
    const oldest = await page(other, { from: 'oldest', limit: 20 })
    await fill(cluster, { topic: other, partition: 0 }, { batches: [5] })
    const older = await page(other, { limit: 20, cursor: newest.cursor })
    expect(older.messages.map(({ offset }) => offset)).toEqual(['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
    const younger = await page(other, { from: 'oldest', limit: 20, cursor: oldest.cursor })
    expect(younger.messages.map(({ offset }) => offset)).toEqual(
      Array.from({ length: 10 }, (_, index) => `${20 + index}`),
    )
    expect(younger.cursor).toBeNull()
  })

  test('an offset is read on from, back from, and up to another', async () => {
    const offsets = async (query: Query) =>
      (await page(topic, { partition: '1', from: 'offset', ...query })).messages.map(({ offset }) => offset)
    expect(await offsets({ offset: '100', limit: 3 })).toEqual(['100', '101', '102'])
    expect(await offsets({ offset: '100', order: 'newest', limit: 3 })).toEqual(['100', '99', '98'])
    expect(await offsets({ offset: '100', to: '102' })).toEqual(['100', '101'])
    expect(await offsets({ offset: '100', to: '99', order: 'newest' })).toEqual(['100', '99'])
    expect(await offsets({ offset: '5000' })).toEqual([])
    expect(await offsets({ offset: '5000', order: 'newest', limit: 1 })).toEqual(['209'])
  })

  test('a time window is exact in both directions', async () => {
    const window = { from: 'time', timestamp: START + 10_001, limit: 1000 }
    const forward = await page(topic, { ...window, to: String(START + 12_001) })
    expect(forward.messages.map(({ partition, offset }) => `${partition}:${offset}`)).toEqual([
      '1:9',
      '0:10',
      '1:10',
      '0:11',
    ])
    expect(forward.coverage.complete).toBe(true)
    const back = await page(topic, { ...window, order: 'newest', to: String(START + 9_000) })
    expect(back.messages.map(({ partition, offset }) => `${partition}:${offset}`)).toEqual(['1:9', '0:9', '1:8', '0:8'])
    const newest = await page(topic, { to: String(START + 208_000), limit: 1000 })
    expect(newest.messages.map(({ offset }) => offset)).toEqual(['209', '208', '207'])
  })

  test('chosen formats are taken', async () => {
    const { messages } = await page(topic, { limit: 1, keyFormat: 'hex', valueFormat: 'int64' })
    expect(messages[0]?.key).toMatchObject({ format: 'hex' })
    expect(messages[0]?.value).toMatchObject({ format: 'text', error: expect.stringMatching(/^Not int64/) })
  })

  test.each([
    [{ partition: '3' }, 'partition'],
    [{ from: 'offset' }, 'offset'],
    [{ from: 'time' }, 'timestamp'],
    [{ from: 'newest', order: 'oldest' }, 'order'],
    [{ cursor: 'AAAA' }, 'cursor'],
  ])('%j is refused, naming %s', async (query, field) => {
    await expect(page(topic, query)).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: field }] })
  })

  test('a cursor is refused for other parameters, and taken for another limit or format', async () => {
    const { cursor } = await page(topic, { limit: 10 })
    await expect(page(topic, { cursor, from: 'oldest' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(page(topic, { cursor, isolation: 'uncommitted' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect((await page(topic, { cursor, limit: 2, keyFormat: 'hex' })).messages).toHaveLength(2)
  })
})

test('a topic made anew is said to a cursor of the old one', async () => {
  const topic = await createTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [20] })
  const { cursor } = await page(topic, { limit: 5 })
  const admin = testKafka().admin()
  await admin.connect()
  await admin.deleteTopics({ topics: [topic] })
  await admin.disconnect()
  await createTopic({ topic })
  await fill(cluster, { topic, partition: 0 }, { batches: [20] })
  await expect(page(topic, { limit: 5, cursor })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('timestamps that go back keep their place and are said', async () => {
  const topic = await createTopic({ partitions: 2 })
  await appendTimes(topic, 0, [START + 1, START + 50, START + 2, START + 60])
  await appendTimes(topic, 1, [START + 55])
  const { messages, coverage } = await page(topic)
  expect(messages.map(({ value }) => value?.text)).toEqual(['60', '55', '2', '50', '1'])
  expect(coverage.notes).toEqual(['timestampsGoBack'])
  const window = await page(topic, { from: 'time', timestamp: START + 50, to: String(START + 60), partition: '0' })
  expect(window.messages.map(({ value }) => value?.text)).toEqual(['50'])
  expect(window.coverage.partitions[0]).toMatchObject({
    records: 3,
    scannedFrom: '1',
    scannedTo: '4',
    reason: 'complete',
  })
})

test('aborted and open transactions are hidden from committed reads, and an open one is said', async () => {
  const topic = await createTopic()
  await fillTransactions(topic, 'ca')
  const producer = testKafka().producer({ transactionalId: `open-${topic}`, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: [{ value: 'open' }] })
  const committed = await page(topic)
  expect(committed.messages.map(({ value }) => value?.text)).toEqual(['c-0-2', 'c-0-1', 'c-0-0'])
  expect(committed.coverage.notes).toEqual(['openTransaction'])
  const uncommitted = await page(topic, { isolation: 'uncommitted' })
  expect(uncommitted.messages.map(({ value }) => value?.text)).toEqual([
    'open',
    'a-1-2',
    'a-1-1',
    'a-1-0',
    'c-0-2',
    'c-0-1',
    'c-0-0',
  ])
  expect(uncommitted.messages[0]).toMatchObject({ transactional: true, key: null })
  await transaction.abort()
  await producer.disconnect()
})

test('expired offsets are said', async () => {
  const topic = await createTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [50, 50] })
  const oldest = await page(topic, { from: 'oldest', limit: 10 })
  await deleteBefore(topic, 60n)
  const next = await page(topic, { from: 'oldest', limit: 10, cursor: oldest.cursor })
  expect(next.messages[0]?.offset).toBe('60')
  const asked = await page(topic, { from: 'offset', offset: '5' })
  expect(asked.messages).toHaveLength(40)
  expect(asked.coverage).toMatchObject({ complete: false, stoppedBecause: 'end' })
  expect(asked.coverage.partitions[0]).toMatchObject({
    from: '5',
    scannedFrom: '60',
    scannedTo: '100',
    reason: 'expired',
  })
})

test('an empty topic, and one whose records are all compacted away, are read whole', async () => {
  const empty = await page(await createTopic({ partitions: 2 }))
  expect(empty).toMatchObject({ messages: [], cursor: null, coverage: { complete: true, stoppedBecause: 'end' } })
  expect(empty.coverage.partitions.map(({ reason }) => reason)).toEqual(['empty', 'empty'])
  const compacted = await compactedTopic(cluster)
  const down = await pages(compacted, { limit: 20 })
  const up = await pages(compacted, { from: 'oldest', limit: 1000 })
  expect(new Set(down.found).size).toBe(down.found.length)
  expect(up.found.every((place) => down.found.includes(place))).toBe(true)
})

test('large records come as previews, in the order of time', async () => {
  const topic = await createTopic({ partitions: 2, config: { 'max.message.bytes': '4000000' } })
  for (const partition of [0, 1]) {
    await fill(
      cluster,
      { topic, partition },
      { batches: [1, 1, 1, 1, 1, 1], valueBytes: 700_000, startMs: START + partition },
    )
  }
  const { messages } = await page(topic, { limit: 5 })
  expect(messages.map(({ partition, offset }) => `${partition}:${offset}`)).toEqual(['1:5', '0:5', '1:4', '0:4', '1:3'])
  expect(messages[0]?.value).toMatchObject({ truncated: true, sizeBytes: 700_000 })
  expect(messages[0]?.value?.text).toHaveLength(4096)
})

test('reading leaves no group, no topic and no commit behind', async () => {
  const topic = await createTopic({ partitions: 2 })
  await fill(cluster, { topic, partition: 0 }, { batches: [50] })
  const state = async () => ({
    groups: (await cluster.send('any', listGroups, {})).groups.map(({ groupId }) => groupId).toSorted(),
    topics: [...(await cluster.metadata({ maxAgeMs: 0 })).topics.keys()].toSorted(),
  })
  const before = await state()
  for (const from of ['newest', 'oldest']) await pages(topic, { from, limit: 9 })
  await expect(page('no-such-topic-anywhere')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await state()).toEqual(before)
})
