import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { Analysis, AnalysisQuery } from '#lib/contract/analysis.ts'
import { Owner } from '#server/limits/owner.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { readerContext, testContext } from '#testkit/http/test-context.ts'
import { deleteBefore, fill, fillTransactions } from '#testkit/kafka/fill-topic.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { streamAnalysis } from './stream-analysis.ts'

let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

async function events(topic: string, query: Record<string, unknown> = {}, signal = new AbortController().signal) {
  const input = { ...AnalysisQuery.parse(query), topic }
  const found: { event: string; analysis: Analysis }[] = []
  for await (const frame of await streamAnalysis(readerContext(ctx.cluster, signal), input)) {
    const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/s.exec(Buffer.from(frame).toString()) ?? []
    found.push({ event, analysis: Analysis.parse(JSON.parse(data)) })
  }
  return found
}

async function analyse(topic: string, query: Record<string, unknown> = {}): Promise<Analysis> {
  const last = (await events(topic, query)).at(-1)
  if (last?.event !== 'done') throw new Error('the analysis did not end')
  return last.analysis
}

const START = 1_790_000_000_000

async function shop(): Promise<string> {
  const topic = await createTopic({ partitions: 3 })
  const batch = async (partition: number, count: number, name: string) => {
    const records = Array.from({ length: count }, (_, index) => ({
      key: index % 10 === 9 ? null : Buffer.from(index % 2 === 0 ? 'hot' : `${name}-${index}`),
      value: index % 5 === 0 ? null : Buffer.from(JSON.stringify({ id: `${name}-${index % 40}`, n: index })),
      headers: index % 2 === 0 ? [{ name: Buffer.from('source'), value: Buffer.from('test') }] : [],
      timestamp: START + index * 1_000,
    }))
    await appendBatch(ctx.cluster, { topic, partition }, encodeBatch({ records, compression: 'lz4' }))
  }
  await batch(0, 50, 'a')
  await batch(1, 10, 'b')
  return topic
}

test('everything about a small topic, counted exactly', async () => {
  const found = await analyse(await shop(), { id: 'value:$.id' })
  expect(found).toMatchObject({ asked: 60, records: 60, transactional: 0 })
  expect(found.keys).toMatchObject({ count: 54, nulls: 6 })
  expect(found.values).toMatchObject({ count: 48, nulls: 12 })
  expect(found.partitions.map(({ records, tombstones }) => [records, tombstones])).toEqual([
    [50, 10],
    [10, 2],
    [0, 0],
  ])
  expect(found.partitions[0]).toMatchObject({ firstAt: START, lastAt: START + 49_000 })
  expect(found.partitions[2]).toMatchObject({ firstAt: null, lastAt: null })
  expect(found.topKeys).toMatchObject({ mayMiss: 0, distinctExact: true, distinct: 25 })
  expect(found.topKeys.items[0]).toMatchObject({ key: { text: 'hot' }, count: 30 })
  expect(found.headers).toMatchObject({ others: 0, recordsWithout: 30 })
  expect(found.headers.items).toMatchObject([{ name: { text: 'source' }, records: 30, example: { text: 'test' } }])
  expect(found.formats).toMatchObject({ sampled: 60, values: [{ format: 'json', count: 48 }] })
  expect(found.batches).toMatchObject([{ compression: 'lz4', batches: 2, records: 60 }])
  expect(found.rate.counts.reduce((sum, count) => sum + count, 0)).toBe(60)
  // Of a's 50 records those from 40 on repeat an id, two of them being tombstones.
  expect(found.duplicates).toMatchObject({ checked: 48, withoutId: 12, repeats: 8, ids: 8, unwatched: 0 })
  expect(found.duplicates?.items).toContainEqual({
    id: { text: 'a-1', hex: false, truncated: false },
    count: 2,
    first: { partition: 0, offset: '1' },
    last: { partition: 0, offset: '41' },
  })
  expect(found.coverage).toMatchObject({ complete: true, stoppedBecause: 'end', records: 60 })
  expect(found.coverage.partitions.map(({ reason }) => reason)).toEqual(['complete', 'complete', 'empty'])
})

test('the newest records are those since one moment, over all partitions', async () => {
  const topic = await createTopic({ partitions: 3 })
  for (const partition of [0, 1])
    await fill(ctx.cluster, { topic, partition }, { batches: [200, 200, 200], startMs: START + partition * 300_000 })
  const found = await analyse(topic, { maxRecords: 400 })
  expect(found.records).toBeGreaterThanOrEqual(400)
  expect(found.records).toBeLessThanOrEqual(440)
  const [first, second] = found.partitions
  // The second partition's records are 300 s younger, so more of them belong to the newest.
  expect(second?.records).toBe((first?.records ?? 0) + 300)
  expect(Math.abs((first?.firstAt ?? 0) - (second?.firstAt ?? 1))).toBeLessThan(1_000)
  expect(found.coverage.complete).toBe(true)
})

