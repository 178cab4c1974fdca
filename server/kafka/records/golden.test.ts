import { describe, expect, test } from 'vitest'
import { abortedFilter } from './aborted.ts'
import { decodeControl } from './control-record.ts'
import { DefaultBatch } from './default-batch.ts'
import type { RecordHeader } from './record.ts'
import { splitBatches } from './split-batches.ts'
import { golden } from '#testkit/records/golden.ts'
import { reencode } from '#testkit/records/reencode.ts'

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const TIME = 1_760_000_000_000

const ALL = [
  ...CODECS.flatMap((codec) => [`java-${codec}`, `kcat-${codec}`]),
  ...['idempotent', 'append-time', 'snappy-blocks', 'lz4-blocks', 'transactions', 'compacted'].map(
    (name) => `java-${name}`,
  ),
  ...['nulls', 'transaction'].map((name) => `kcat-${name}`),
]

describe('every golden batch', () => {
  test.each(ALL)('%s has a right checksum and comes back byte for byte', (name) => {
    const { batches, truncatedAt } = splitBatches(golden(name))
    expect(truncatedAt).toBeNull()
    expect(batches.length).toBeGreaterThan(0)
    let at = 0
    for (const batch of batches.map(defaultBatch)) {
      expect(batch.crcOk()).toBe(true)
      const stored = golden(name).subarray(at, at + batch.sizeBytes)
      const encoded = reencode(batch)
      if (batch.compression === 'none') expect(encoded).toEqual(stored)
      expect(encoded.subarray(61)).toEqual(batch.payload())
      expect(headerOf(encoded)).toEqual(headerOf(stored))
      at += batch.sizeBytes
    }
  })

  test.each(ALL)('%s with a changed byte fails the checksum', (name) => {
    const bytes = golden(name)
    bytes[70] = (bytes[70] ?? 0) ^ 1
    expect(splitBatches(bytes).batches[0]?.crcOk()).toBe(false)
  })
})

describe('the Java client', () => {
  test.each(CODECS)('%s', (codec) => {
    const [batch] = splitBatches(golden(`java-${codec}`)).batches
    expect(batch).toMatchObject({
      compression: codec,
      timestampType: 'createTime',
      producerId: -1n,
      producerEpoch: -1,
      baseSequence: -1,
      baseTimestamp: TIME,
      maxTimestamp: TIME + 70_000,
      partitionLeaderEpoch: 0,
    })
    expect(recordsIn(`java-${codec}`)).toEqual(javaRecords())
  })

  test('idempotent', () => {
    const [batch] = splitBatches(golden('java-idempotent')).batches
    expect(batch).toMatchObject({ producerEpoch: 0, baseSequence: 0, transactional: false })
    expect(batch?.producerId).toBeGreaterThanOrEqual(0n)
  })

  test('a topic that stamps the records itself gives all of them its time', () => {
    const [batch] = splitBatches(golden('java-append-time')).batches
    expect(batch?.timestampType).toBe('logAppendTime')
    expect(batch?.maxTimestamp).toBeGreaterThan(TIME + 70_000)
    const expected = javaRecords().map((record) => ({ ...record, timestamp: batch?.maxTimestamp }))
    expect(recordsIn('java-append-time')).toEqual(expected)
  })

  test.each(['snappy', 'lz4'] as const)('%s in several blocks', (codec) => {
    const value = Buffer.from('tailrace '.repeat(5_000))
    const expected = [0, 1].map((index) => {
      return { offset: BigInt(index), timestamp: TIME + index, key: Buffer.from(`k${index}`), value, headers: [] }
    })
    expect(recordsIn(`java-${codec}-blocks`)).toEqual(expected)
    const [batch] = splitBatches(golden(`java-${codec}-blocks`)).batches
    expect(() => batch?.payload(90_000)).toThrow(/batch at offset 0 .* more than the 90000 bytes/)
  })

  test('a compacted batch keeps its span, its gaps and the time its tombstone may go', () => {
    const [first, second] = splitBatches(golden('java-compacted')).batches
    expect(first).toMatchObject({
      baseOffset: 0n,
      lastOffset: 7n,
      count: 3,
      deleteHorizon: true,
      maxTimestamp: TIME + 7,
    })
    expect(first?.baseTimestamp).toBeGreaterThan(TIME + 86_400_000)
    expect(
      [...(first?.records() ?? [])].map((record) => [record.offset, record.timestamp, text(record.value)]),
    ).toEqual([
      [3n, TIME + 3, 'old 3'],
      [6n, TIME + 6, null],
      [7n, TIME + 7, 'kept'],
    ])
    expect(second).toMatchObject({ baseOffset: 11n, deleteHorizon: false })
  })
})

