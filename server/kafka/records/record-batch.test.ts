import { describe, expect, test } from 'vitest'
import { isAppError } from '#lib/errors.ts'
import type { Compression } from './codecs.ts'
import { DefaultBatch } from './default-batch.ts'
import { type EncodableBatch, encodeBatch } from './encode-batch.ts'
import { splitBatches } from './split-batches.ts'
import { Random } from '#testkit/records/random.ts'
import { reencode } from '#testkit/records/reencode.ts'

const CODECS: Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
const RECORD = { key: Buffer.from('k'), value: Buffer.from('v'), headers: [], timestamp: 1_000 }

describe('encode and decode', () => {
  test.each(CODECS)('random records survive %s', (compression) => {
    const random = new Random(CODECS.indexOf(compression) + 1)
    for (let round = 0; round < 60; round += 1) {
      const records = random.records(40)
      const baseOffset = BigInt(random.int(1 << 30)) * 1_000_000n
      const [batch] = splitBatches(encodeBatch({ records, compression, baseOffset })).batches
      expect(batch?.crcOk()).toBe(true)
      expect(batch).toMatchObject({ baseOffset, lastOffset: baseOffset + BigInt(records.length - 1), compression })
      const decoded = [...(batch?.records() ?? [])].map(({ offset, timestamp, key, value, headers }) => {
        return { offset, timestamp, key, value, headers }
      })
      expect(decoded).toEqual(records.map((record, index) => ({ ...record, offset: baseOffset + BigInt(index) })))
    }
  })

  test('the header says what was put into it', () => {
    const header = {
      producerId: 2n ** 62n,
      producerEpoch: 7,
      baseSequence: 2 ** 31 - 1,
      partitionLeaderEpoch: 12,
      transactional: true,
      control: true,
      deleteHorizon: true,
      baseOffset: 2n ** 53n + 1n,
      baseTimestamp: 500,
      maxTimestamp: 9_000,
    } satisfies Partial<EncodableBatch>
    const data = encodeBatch({ ...header, records: [RECORD], lastOffsetDelta: 41, timestampType: 'logAppendTime' })
    const batch = only(data)
    expect(batch).toMatchObject({
      ...header,
      count: 1,
      magic: 2,
      lastOffset: 2n ** 53n + 42n,
      timestampType: 'logAppendTime',
    })
    expect([...batch.records()][0]?.timestamp).toBe(9_000)
    expect(reencode(batch)).toEqual(data)
  })

  test('null, empty and duplicate parts stay what they are', () => {
    const headers = [
      { name: Buffer.from('a'), value: null },
      { name: Buffer.from('b'), value: Buffer.alloc(0) },
      { name: Buffer.from('a'), value: Buffer.from([0xff, 0xfe]) },
      { name: Buffer.from([0xc3, 0x28]), value: Buffer.from('1') },
    ]
    const records = [
      { key: null, value: Buffer.alloc(0), headers, timestamp: 5 },
      { key: Buffer.alloc(0), value: null, headers: [], timestamp: -1 },
    ]
    expect([...only(encodeBatch({ records })).records()]).toMatchObject(records)
  })

  test('a batch that compaction emptied has no records', () => {
    const batch = only(
      encodeBatch({ records: [], lastOffsetDelta: 9, baseOffset: 100n, baseTimestamp: 1, maxTimestamp: 2 }),
    )
    expect([...batch.records()]).toEqual([])
    expect(batch).toMatchObject({ count: 0, lastOffset: 109n })
  })

  test('offsets are 64 bits wide, timestamps exact', () => {
    const records = [RECORD, { ...RECORD, offsetDelta: 2 ** 31 - 1, timestamp: 2 ** 52 }]
    const batch = only(encodeBatch({ records, baseOffset: 2n ** 62n }))
    expect([...batch.records()].map(({ offset, timestamp }) => [offset, timestamp])).toEqual([
      [2n ** 62n, 1_000],
      [2n ** 62n + 2n ** 31n - 1n, 2 ** 52],
    ])
  })

  test('headers can be read at any time of the walk without disturbing it', () => {
    const withHeader = { ...RECORD, headers: [{ name: Buffer.from('n'), value: null }] }
    const cursor = only(encodeBatch({ records: [withHeader, RECORD, withHeader] })).cursor()
    const seen: number[] = []
    while (cursor.next()) seen.push(cursor.headers().length, cursor.headers().length)
    expect(seen).toEqual([1, 1, 0, 0, 1, 1])
  })
})

