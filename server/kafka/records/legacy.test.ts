import { describe, expect, test } from 'vitest'
import { isAppError } from '#lib/errors.ts'
import type { RecordBatch } from './record-batch.ts'
import { splitBatches } from './split-batches.ts'
import { golden } from '#testkit/records/golden.ts'
import { Random } from '#testkit/records/random.ts'

const TIME = 1_760_000_000_000
const CODECS = ['none', 'gzip', 'snappy', 'lz4'] as const

describe.each([0, 1])('magic %i', (magic) => {
  test.each(CODECS)('%s', (codec) => {
    const { batches, truncatedAt } = splitBatches(golden(`legacy-java-v${magic}-${codec}`))
    expect(truncatedAt).toBeNull()
    expect(batches).toHaveLength(codec === 'none' ? 10 : 1)
    for (const batch of batches) {
      expect(batch).toMatchObject({
        magic,
        compression: codec,
        timestampType: magic === 0 ? 'none' : 'createTime',
        producerId: -1n,
        count: codec === 'none' ? 1 : 10,
      })
      expect(batch.crcOk()).toBe(true)
    }
    expect([batches[0]?.baseOffset, batches.at(-1)?.lastOffset]).toEqual([100n, 112n])
    expect(recordsOf(batches)).toEqual(expected(magic))
  })
})

test('a wrapper stamped by the broker gives its time to all of its messages', () => {
  const { batches } = splitBatches(golden('legacy-java-v1-gzip-append-time'))
  expect(batches[0]).toMatchObject({ timestampType: 'logAppendTime', maxTimestamp: 1_770_000_000_000 })
  expect(new Set(recordsOf(batches).map(({ timestamp }) => timestamp))).toEqual(new Set([1_770_000_000_000]))
})

test.each(['v0-snappy', 'v0-lz4', 'v1-gzip', 'v1-snappy'])('librdkafka %s', (name) => {
  const bytes = golden(`legacy-kcat-${name}`)
  bytes.writeBigInt64BE(519n)
  const [batch] = splitBatches(bytes).batches
  expect(batch?.crcOk()).toBe(true)
  expect(batch).toMatchObject({ baseOffset: 500n, lastOffset: 519n, count: 20 })
  const records = [...(batch?.records() ?? [])]
  expect(records.map(({ offset, key }) => [offset, key?.toString()])).toEqual(
    records.map((_, index) => [BigInt(500 + index), `key-${index}`]),
  )
  expect(records[19]?.value?.toString()).toBe(`{"order":19,"text":"${'tailrace '.repeat(20)}"}`)
})

test('a changed byte fails the checksum', () => {
  const bytes = golden('legacy-java-v1-gzip')
  bytes[60] = (bytes[60] ?? 0) ^ 1
  expect(splitBatches(bytes).batches[0]?.crcOk()).toBe(false)
})

test('damage ends in records or in UNDECODABLE', () => {
  const random = new Random(3)
  const names = CODECS.flatMap((codec) => [`legacy-java-v0-${codec}`, `legacy-java-v1-${codec}`])
  let refused = 0
  for (let round = 0; round < 1_000; round += 1) {
    const source = golden(names[random.int(names.length)] ?? '')
    const bytes = random.chance(20) ? source.subarray(0, random.int(source.length)) : source
    for (let changes = 1 + random.int(3); changes > 0 && bytes.length > 0; changes -= 1) {
      bytes[random.chance(50) ? random.int(Math.min(40, bytes.length)) : random.int(bytes.length)] = random.int(256)
    }
    try {
      for (const batch of splitBatches(bytes).batches) expect([...batch.records()]).toHaveLength(batch.count)
    } catch (error) {
      if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
      refused += 1
    }
  }
  expect(refused).toBeGreaterThan(300)
  expect(refused).toBeLessThan(1_000)
})

function recordsOf(batches: RecordBatch[]): { offset: bigint; timestamp: number }[] {
  return batches.flatMap((batch) =>
    [...batch.records()].map(({ offset, timestamp, key, value, headers }) => ({
      offset,
      timestamp,
      key,
      value,
      headers,
    })),
  )
}

function expected(magic: number): object[] {
  const time = (delta: number): number => (magic === 0 ? -1 : TIME + delta)
  return [
    { offset: 100n, timestamp: time(0), key: null, value: null },
    { offset: 101n, timestamp: time(70_000), key: Buffer.alloc(0), value: Buffer.alloc(0) },
    { offset: 102n, timestamp: time(0), key: Buffer.from([0, 1, 0x80, 0xff]), value: Buffer.from('binary key') },
    ...[3, 4, 5, 6, 7, 8, 9].map((index) => ({
      offset: index === 9 ? 112n : BigInt(100 + index),
      timestamp: time(index),
      key: Buffer.from(`key-${index}`),
      value: Buffer.from('tailrace '.repeat(index)),
    })),
  ].map((record) => ({ ...record, headers: [] }))
}
