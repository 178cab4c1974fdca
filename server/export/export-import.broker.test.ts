import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { ExportQuery, type FileEnd, FileRecord } from '#lib/contract/export.ts'
import { Owner } from '#server/limits/owner.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { searchRecords } from '#server/search/search-records.ts'
import { SearchQuery } from '#lib/contract/search.ts'
import { exportRecords } from './export-records.ts'
import { importRecords } from './import-records.ts'
import { exportPool } from '#server/search/worker/scan-pool.ts'

let ctx: ClusterCtx
beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

const bytes = (...all: number[]) => Buffer.from(all)
const T0 = 1_700_000_000_000

/** Everything that a text format might lose. */
const RECORDS: EncodableRecord[] = [
  { key: Buffer.from('a'), value: Buffer.from('{"id":9007199254740993,"p":1.10}'), headers: [], timestamp: T0 },
  { key: null, value: null, headers: [], timestamp: T0 + 1 },
  {
    key: Buffer.alloc(0),
    value: Buffer.alloc(0),
    headers: [{ name: Buffer.alloc(0), value: null }],
    timestamp: T0 - 5,
  },
  {
    key: bytes(0, 0xff, 0xfe),
    value: bytes(0xc3, 0x28, 0, 10, 13),
    headers: [
      { name: Buffer.from('b'), value: bytes(0, 0, 0, 42) },
      { name: Buffer.from('a'), value: Buffer.from('1') },
      { name: Buffer.from('b'), value: Buffer.from('two\nlines\u2028') },
      { name: bytes(0xff), value: bytes(0x80) },
    ],
    timestamp: T0 + 2,
  },
  { key: Buffer.from('=1+1'), value: Buffer.from('=HYPERLINK("http://x")'), headers: [], timestamp: T0 + 3 },
  { key: Buffer.from('\ufeffbom'), value: Buffer.from('Zoë 😀 "quoted", \\'), headers: [], timestamp: 0 },
]

async function topicOf(partitions = 1): Promise<string> {
  const topic = await createTopic({ partitions })
  for (let partition = 0; partition < partitions; partition += 1)
    await appendBatch(ctx.cluster, { topic, partition }, encodeBatch({ records: RECORDS }))
  return topic
}

async function fileOf(topic: string, query: Record<string, unknown> = {}): Promise<string> {
  const { pieces } = await exportRecords(ctx, { topic, ...ExportQuery.parse(query) })
  return text(pieces)
}

/** Sent in small pieces, as a network may. */
function upload(text: string): ReadableStream<Uint8Array> {
  const data = Buffer.from(text)
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at >= data.length) return controller.close()
      controller.enqueue(new Uint8Array(data.subarray(at, at + 7)))
      at += 7
    },
  })
}

const OPTIONS = { partitioning: 'original', timestamps: 'keep', dryRun: false } as const
async function importTo(
  topic: string,
  text: string,
  options: Partial<Record<keyof typeof OPTIONS, unknown>> = {},
): ReturnType<typeof importRecords> {
  const owner = new Owner('test')
  const input = { ...OPTIONS, ...(options as typeof OPTIONS), topic, upload: upload(text) }
  try {
    return await importRecords({ ...ctx, owner }, input)
  } finally {
    await owner.close()
  }
}

async function recordsOf(topic: string): Promise<string[]> {
  const all: string[] = []
  const query = { topic, ...SearchQuery.parse({ from: 'oldest', limit: 1000 }) }
  for await (const event of searchRecords(ctx, query))
    if (event.type === 'record') all.push(exact(event.found.partition, event.found.record))
  return all.toSorted()
}

function exact(partition: number, { offset, timestamp, key, value, headers }: KafkaRecord): string {
  const hex = (data: Buffer | null) => data?.toString('hex') ?? null
  return JSON.stringify([
    partition,
    String(offset),
    timestamp,
    hex(key),
    hex(value),
    headers.map((one) => [hex(one.name), hex(one.value)]),
  ])
}

