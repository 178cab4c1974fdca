import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { SearchDone, SearchEstimate, SearchProgress, SearchQuery } from '#lib/contract/search.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { deleteBefore, fill, fillTransactions } from '#testkit/kafka/fill-topic.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { partitionOf } from '#server/kafka/records/murmur2.ts'
import { estimateSearch } from './estimate-search.ts'
import { search } from './search.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'

let cluster: KafkaCluster
let topic: string
const START = 1_700_000_000_000
const COUNTS = [132, 610, 3]

beforeAll(async () => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  topic = await lastingTopic({ partitions: 4 })
  for (const [partition, batches] of [
    [40, 1, 1, 90],
    [7, 200, 3, 400],
    [1, 1, 1],
  ].entries())
    await fill(cluster, { topic, partition }, { batches, name: `p${partition}`, startMs: START + partition })
})
afterAll(() => cluster.close())

type Query = Record<string, unknown>

async function run(query: Query, signal = AbortSignal.timeout(20_000)) {
  const found: string[] = []
  let done: SearchDone | undefined
  const input = { topic, ...SearchQuery.parse(query), ...('topic' in query ? { topic: String(query['topic']) } : {}) }
  for await (const { event, data } of search(readerContext(cluster, signal), input)) {
    if (event === 'match') found.push(`${data.message.partition}:${data.message.offset}`)
    else if (event === 'progress') SearchProgress.parse(data)
    else done = SearchDone.parse(data)
  }
  if (!done) throw new Error('the search ended without saying what it covered')
  return { found, ...done }
}

async function append(to: string, records: { value: string; timestamp?: number }[]) {
  const batch = records.map(({ value, timestamp = START }) => ({
    key: null,
    value: Buffer.from(value),
    headers: [],
    timestamp,
  }))
  await appendBatch(cluster, { topic: to, partition: 0 }, encodeBatch({ records: batch }))
}

/** All records oldest first: record i of partition p has the time START + p + (i + 1) s and the text `p<p>-<i>`. */
const inOrder = COUNTS.flatMap((count, partition) =>
  Array.from({ length: count }, (_, index) => ({ partition, index, at: (index + 1) * 1000 + partition })),
).toSorted((a, b) => a.at - b.at)
const placed = (wanted: (record: { partition: number; index: number }) => boolean) =>
  inOrder.filter(wanted).map(({ partition, index }) => `${partition}:${index}`)

test('finds text in every partition, newest first or oldest first', async () => {
  const expected = placed(({ index }) => `-${index}`.includes('-12'))
  const newest = await run({ text: '-12', limit: 1000 })
  expect(newest.found).toEqual(expected.toReversed())
  expect(newest.continue).toBeUndefined()
  expect(newest.coverage).toMatchObject({
    complete: true,
    stoppedBecause: 'end',
    matched: expected.length,
    records: 745,
  })
  expect(newest.coverage.partitions.map(({ reason }) => reason)).toEqual(['complete', 'complete', 'complete', 'empty'])
  expect((await run({ text: '-12', from: 'oldest', limit: 1000 })).found).toEqual(expected)
})

test.each(['newest', 'oldest'])('stops at the limit and goes on by the token, %s first', async (from) => {
  const expected = placed(() => true)
  const found: string[] = []
  let next: string | undefined
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const part = await run({ from, limit: 97, filter: 'offset >= 0', ...(next ? { continue: next } : {}) })
    found.push(...part.found)
    next = part.continue
    if (!next) {
      expect(part.coverage).toMatchObject({ stoppedBecause: 'end', complete: true })
      break
    }
    expect(part.coverage).toMatchObject({ stoppedBecause: 'limit', complete: false, matched: 97 })
  }
  expect(found).toEqual(from === 'newest' ? expected.toReversed() : expected)
})

