import { expect, test } from 'vitest'
import { open, seal, SIGNATURE_HEADER, type SignatureScope } from './envelope.ts'
import { type ReadRecord, RecordVerifier } from './record-verifier.ts'
import { testKeyRing } from '#testkit/trust/test-keys.ts'

const ring = testKeyRing('a', 'b')
const scope: SignatureScope = { topic: '__tailrace_state', clusterId: 'c1', topicId: 't1' }
const NOW = 1_800_000_000_000

interface Written {
  key?: string
  value?: string | null
  writer?: string
  sequence?: number
  version?: number
  start?: bigint
  producer?: string
  keys?: ReturnType<typeof testKeyRing>
  in?: SignatureScope
}

let offset = 0n
/** A record as a console writes it and a reader finds it. */
function written(parts: Written = {}): ReadRecord {
  const { key = 'k', value = 'v', writer = 'w', sequence = 1, version = NOW, start = 0n, producer = '7.0' } = parts
  const bytes = { key: Buffer.from(key), value: value === null ? null : Buffer.from(value) }
  const signer = (parts.keys ?? ring).signing('records')
  if (!signer) throw new Error('no key')
  const { text } = seal(signer, parts.in ?? scope, { writer, sequence, version, start, producer, previous: '-' }, bytes)
  const headers = [{ name: Buffer.from(SIGNATURE_HEADER), value: Buffer.from(text) }]
  return { ...bytes, offset: (offset += 1n), headers, producer }
}

const verifier = (start: bigint | null = 0n, compacted = true) => new RecordVerifier({ ring, scope, start, compacted })
const again = (record: ReadRecord): ReadRecord => ({ ...record, offset: (offset += 1n) })

test('signed records are trusted, tombstones too, with gaps in the sequence and from several writers', () => {
  const check = verifier()
  const records = [
    written(),
    written({ sequence: 5, value: null }),
    written({ writer: 'x', sequence: 3, version: NOW - 1 }),
    written({ sequence: 6, version: NOW + 1, keys: testKeyRing('b') }),
  ]
  expect(records.map((record) => check.check(record).problem)).toEqual([null, null, null, null])
})

test.each<[string, (record: ReadRecord) => ReadRecord]>([
  ['value', (record) => ({ ...record, value: Buffer.from('w') })],
  ['value to null', (record) => ({ ...record, value: null })],
  ['key', (record) => ({ ...record, key: Buffer.from('l') })],
  ['key to null', (record) => ({ ...record, key: null })],
  ['signature', (record) => withHeader(record, (text) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`)],
  ['sequence', (record) => withHeader(record, (text) => text.replace(' 1 ', ' 2 '))],
  ['start', (record) => withHeader(record, (text) => text.replace(' 0 7.0', ' 9 7.0'))],
  ['number of fields', (record) => withHeader(record, (text) => `${text} x`)],
  ['header to nothing', (record) => withHeader(record, () => '')],
  ['header to a null', (record) => ({ ...record, headers: [{ name: Buffer.from(SIGNATURE_HEADER), value: null }] })],
])('a changed %s shows', (_, change) => {
  const check = verifier()
  expect(check.check(change(written())).problem).toBe('altered')
  // Nothing of it is remembered.
  expect(check.check(written()).problem).toBeNull()
})

function withHeader(record: ReadRecord, change: (text: string) => string): ReadRecord {
  const text = record.headers[0]?.value?.toString() ?? ''
  return { ...record, headers: [{ name: Buffer.from(SIGNATURE_HEADER), value: Buffer.from(change(text)) }] }
}

test('key and value cannot be shifted into each other', () => {
  const record = written({ key: 'ab', value: 'c' })
  expect(verifier().check({ ...record, key: Buffer.from('a'), value: Buffer.from('bc') }).problem).toBe('altered')
})

test('a record of another topic, cluster, or of the topic before it was recreated is not valid here', () => {
  for (const other of [{ topic: '__tailrace_audit' }, { clusterId: 'c2' }, { topicId: 't0' }, { topicId: null }])
    expect(verifier().check(written({ in: { ...scope, ...other } })).problem).toBe('altered')
})

test('a copy shows: by its sequence, by its producer, and by its age where compaction removed the original', () => {
  const check = verifier()
  const first = written()
  check.check(first)
  check.check(written({ sequence: 2 }))
  expect(check.check(again(first)).problem).toBe('copied')
  expect(verifier().check({ ...first, producer: '8.0' }).problem).toBe('copied')
  const fresh = verifier()
  fresh.check(written({ writer: 'other', version: NOW + 120_000 }))
  expect(fresh.check(again(first)).problem).toBe('older')
})

test('in a log that keeps everything, clocks that differ do no harm', () => {
  const check = verifier(0n, false)
  check.check(written({ version: NOW + 3_600_000 }))
  expect(check.check(written({ writer: 'slow', version: NOW })).problem).toBeNull()
})

test('another key is another console, a later format is a newer version', () => {
  expect(verifier().check(written({ keys: testKeyRing('c') })).problem).toBe('foreignKey')
  expect(verifier().check(withHeader(written(), (text) => text.replace(/^1 /, '2 '))).problem).toBe('newerVersion')
})

test('records without a signature are believed before signing starts, and never after it', () => {
  const plain = (at: bigint): ReadRecord => ({ ...written(), headers: [], offset: at })
  const check = verifier(null)
  expect(check.check(plain(10n)).problem).toBeNull()
  check.check({ ...written({ start: 11n }), offset: 11n })
  expect(check.check(plain(12n)).problem).toBe('unsigned')
  // Compaction may remove the first signed record: every later one says where signing starts.
  expect(verifier(11n).check(plain(11n)).problem).toBe('unsigned')
  expect(verifier(11n).check(plain(10n)).problem).toBeNull()
})

test('random headers are never valid and never throw', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 0x7fff_ffff) % below
  const { headers, ...rest } = written()
  for (let round = 0; round < 2_000; round += 1) {
    const value = Buffer.from(headers[0]?.value ?? '')
    for (let damages = 1 + random(5); damages > 0; damages -= 1) value[random(value.length)] = random(256)
    const { kind } = open(ring, scope, value, rest)
    expect(kind === 'valid' && !value.equals(headers[0]?.value ?? Buffer.alloc(0))).toBe(false)
  }
})