describe('an export', () => {
  test('read back by an import gives the same bytes, times, partitions and order', async () => {
    const topic = await topicOf(3)
    const file = await fileOf(topic, { from: 'oldest' })
    const target = await createTopic({ partitions: 3 })
    const report = await importTo(target, file)
    expect(report).toMatchObject({ records: 18, warnings: [] })
    expect(report.partitions[0]).toEqual({ partition: 0, records: 6, firstOffset: '0', lastOffset: '5' })
    expect(await recordsOf(target)).toEqual(await recordsOf(topic))
  })

  test('ends with a line that says whether it is complete', async () => {
    const topic = await topicOf()
    const endOf = (file: string) => JSON.parse(file.trimEnd().split('\n').at(-1) ?? '') as FileEnd
    expect(endOf(await fileOf(topic))).toEqual({ tailrace: 'end', records: 6, complete: true, stoppedBecause: 'end' })
    expect(endOf(await fileOf(topic, { limit: 2 }))).toMatchObject({
      records: 2,
      complete: false,
      stoppedBecause: 'limit',
    })
  })

  test('holds what a search finds, newest first if asked so', async () => {
    const lines = (await fileOf(await topicOf(), { text: 'a', limit: 5 })).trimEnd().split('\n').slice(0, -1)
    const keys = lines.map((line) => FileRecord.parse(JSON.parse(line)).key)
    // The first has it in its key, the other one in a header.
    expect(keys).toEqual([{ base64: 'AP/+' }, { text: 'a' }])
  })

  test('as CSV has no formula and no broken line', async () => {
    const topic = await topicOf()
    const csv = await fileOf(topic, {
      format: 'csv',
      from: 'oldest',
      columns: ['offset', 'key', 'value', 'value:id', 'header:a'],
    })
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      '"offset","key","value","value:id","header:a"',
      '"0","a","{""id"":9007199254740993,""p"":1.10}","9007199254740993",""',
    ])
    expect(csv).toContain(`"4","'=1+1","'=HYPERLINK(""http://x"")","",""`)
    expect(/^"?[=+@]/m.test(csv)).toBe(false)
  })

  test('of a wrong filter, column or topic is refused before it begins', async () => {
    const topic = await topicOf()
    await expect(fileOf(topic, { filter: 'value ==' })).rejects.toMatchObject({ code: 'INVALID_FILTER' })
    await expect(fileOf(topic, { format: 'csv', columns: ['nope'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(fileOf('no-such-topic')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('reads only as much as is taken, and ends with its reader', async () => {
    const topic = await createTopic()
    const value = Buffer.alloc(10_000, 'x')
    const records = Array.from({ length: 50 }, () => ({ key: null, value, headers: [], timestamp: T0 }))
    for (let batch = 0; batch < 20; batch += 1)
      await appendBatch(ctx.cluster, { topic, partition: 0 }, encodeBatch({ records }))
    const owner = new Owner('test')
    const { pieces } = await exportRecords({ ...ctx, owner }, { topic, ...ExportQuery.parse({}) })
    for await (const first of pieces) {
      expect(first.length).toBeGreaterThan(10_000)
      expect(first.length).toBeLessThan(1_000_000)
      break
    }
    await owner.close()
    expect(exportPool().figures).toMatchObject({ used: 0, waiting: 0 })
  })
})

describe('an export that nobody reads', () => {
  test('says in its last line that it is not complete, and goes on by its token', async () => {
    const topic = await createTopic({ partitions: 2, config: { 'retention.ms': '-1' } })
    const value = Buffer.alloc(1_000, 'x')
    const records = Array.from({ length: 500 }, () => ({ key: null, value, headers: [], timestamp: T0 }))
    for (let batch = 0; batch < 10; batch += 1)
      await appendBatch(ctx.cluster, { topic, partition: batch % 2 }, encodeBatch({ records }))
    const owner = new Owner('test')
    const query = ExportQuery.parse({ from: 'oldest' })
    const { pieces } = await exportRecords({ ...ctx, owner }, { topic, ...query })
    let file = ''
    for await (const piece of pieces) {
      file += Buffer.from(piece).toString()
      // As `pulledBody` does when nothing was asked for in a while.
      await owner.close()
      expect(exportPool().figures).toMatchObject({ used: 0, waiting: 0 })
    }
    const lines = file.trimEnd().split('\n')
    const end = JSON.parse(lines.pop() ?? '') as FileEnd
    expect(end).toMatchObject({ records: lines.length, complete: false, stoppedBecause: 'cancelled' })
    expect(lines.length).toBeLessThan(5_000)
    const rest = (await fileOf(topic, { from: 'oldest', continue: end.continue })).trimEnd().split('\n').slice(0, -1)
    const places = [...lines, ...rest].map((line) => {
      const { partition, offset } = FileRecord.parse(JSON.parse(line))
      return `${partition}/${offset}`
    })
    expect(places.length).toBe(5_000)
    expect(new Set(places).size).toBe(5_000)
  })
})

describe('an import', () => {
  test('takes lines written by hand, by key', async () => {
    const topic = await createTopic({ partitions: 4 })
    const report = await importTo(topic, '{"key":{"text":"k"},"value":{"text":"1"}}\n\n{"value":{"base64":"AP8="}}', {
      partitioning: 'key',
    })
    expect(report.records).toBe(2)
    expect(report.warnings).toEqual([expect.stringContaining('no end line')])
    expect(await recordsOf(topic)).toHaveLength(2)
  })

  test('that only checks writes nothing', async () => {
    const topic = await createTopic()
    const report = await importTo(topic, '{"partition":0,"value":{"text":"1"}}\n', { dryRun: true })
    expect(report.partitions).toEqual([{ partition: 0, records: 1, firstOffset: null, lastOffset: null }])
    expect(await recordsOf(topic)).toEqual([])
  })

  test.each([
    ['{"partition":0}\nnot json\n', 'line 2: it is not JSON'],
    ['{"partition":7}\n', 'line 1: the topic has 1 partitions'],
    ['{"value":{"text":"x"}}\n', 'line 1: it names no partition'],
    ['{"partition":0,"key":{"text":"x","base64":""}}\n', 'line 1: key'],
    ['[1]\n', 'line 1'],
  ])('of %j says which line is wrong', async (text, problem) => {
    await expect(importTo(await createTopic(), text)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(problem),
    })
  })

  test('that fails half-way says how much was written', async () => {
    const topic = await createTopic()
    const lines = Array.from({ length: 1500 }, () => '{"partition":0,"value":{"text":"x"}}\n').join('')
    await expect(importTo(topic, `${lines}oops`)).rejects.toThrow('1000 records were written before')
    expect(await recordsOf(topic)).toHaveLength(1000)
  })
})
