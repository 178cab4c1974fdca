import { expect, test } from 'vitest'
import { scanBatches } from './next-record.ts'
import { timeLag } from './time-lag.ts'

const now = 1_000_000
const arrival = { from: now - 40_000, to: now - 30_000, estimate: now - 35_000 }

test('the own time of the next record is exact where it fits the samples', () => {
  expect(timeLag(now, arrival, { timestamp: now - 31_500, onlyMarkers: false })).toBe(31_500)
  expect(timeLag(now, arrival, undefined)).toBe(35_000)
})

test('a record that kept an old time, or one of a wrong clock, does not count', () => {
  expect(timeLag(now, arrival, { timestamp: now - 86_400_000, onlyMarkers: false })).toBe(35_000)
  expect(timeLag(now, arrival, { timestamp: now + 86_400_000, onlyMarkers: false })).toBe(35_000)
})

test('before the first sample only the record itself can tell', () => {
  const unseen = { from: null, to: now - 600_000, estimate: null }
  expect(timeLag(now, unseen, { timestamp: now - 7_200_000, onlyMarkers: false })).toBe(7_200_000)
  expect(timeLag(now, unseen, undefined)).toBeNull()
})

function batch(baseOffset: bigint, lastOffset: bigint, { time = 5n, attributes = 0 } = {}): Buffer {
  const bytes = Buffer.alloc(61)
  bytes.writeBigInt64BE(baseOffset, 0)
  bytes.writeInt32BE(49, 8)
  bytes.writeInt8(2, 16)
  bytes.writeInt16BE(attributes, 21)
  bytes.writeInt32BE(Number(lastOffset - baseOffset), 23)
  bytes.writeBigInt64BE(time, 27)
  bytes.writeBigInt64BE(time + 100n, 35)
  return bytes
}

test('the batch at a position: earlier ones are passed over, markers too', () => {
  const log = Buffer.concat([batch(0n, 4n), batch(5n, 5n, { attributes: 0x30 }), batch(6n, 9n, { time: 77n })])
  expect(scanBatches(log, 3n, 10n)).toEqual({ timestamp: 5, onlyMarkers: false })
  expect(scanBatches(log, 5n, 10n)).toEqual({ timestamp: 77, onlyMarkers: false })
  expect(scanBatches(log, 6n, 10n)).toEqual({ timestamp: 77, onlyMarkers: false })
  expect(scanBatches(log.subarray(0, 122), 5n, 6n)).toEqual({ timestamp: null, onlyMarkers: true })
  expect(scanBatches(batch(0n, 4n, { attributes: 0x08 }), 0n, 5n)).toEqual({ timestamp: 105, onlyMarkers: false })
  expect(scanBatches(log.subarray(0, 30), 0n, 10n)).toBeNull()
})
