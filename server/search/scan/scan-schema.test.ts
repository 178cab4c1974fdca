import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileFilter, type FilterInput } from '#server/filter/compile-filter.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import { CODECS } from '#testkit/kafka/fill-topic.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { Serde } from '#server/serde/serde.ts'
import { type GoldenRecord, goldenRecords, RecordedRegistry } from '#testkit/serde/recorded-registry.ts'
import { scanBatch } from './scan-batch.ts'

const registry = new RecordedRegistry()
let serde: Serde

beforeAll(async () => {
  serde = new Serde({ registry: { url: await registry.start(), authorization: null, tls: {} }, protobuf: null })
})
afterAll(async () => {
  serde.close()
  await registry.stop()
})

const NEIGHBOURS = ['{"id":1,"customer":{"name":"nobody"}}', 'plain text']

/** The offsets that a scan of a batch finds which holds the record between two plain ones. */
async function scanned({ topic, side, bytes }: GoldenRecord, input: FilterInput, codec = CODECS[0]): Promise<number[]> {
  const plain = NEIGHBOURS.map((text) => ({
    key: Buffer.from('k'),
    value: Buffer.from(text),
    headers: [],
    timestamp: 1,
  }))
  const own = { key: null, value: null, headers: [], timestamp: 1, [side]: bytes }
  const [first, last] = plain
  if (!first || !last) throw new Error('no neighbours')
  await serde.prepare([{ topic, ...own }])
  const [batch] = splitBatches(encodeBatch({ records: [first, own, last], compression: codec ?? 'none' })).batches
  if (!batch) throw new Error('no batch')
  const filter = compileFilter(input, serdeDecoder(serde, { topic }))
  const wanted = { topic, filter, time: { from: -Infinity, to: Infinity } }
  const { found } = scanBatch(batch, { from: 0n, to: 3n }, wanted, 0)
  expect(filter?.failures).toMatchObject({ records: 0 })
  return found.map(({ record }) => Number(record.offset))
}

/** Every text inside of a decoded value, with the expression that leads to it. */
function leaves(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, Array.isArray(value) ? `${path}[${name}]` : `${path}[${JSON.stringify(name)}]`),
  )
}

describe('what real serializers wrote is found by what is shown of it', () => {
  test.each(goldenRecords().map((record) => [record.name, record] as const))('%s', async (_, record) => {
    await serde.prepare([{ topic: record.topic, key: null, value: null, headers: [], [record.side]: record.bytes }])
    const { text } = serde.decode(record.bytes, { topic: record.topic, side: record.side, headers: [] })
    const found = leaves(JSON.parse(text), record.side)
    for (const [index, leaf] of found.entries()) {
      const codec = CODECS[index % CODECS.length]
      const equal = { filter: `${leaf.path} == ${JSON.stringify(leaf.text)}` }
      expect({ ...leaf, found: await scanned(record, equal, codec) }).toEqual({ ...leaf, found: [1] })
      if (leaf.text.length > 3)
        expect({ ...leaf, found: await scanned(record, { text: leaf.text }, codec) }).toEqual({ ...leaf, found: [1] })
    }
    expect(await scanned(record, { text })).toEqual([1])
    expect(await scanned(record, { filter: `${record.side} == "nothing like that"` })).toEqual([])
  })
})

test('keys by schema are compared by their text', async () => {
  const key = goldenRecords().find(({ name }) => name === 'avro string key')
  const number = goldenRecords().find(({ name }) => name === 'avro long key')
  if (!key || !number) throw new Error('no golden keys')
  expect(await scanned(key, { key: 'order-1' })).toEqual([1])
  expect(await scanned(number, { key: '-42' })).toEqual([1])
})

test('64-bit numbers are compared exactly', async () => {
  const order = goldenRecords().find(({ name }) => name === 'avro order')
  if (!order) throw new Error('no golden order')
  expect(await scanned(order, { filter: 'value.id == 9007199254740993' })).toEqual([1])
  expect(await scanned(order, { filter: 'value.id == 9007199254740992' })).toEqual([])
})