test('key, time range and CEL hold together', async () => {
  expect((await run({ key: 'p1-300' })).found).toEqual(['1:300'])
  const query = { from: 'time', timestamp: START + 100_000, to: START + 120_000, filter: 'partition == 1' }
  expect((await run(query)).found).toEqual(
    placed(({ partition, index }) => partition === 1 && index >= 99 && index < 119),
  )
  await expect(run({ filter: 'value ==' })).rejects.toMatchObject({ code: 'INVALID_FILTER' })
})

test('counts what was aborted, the markers, and what is gone', async () => {
  const transactions = await lastingTopic()
  await fillTransactions(transactions, 'caac')
  const { found, coverage } = await run({ topic: transactions, filter: 'true' })
  expect(found).toHaveLength(6)
  expect(coverage.partitions[0]).toMatchObject({ records: 6, aborted: 6, control: 4, reason: 'complete' })
  const gone = await lastingTopic()
  await fill(cluster, { topic: gone, partition: 0 }, { batches: [10, 10] })
  await deleteBefore(gone, 15n)
  const rest = await run({ topic: gone, from: 'offset', offset: '3' })
  expect(rest.found).toEqual(['0:15', '0:16', '0:17', '0:18', '0:19'])
  expect(rest.coverage).toMatchObject({ complete: false, partitions: [{ expired: 12, reason: 'expired' }] })
})

test('an estimate says how much there is', async () => {
  const estimate = await estimateSearch(readerContext(cluster, AbortSignal.timeout(10_000)), {
    topic,
    ...SearchQuery.parse({ text: 'x' }),
  })
  expect(SearchEstimate.parse(estimate)).toMatchObject({ partitions: 4, records: '745' })
  expect(estimate.bytes).toBeGreaterThan(5_000)
})

test('an expression that does not come to an end costs its own search only', async () => {
  const hostile = await lastingTopic()
  const list = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => index))
  await append(hostile, [{ value: list }])
  const slow = run({ topic: hostile, filter: 'value.all(a, value.all(b, a != b || a >= 0))' })
  const other = run({ text: '-12', limit: 1000 })
  expect((await other).coverage.complete).toBe(true)
  const { coverage, continue: next } = await slow
  expect(coverage).toMatchObject({ stoppedBecause: 'error', complete: false, partitions: [{ reason: 'error' }] })
  expect(coverage.partitions[0]?.problem).toContain('took longer than 2 s for the record at offset 0 of partition 0')
  expect(next).toBeUndefined()
  const huge = await run({ topic: hostile, filter: 'value.map(a, value.map(b, [a, b])).size() > 0' })
  expect(huge.coverage).toMatchObject({ stoppedBecause: 'error' })
  expect((await run({ topic: hostile, filter: 'value.size() == 20000' })).found).toEqual(['0:0'])
})

test('a cancelled search says so, and its token goes on', async () => {
  const leaving = new AbortController()
  const input = { topic, ...SearchQuery.parse({ filter: 'partition == 1', limit: 1000, from: 'oldest' }) }
  const found: string[] = []
  let next: string | undefined
  for await (const { event, data } of search(readerContext(cluster, leaving.signal), input)) {
    if (event === 'match') found.push(data.message.offset)
    if (found.length === 10) leaving.abort()
    if (event !== 'done') continue
    expect(data.coverage).toMatchObject({ stoppedBecause: 'cancelled', complete: false })
    next = data.continue
  }
  const rest = await run({ filter: 'partition == 1', limit: 1000, from: 'oldest', continue: next })
  expect([...found.map((offset) => `1:${offset}`), ...rest.found]).toEqual(placed(({ partition }) => partition === 1))
})