test('many records of the same time are cut by number', async () => {
  const topic = await createTopic()
  const records = Array.from({ length: 500 }, () => ({
    key: null,
    value: Buffer.from('x'),
    headers: [],
    timestamp: START,
  }))
  await appendBatch(ctx.cluster, { topic, partition: 0 }, encodeBatch({ records }))
  expect(await analyse(topic, { maxRecords: 100 })).toMatchObject({ records: 100, asked: 100 })
})

test('a time range holds the records of that time', async () => {
  const topic = await createTopic({ partitions: 2 })
  for (const partition of [0, 1]) await fill(ctx.cluster, { topic, partition }, { batches: [100, 100], startMs: START })
  const found = await analyse(topic, { from: 'time', timestamp: START + 50_000, to: START + 80_000 })
  expect(found.partitions.map(({ records, firstAt, lastAt }) => ({ records, firstAt, lastAt }))).toEqual(
    [0, 1].map(() => ({ records: 30, firstAt: START + 50_000, lastAt: START + 79_000 })),
  )
  await expect(analyse(topic, { from: 'time' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(analyse(topic, { partition: 7 })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(analyse(topic, { id: 'value:[' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('a limit stops the reading at the same share of each partition, and says so', { timeout: 60_000 }, async () => {
  const topic = await createTopic({ partitions: 2 })
  const batches = Array.from({ length: 40 }, () => 100)
  await fill(ctx.cluster, { topic, partition: 0 }, { batches, valueBytes: 4_000 })
  await fill(ctx.cluster, { topic, partition: 1 }, { batches: batches.slice(0, 20), valueBytes: 4_000 })
  const found = await analyse(topic, { from: 'oldest', maxRecords: 500 })
  expect(found.coverage).toMatchObject({ complete: false, stoppedBecause: 'maxRecords' })
  expect(found.coverage.partitions.map(({ reason }) => reason)).toContain('maxRecords')
  const bytes = await analyse(topic, { from: 'oldest', maxBytes: 1_000_000 })
  expect(bytes.coverage).toMatchObject({ complete: false, stoppedBecause: 'maxBytes' })
  for (const { scannedTo, to, reason } of bytes.coverage.partitions)
    expect(BigInt(scannedTo) < BigInt(to)).toBe(reason === 'maxBytes')
})

test('aborted records are not counted, and what retention took away is said', async () => {
  const topic = await createTopic()
  await fillTransactions(topic, 'cac')
  expect(await analyse(topic)).toMatchObject({ records: 6, transactional: 6 })
  expect(await analyse(topic, { isolation: 'uncommitted' })).toMatchObject({ records: 9 })
  await deleteBefore(topic, 4n)
  expect(await analyse(topic, { from: 'oldest' })).toMatchObject({ records: 3 })
})

test('figures arrive while it is read, and a client that leaves ends it', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  await fill(
    ctx.cluster,
    { topic, partition: 0 },
    { batches: Array.from({ length: 10 }, () => 1_000), valueBytes: 300 },
  )
  const seen = await events(topic)
  expect(seen.map(({ event }) => event).slice(-1)).toEqual(['done'])
  expect(seen[0]?.event).toBe('progress')
  const leaving = new AbortController()
  const frames = await streamAnalysis(readerContext(ctx.cluster, leaving.signal), { ...AnalysisQuery.parse({}), topic })
  leaving.abort()
  await expect(frames[Symbol.asyncIterator]().next()).rejects.toThrow()
})

test('only so many run at a time; a place is free again as soon as a client leaves', async () => {
  const topic = await createTopic()
  const clients = ['ada', 'ada', 'eve'].map((user) => new Owner(user))
  const open = (owner: Owner) => streamAnalysis({ cluster: ctx.cluster, owner }, { ...AnalysisQuery.parse({}), topic })
  for (const client of clients.slice(0, 2)) await open(client)
  await expect(open(new Owner('ada'))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await open(new Owner('eve', clients[2]?.signal))
  await expect(open(new Owner('bob'))).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await clients[0]?.close()
  const next = new Owner('ada')
  await open(next)
  for (const client of [...clients, next]) await client.close()
  await expect(analyse('no-such-topic')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
