import type { KafkaRecord, RecordHeader } from './record.ts'

/**
 * Walks the records of one batch without allocating: `next()` moves on and fills the fields, which are positions in `payload`.
 *
 *     for (const cursor = batch.cursor(payload); cursor.next(); ) if (matches(cursor)) found.push(cursor.record())
 */
export abstract class RecordCursor {
  /** The unpacked records section that all positions refer to. */
  readonly payload: Buffer
  /** What `offsetDelta` counts from. */
  readonly baseOffset: bigint
  /** The record's place in `payload`; `end` is exclusive. */
  start = 0
  end = 0
  offsetDelta = 0
  /** Milliseconds since the epoch, -1 where there is none. Exact up to 2^53. */
  timestamp = -1
  keyStart = 0
  /** -1 for a null key, which differs from an empty one. */
  keyBytes = -1
  valueStart = 0
  /** -1 for a null value, a tombstone. */
  valueBytes = -1

  constructor(payload: Buffer, baseOffset: bigint) {
    this.payload = payload
    this.baseOffset = baseOffset
  }

  /** Moves to the next record; false after the last one. Throws AppError UNDECODABLE where the bytes make no sense. */
  abstract next(): boolean

  /** The headers of the current record, in order; not all of them where there are more than `most`. */
  abstract headers(most?: number): RecordHeader[]

  /** How many there are. */
  abstract get headerCount(): number

  offset(): bigint {
    return this.baseOffset + BigInt(this.offsetDelta)
  }

  key(): Buffer | null {
    return this.keyBytes < 0 ? null : this.payload.subarray(this.keyStart, this.keyStart + this.keyBytes)
  }

  value(): Buffer | null {
    return this.valueBytes < 0 ? null : this.payload.subarray(this.valueStart, this.valueStart + this.valueBytes)
  }

  /** The timestamp's digits where {@link timestamp} cannot hold them, else undefined. */
  exactTimestamp(): string | undefined {
    return undefined
  }

  /** -1 where there is none. */
  firstByte(side: 'key' | 'value'): number {
    if (side === 'key') return this.keyBytes > 0 ? (this.payload[this.keyStart] ?? -1) : -1
    return this.valueBytes > 0 ? (this.payload[this.valueStart] ?? -1) : -1
  }

  /** The current record with all its parts, or all but the headers behind the first `mostHeaders`. */
  record(mostHeaders = Infinity): KafkaRecord {
    const exactTimestamp = this.exactTimestamp()
    const left = Math.max(0, this.headerCount - mostHeaders)
    return {
      offset: this.offset(),
      timestamp: this.timestamp,
      ...(exactTimestamp === undefined ? {} : { exactTimestamp }),
      key: this.key(),
      value: this.value(),
      headers: this.headers(mostHeaders),
      sizeBytes: this.end - this.start,
      ...(left > 0 ? { cut: { headers: left } } : {}),
    }
  }
}
