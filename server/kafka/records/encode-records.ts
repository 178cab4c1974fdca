import type { RecordHeader } from './record.ts'

/** A record to write. What was read as a `KafkaRecord` fits too; its offset plays no part. */
export interface EncodableRecord {
  key: Buffer | null
  value: Buffer | null
  headers: readonly RecordHeader[]
  /** Milliseconds since the epoch. */
  timestamp: number
  /** Its offset less the batch's base offset: its index by default, which is all that a broker accepts from a producer. */
  offsetDelta?: number
}

/** The records section of a magic 2 batch before compression (Kafka protocol guide, "Record"). */
export function encodeRecords(records: readonly EncodableRecord[], baseTimestamp: number): Buffer {
  const sizes = records.map((record, index) => bodySize(record, record.timestamp - baseTimestamp, index))
  const data = Buffer.allocUnsafe(sizes.reduce((total, size) => total + varintSize(size) + size, 0))
  let at = 0
  for (const [index, record] of records.entries()) {
    at = writeVarint(data, at, sizes[index] ?? 0)
    at = data.writeInt8(0, at)
    at = writeVarint(data, at, record.timestamp - baseTimestamp)
    at = writeVarint(data, at, record.offsetDelta ?? index)
    at = writeBytes(data, at, record.key)
    at = writeBytes(data, at, record.value)
    at = writeVarint(data, at, record.headers.length)
    for (const header of record.headers) at = writeBytes(data, writeBytes(data, at, header.name), header.value)
  }
  return data
}

/** The size of a record after its own length: one byte of attributes, deltas, key, value, headers. */
function bodySize(record: EncodableRecord, timestampDelta: number, index: number): number {
  let size = 1 + varintSize(timestampDelta) + varintSize(record.offsetDelta ?? index)
  size += bytesSize(record.key) + bytesSize(record.value) + varintSize(record.headers.length)
  for (const header of record.headers) size += bytesSize(header.name) + bytesSize(header.value)
  return size
}

function bytesSize(bytes: Buffer | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length
}

function writeBytes(data: Buffer, at: number, bytes: Buffer | null): number {
  if (bytes === null) return writeVarint(data, at, -1)
  const start = writeVarint(data, at, bytes.length)
  return start + bytes.copy(data, start)
}

/** Zigzag: small negative numbers become small ones. Of 32 and of 64 bits alike, since a number holds 53. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function varintSize(value: number): number {
  let size = 1
  for (let raw = zigzag(value); raw >= 0x80; raw = Math.floor(raw / 0x80)) size += 1
  return size
}

function writeVarint(data: Buffer, at: number, value: number): number {
  let raw = zigzag(value)
  let position = at
  for (; raw >= 0x80; raw = Math.floor(raw / 0x80)) data[position++] = (raw % 0x80) | 0x80
  data[position++] = raw
  return position
}
