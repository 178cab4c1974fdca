import { describe, expect, test } from 'vitest'
import { compileFilter, type FilterInput } from '#server/filter/compile-filter.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { Serde } from '#server/serde/serde.ts'
import { type ScannedBatch, scanBatch } from './scan-batch.ts'

const PLAIN = '{"id":1,"status":"new"}'
/** `{id:123456,status:"ok"}` */
const PACKED = {
  messagePack: '82a26964ce0001e240a6737461747573a26f6b',
  cbor: 'a26269641a0001e24066737461747573626f6b',
  'cbor that says so': 'd9d9f7a26269641a0001e24066737461747573626f6b',
}
const REGISTRY = { url: 'http://localhost:1', authorization: null, tls: {} }

/** A batch of the record between two of JSON. */
function scanned(
  input: FilterInput,
  side: 'key' | 'value',
  bytes: Buffer,
  registry: typeof REGISTRY | null = null,
): ScannedBatch {
  const plain = { key: Buffer.from('k'), value: Buffer.from(PLAIN), headers: [], timestamp: 1 }
  const own = { ...plain, [side]: bytes }
  const [batch] = splitBatches(encodeBatch({ records: [plain, own, plain], compression: 'none' })).batches
  if (!batch) throw new Error('no batch')
  const serde = new Serde({ registry, protobuf: null })
  const filter = compileFilter(input, serdeDecoder(serde, { topic: 'orders' }))
  const wanted = { topic: 'orders', filter, time: { from: -Infinity, to: Infinity } }
  const answer = scanBatch(batch, { from: 0n, to: 3n }, wanted, 0)
  serde.close()
  return answer
}

describe.each(Object.entries(PACKED))('%s', (_, hex) => {
  const bytes = Buffer.from(hex, 'hex')
  test.each<FilterInput>([
    { text: '123456' },
    { text: '"status":"ok"' },
    { text: '"STATUS":"OK"', caseSensitive: false },
    { text: '"id":123456,"status"' },
  ])('is found by what only its decoded form holds: %j', (input) => {
    for (const side of ['key', 'value'] as const) {
      for (const registry of [null, REGISTRY]) {
        const { found } = scanned(input, side, bytes, registry)
        expect(found.map(({ record }) => Number(record.offset))).toEqual([1])
      }
    }
  })

  test('is not found by what it does not hold', () => {
    expect(scanned({ text: '654321' }, 'value', bytes)).toEqual({ found: [], records: 3, skipped: false })
  })
})

test('batches of JSON and text are skipped as a whole', () => {
  for (const text of [PLAIN, 'plain text', '日本', ''])
    expect(scanned({ text: '654321' }, 'value', Buffer.from(text))).toEqual({ found: [], records: 3, skipped: true })
})