test('stops by records and by time, and goes on', async () => {
  const some = await run({ text: 'nowhere to be found', maxRecords: 100 })
  expect(some.coverage).toMatchObject({ stoppedBecause: 'maxRecords', complete: false })
  expect(some.coverage.records).toBeGreaterThanOrEqual(100)
  expect(some.coverage.partitions.map(({ reason }) => reason)).toContain('maxRecords')
  const rest = await run({ text: 'nowhere to be found', continue: some.continue })
  expect(rest.coverage).toMatchObject({ stoppedBecause: 'end', records: 745 - some.coverage.records })
  const slow = await lastingTopic()
  const list = JSON.stringify(Array.from({ length: 1500 }, (_, index) => index))
  await append(
    slow,
    Array.from({ length: 60 }, () => ({ value: list })),
  )
  const late = await run({ topic: slow, filter: 'value.all(a, value.all(b, a != b || a >= 0))', maxSeconds: 0.1 })
  expect(late.coverage).toMatchObject({ stoppedBecause: 'maxSeconds', partitions: [{ reason: 'maxSeconds' }] })
  await expect(run({ text: 'another', continue: some.continue })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('an exact key is looked for in its partition where the others say how keys are placed', async () => {
  const keyed = await lastingTopic({ partitions: 6 })
  for (let index = 0; index < 60; index += 1) {
    const key = Buffer.from(`customer-${index}`)
    const records = [{ key, value: Buffer.from('x'), headers: [], timestamp: START + index }]
    await appendBatch(cluster, { topic: keyed, partition: partitionOf(key, 6) }, encodeBatch({ records }))
  }
  const home = partitionOf(Buffer.from('customer-7'), 6)
  const { found, coverage } = await run({ topic: keyed, key: 'customer-7' })
  expect(found).toHaveLength(1)
  expect(coverage).toMatchObject({ complete: true, notes: ['partitionerMurmur2'] })
  expect(coverage.partitioner).toMatch(new RegExp(`^Only partition ${home} is read: murmur2 .* explains where all of`))
  for (const { partition, reason, records } of coverage.partitions)
    expect({ partition, reason, read: records > 0 }).toEqual(
      partition === home
        ? { partition, reason: 'complete', read: true }
        : { partition, reason: 'keyElsewhere', read: false },
    )
  const asked = await run({ topic: keyed, key: 'customer-7', partitioner: 'all' })
  expect(asked.coverage.partitions.filter(({ problem }) => problem)).toEqual([])
  expect(asked.coverage).toMatchObject({ records: 60, notes: ['partitionerUnknown'] })
  // Its keys lie where no partitioner puts them.
  const other = await run({ key: 'p1-300' })
  expect(other.coverage.partitioner).toContain('no known partitioner explains')
  const estimate = await estimateSearch(readerContext(cluster, AbortSignal.timeout(10_000)), {
    topic: keyed,
    ...SearchQuery.parse({ key: 'customer-7' }),
  })
  expect(estimate).toMatchObject({ partitions: 1, partitioner: { name: 'murmur2', partition: home } })
})

test('reading ends at the end time only where brokers set the times', async () => {
  const goingBack = await lastingTopic()
  const times = [10, 20, 30, 15, 40, 12]
  for (const at of times) await append(goingBack, [{ value: `at ${at}`, timestamp: START + at }])
  const range = { topic: goingBack, from: 'time', timestamp: START + 11, to: START + 20 }
  expect((await run(range)).found).toEqual(['0:3', '0:5'])
  expect((await run({ ...range, order: 'newest', timestamp: START + 19, to: START + 11 })).found).toEqual([
    '0:5',
    '0:3',
  ])
  const stamped = await lastingTopic({ config: { 'message.timestamp.type': 'LogAppendTime' } })
  for (const at of times) await append(stamped, [{ value: `at ${at}` }])
  const whole = await run({ topic: stamped, from: 'time', timestamp: START, to: Date.now() + 60_000 })
  expect(whole.found).toHaveLength(times.length)
  expect(
    (await run({ topic: stamped, from: 'time', timestamp: START, to: START + 10 })).coverage.partitions[0],
  ).toMatchObject({
    from: '0',
    to: '0',
    reason: 'empty',
  })
})