describe('splitting', () => {
  const first = encodeBatch({ records: [RECORD, RECORD], baseOffset: 10n })
  const second = encodeBatch({ records: [RECORD], baseOffset: 12n })

  test('a batch cut off by the fetch limit is told, wherever it was cut', () => {
    const both = Buffer.concat([first, second])
    for (let length = first.length + 1; length < both.length; length += 1) {
      const { batches, truncatedAt } = splitBatches(both.subarray(0, length))
      expect([batches.length, truncatedAt]).toEqual([1, first.length])
    }
    expect(splitBatches(both)).toMatchObject({ truncatedAt: null, batches: [{ lastOffset: 11n }, { lastOffset: 12n }] })
    expect(splitBatches(Buffer.alloc(0))).toEqual({ batches: [], truncatedAt: null })
  })

  test('nothing is copied', () => {
    const [batch] = splitBatches(first).batches
    expect(batch?.payload().buffer).toBe(first.buffer)
  })

  test.each([
    ['a size of zero', (data: Buffer) => data.writeInt32BE(0, 8)],
    ['a negative size', (data: Buffer) => data.writeInt32BE(-100, 8)],
    ['an unknown magic', (data: Buffer) => data.writeInt8(3, 16)],
  ])('%s is an error at the front and the end of the list behind', (_, damage) => {
    const damaged = Buffer.from(second)
    damage(damaged)
    expect(() => splitBatches(damaged)).toThrow(
      expect.objectContaining({ code: 'UNDECODABLE', message: expect.stringContaining('12') }),
    )
    expect(splitBatches(Buffer.concat([first, damaged]))).toMatchObject({ truncatedAt: first.length })
  })

  test('a changed byte fails the checksum', () => {
    for (const at of [21, 40, first.length - 1]) {
      const damaged = Buffer.from(first)
      damaged[at] = (damaged[at] ?? 0) ^ 0x40
      expect(only(damaged).crcOk()).toBe(false)
    }
    expect(only(first).crcOk()).toBe(true)
  })
})

describe('malformed records', () => {
  test.each([
    ['a length without end', 'ff'.repeat(10), 'more than 32 bits'],
    ['a timestamp without end', '2000' + 'ff'.repeat(15), 'more than 64 bits'],
    ['a negative record length', '01', 'does not fit into its batch'],
    ['a record longer than the batch', '7e000000', 'does not fit into its batch'],
    ['a key longer than its record', '0c000000100000', 'longer than it declares'],
    ['a key longer than the batch', '0c000000feffffff0f', 'longer than it declares'],
    ['a negative key length', '0c000000050000', 'negative length or offset'],
    ['a negative offset', '0c000001010100', 'negative length or offset'],
    ['an absurd number of headers', '140000000101feffffff0f', '2147483647 headers'],
    ['a header without a name', '10000000010102' + '0101', 'without a name'],
    ['a header longer than its record', '10000000010102' + '7e01', 'does not fit into it'],
    ['headers that do not fill the record', '12000000010102' + '000100', 'do not fill it'],
    ['a record shorter than it declares', '0e00000001010000', 'shorter than it declares'],
    ['bytes after the last record', '0c000000010100' + '00', 'more bytes than'],
    ['no bytes at all', '', 'does not fit into its batch'],
  ])('%s is UNDECODABLE and names the offset', (_, hex, reason) => {
    const batch = only(withPayload(Buffer.from(hex, 'hex')))
    expect(() => [...batch.records()]).toThrow(
      expect.objectContaining({ code: 'UNDECODABLE', message: expect.stringContaining(reason) }),
    )
    expect(() => [...batch.records()]).toThrow(/batch at offset 777/)
  })

  test('an unknown codec and a damaged payload name the offset', () => {
    const unknown = withPayload(Buffer.from('0c000000010100', 'hex'))
    unknown.writeInt16BE(5, 21)
    const garbage = Buffer.from(unknown)
    garbage.writeInt16BE(1, 21)
    for (const data of [unknown, garbage]) expect(() => only(data).payload()).toThrow(/batch at offset 777/)
  })

  test('1,000 mutated batches end in records or in UNDECODABLE', () => {
    const random = new Random(20_261_121)
    let refused = 0
    for (let round = 0; round < 1_000; round += 1) {
      const compression = CODECS[random.int(CODECS.length)] ?? 'none'
      const data = mutate(encodeBatch({ records: random.records(10), compression, baseOffset: 5n }), random)
      try {
        for (const batch of splitBatches(data).batches) {
          batch.crcOk()
          for (const record of batch.records()) expect(record.sizeBytes).toBeGreaterThan(0)
        }
      } catch (error) {
        if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(200)
    expect(refused).toBeLessThan(1_000)
  })
})

function only(data: Buffer): DefaultBatch {
  const [batch] = splitBatches(data).batches
  if (!(batch instanceof DefaultBatch)) throw new Error('not one batch of magic 2')
  return batch
}

/** An uncompressed batch at offset 777 that declares one record and holds `payload`. */
function withPayload(payload: Buffer): Buffer {
  const header = encodeBatch({ records: [], baseOffset: 777n, lastOffsetDelta: 0 })
  const data = Buffer.concat([header, payload])
  data.writeInt32BE(data.length - 12, 8)
  data.writeInt32BE(1, 57)
  return data
}

function mutate(source: Buffer, random: Random): Buffer {
  const data = Buffer.from(source)
  for (let changes = 1 + random.int(4); changes > 0; changes -= 1) {
    const at = random.chance(30) ? random.int(Math.min(61, data.length)) : random.int(data.length)
    data[at] = random.chance(30) ? (data[at] ?? 0) ^ (1 << random.int(8)) : random.int(256)
  }
  return random.chance(20) ? data.subarray(0, random.int(data.length)) : data
}
