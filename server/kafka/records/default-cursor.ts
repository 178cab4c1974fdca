import { headerName } from './header-names.ts'
import { RecordCursor } from './record-cursor.ts'
import type { RecordHeader } from './record.ts'
import { undecodable } from './undecodable.ts'

/** What the records of one magic 2 batch are relative to. */
export interface CursorOrigin {
  baseOffset: bigint
  baseTimestamp: number
  /** The batch's time of appending, which then is the time of each of its records; null where producers set the time. */
  appendTimestamp: number | null
  /** Base or append timestamp, whichever counts, with all its bits; asked for only where a number does not hold it. */
  exactTimestamp: () => bigint
  count: number
}

/** Walks the records of magic 2, all of whose numbers are zigzag varints (Kafka protocol guide, "Record Batch"). */
export class DefaultCursor extends RecordCursor {
  /** As written, relative to the batch's base timestamp. */
  timestampDelta = 0
  readonly #origin: CursorOrigin
  #left: number
  #at = 0
  #headerCount = 0
  #headersStart = 0

  constructor(payload: Buffer, origin: CursorOrigin) {
    super(payload, origin.baseOffset)
    this.#origin = origin
    this.#left = origin.count
    if (origin.count < 0)
      throw undecodable(`The batch at offset ${origin.baseOffset} has a negative number of records.`)
  }

  override exactTimestamp(): string | undefined {
    if (Number.isSafeInteger(this.timestamp)) return undefined
    const delta = this.#origin.appendTimestamp === null ? BigInt(this.timestampDelta) : 0n
    return (this.#origin.exactTimestamp() + delta).toString()
  }

  next(): boolean {
    if (this.#left === 0) {
      if (this.#at !== this.payload.length) throw this.#malformed('is followed by more bytes than the batch declares')
      return false
    }
    this.#left -= 1
    this.start = this.#at
    const sizeBytes = this.#varint()
    const end = this.#at + sizeBytes
    if (sizeBytes < 0 || end > this.payload.length) throw this.#malformed('does not fit into its batch')
    this.end = end
    this.#at += 1
    this.timestampDelta = this.#varlong()
    this.timestamp = this.#origin.appendTimestamp ?? this.#origin.baseTimestamp + this.timestampDelta
    this.offsetDelta = this.#varint()
    this.keyBytes = this.#varint()
    this.keyStart = this.#at
    if (this.keyBytes > 0) this.#at += this.keyBytes
    this.valueBytes = this.#varint()
    this.valueStart = this.#at
    if (this.valueBytes > 0) this.#at += this.valueBytes
    this.#headerCount = this.#varint()
    this.#headersStart = this.#at
    // Reads beyond the data give zeros, so one look at where they ended covers every step above.
    if (this.#at > end) throw this.#malformed('is longer than it declares')
    if (this.offsetDelta < 0 || this.keyBytes < -1 || this.valueBytes < -1)
      throw this.#malformed('has a negative length or offset')
    if (this.#headerCount < 0 || this.#headerCount * 2 > end - this.#at) {
      throw this.#malformed(`declares ${this.#headerCount} headers`)
    }
    if (this.#headerCount === 0 && this.#at !== end) throw this.#malformed('is shorter than it declares')
    this.#at = end
    return true
  }

  get headerCount(): number {
    return this.#headerCount
  }

  headers(most = Infinity): RecordHeader[] {
    const next = this.#at
    const count = Math.min(most, this.#headerCount)
    this.#at = this.#headersStart
    const headers: RecordHeader[] = []
    for (let index = 0; index < count; index += 1) {
      const nameBytes = this.#varint()
      if (nameBytes < 0) throw this.#malformed('has a header without a name')
      const nameStart = this.#at
      this.#at += nameBytes
      if (this.#at > this.end) throw this.#malformed('has a header that does not fit into it')
      const name = headerName(this.payload, nameStart, this.#at)
      headers.push({ name, value: this.#bytes() })
    }
    if (count === this.#headerCount && this.#at !== this.end) throw this.#malformed('has headers that do not fill it')
    this.#at = next
    return headers
  }

  #bytes(): Buffer | null {
    const sizeBytes = this.#varint()
    if (sizeBytes === -1) return null
    const start = this.#at
    this.#at += sizeBytes
    if (sizeBytes < 0 || this.#at > this.end) throw this.#malformed('has a header that does not fit into it')
    return this.payload.subarray(start, this.#at)
  }

  #varint(): number {
    const data = this.payload
    let byte = data[this.#at++] ?? 0
    let raw = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (shift > 28) throw this.#malformed('has a number of more than 32 bits')
      byte = data[this.#at++] ?? 0
      raw |= (byte & 0x7f) << shift
    }
    return (raw >>> 1) ^ -(raw & 1)
  }

  /** A 64-bit varint as a number: exact up to 2^53, which is the year 287396 in milliseconds. */
  #varlong(): number {
    const data = this.payload
    let byte = data[this.#at++] ?? 0
    let raw = byte & 0x7f
    for (let scale = 0x80, bytes = 1; byte > 0x7f; scale *= 0x80, bytes += 1) {
      if (bytes === 10) throw this.#malformed('has a number of more than 64 bits')
      byte = data[this.#at++] ?? 0
      raw += (byte & 0x7f) * scale
    }
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }

  #malformed(what: string): Error {
    const index = this.#origin.count - this.#left
    return undecodable(`Record ${index} of the batch at offset ${this.#origin.baseOffset} ${what}.`)
  }
}