describe('transactions', () => {
  test('markers are control batches that say commit or abort', () => {
    const { batches } = splitBatches(golden('java-transactions'))
    expect(batches.map(({ control }) => control)).toEqual([false, true, false, true, false, true])
    expect(batches.every(({ transactional }) => transactional)).toBe(true)
    const markers = batches.filter(({ control }) => control).flatMap((batch) => [...batch.records()].map(decodeControl))
    expect(markers).toEqual([
      { type: 'commit', version: 0, coordinatorEpoch: 0 },
      { type: 'abort', version: 0, coordinatorEpoch: 0 },
      { type: 'commit', version: 0, coordinatorEpoch: 0 },
    ])
  })

  test('the aborted one is hidden, as by the list of the Fetch response', () => {
    const { batches } = splitBatches(golden('java-transactions'))
    const hidden = abortedFilter([{ producerId: 2n, firstOffset: 4n }])
    const shown = batches.filter((batch) => !hidden(batch) && !batch.control).flatMap((batch) => [...batch.records()])
    expect(shown.map(({ value }) => text(value))).toEqual(['committed 0', 'committed 1', 'committed 2', 'committed 3'])
  })

  test('the fetch limit cut off the last batch', () => {
    const bytes = golden('java-transactions-cut')
    const { batches, truncatedAt } = splitBatches(bytes)
    expect([bytes.length, truncatedAt]).toEqual([330, 253])
    expect(batches.map(({ baseOffset }) => baseOffset)).toEqual([3n, 4n, 6n])
    const hidden = abortedFilter([{ producerId: 2n, firstOffset: 4n }])
    expect(batches.map(hidden)).toEqual([false, true, false])
  })

  test('kcat commits', () => {
    const { batches } = splitBatches(golden('kcat-transaction'))
    expect(batches.map(({ control, lastOffset }) => [control, lastOffset])).toEqual([
      [false, 1n],
      [true, 2n],
    ])
    const [marker] = [...(batches[1]?.records() ?? [])]
    expect(marker && decodeControl(marker).type).toBe('commit')
  })
})

describe('librdkafka', () => {
  test.each(CODECS)('%s, with repeated, empty, null and non-UTF-8 headers', (codec) => {
    const [batch] = splitBatches(golden(`kcat-${codec}`)).batches
    expect(batch?.compression).toBe(codec)
    const records = recordsIn(`kcat-${codec}`)
    expect(records).toHaveLength(20)
    for (const [index, record] of records.entries()) {
      expect(text(record.key)).toBe(`key-${index}`)
      expect(text(record.value)).toBe(`{"order":${index},"text":"${'tailrace '.repeat(index + 1)}"}`)
      expect(record.headers).toEqual([
        header('h', '1'),
        header('empty', ''),
        header('null', null),
        header('h', '2'),
        { name: Buffer.from([0xc3, 0x28]), value: Buffer.from([0xff, 0xfe]) },
      ])
    }
  })

  test('null keys and null values', () => {
    expect(recordsIn('kcat-nulls').map(({ key, value }) => [key, text(value)])).toEqual([
      [null, null],
      [null, 'value of a null key'],
      [Buffer.from('key of a null value'), null],
      [Buffer.from([0, 1, 0x80, 0xff]), 'binary key'],
    ])
  })
})

function javaRecords(): object[] {
  const first = [
    header('h', null),
    header('h', ''),
    header('other', 'x'),
    { name: Buffer.from('h'), value: Buffer.from([0xff, 0xfe]) },
    header('Ünï', 'ü'),
  ]
  return [
    { offset: 0n, timestamp: TIME, key: null, value: null, headers: first },
    { offset: 1n, timestamp: TIME - 5, key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [] },
    {
      offset: 2n,
      timestamp: TIME + 70_000,
      key: Buffer.from([0, 1, 0x80, 0xff]),
      value: Buffer.from('binary key'),
      headers: [],
    },
    ...Array.from({ length: 17 }, (_, index) => index + 3).map((index) => ({
      offset: BigInt(index),
      timestamp: TIME + index,
      key: Buffer.from(`key-${index}`),
      value: Buffer.from(`{"order":${index},"text":"${'tailrace '.repeat(index)}"}`),
      headers: [],
    })),
  ]
}

function recordsIn(name: string): { key: Buffer | null; value: Buffer | null; headers: RecordHeader[] }[] {
  return splitBatches(golden(name)).batches.flatMap((batch) =>
    [...batch.records()].map(({ offset, timestamp, key, value, headers }) => ({
      offset,
      timestamp,
      key,
      value,
      headers,
    })),
  )
}

function header(name: string, value: string | null): RecordHeader {
  return { name: Buffer.from(name), value: value === null ? null : Buffer.from(value) }
}

function text(bytes: Buffer | null): string | null {
  return bytes?.toString() ?? null
}

function defaultBatch(batch: unknown): DefaultBatch {
  if (!(batch instanceof DefaultBatch)) throw new Error('not a batch of magic 2')
  return batch
}

/** A batch's header without what compression changes: its length, its checksum, the bits of the codec. */
function headerOf(batch: Buffer): Buffer {
  const header = Buffer.from(batch.subarray(0, 61))
  header.fill(0, 8, 12).fill(0, 17, 21)
  header.writeInt16BE(header.readInt16BE(21) & ~7, 21)
  return header
}
