import { RecordCursor } from './record-cursor.ts'
import type { RecordHeader } from './record.ts'
import { undecodable } from './undecodable.ts'

/** Where the fields of a message of magic 0 and 1 stand (Kafka protocol guide, "Message Set"; KIP-32). */
export const MESSAGE = { offset: 0, size: 8, crc: 12, magic: 16, attributes: 17, timestamp: 18 } as const

/** Where the key's length stands, by magic: only magic 1 has a timestamp before it. */
const KEY_LENGTH_AT: readonly number[] = [MESSAGE.timestamp, MESSAGE.timestamp + 8]

/** The smallest message, with a null key and a null value, by magic. */
export const MIN_MESSAGE_BYTES: readonly number[] = KEY_LENGTH_AT.map((at) => at + 8)

/** What is known of the messages of one set by the message that wraps it. */
export interface MessageOrigin {
  lastOffset: bigint
  /** By how much the offsets of the first and the last message differ. */
  spannedOffsets: number
  /** The wrapper's time of appending, which then is that of each message; null where each has its own. */
  appendTimestamp: number | null
  /** Inside of a compressed message none may be compressed again. */
  nested: boolean
}

/**
 * Walks a message set of magic 0 or 1. Offsets inside of a wrapper are absolute in magic 0 and relative in magic 1; what counts in both
 * is only how far each is from the last one, whose offset is the wrapper's.
 */
export class LegacyCursor extends RecordCursor {
  readonly #origin: MessageOrigin
  readonly #firstOffset: bigint
  #at = 0

  constructor(payload: Buffer, origin: MessageOrigin) {
    super(payload, origin.lastOffset - BigInt(origin.spannedOffsets))
    this.#origin = origin
    this.#firstOffset = payload.length < 8 ? 0n : payload.readBigInt64BE(MESSAGE.offset)
  }

  next(): boolean {
    const data = this.payload
    const start = this.#at
    if (start === data.length) return false
    const magic = data[start + MESSAGE.magic] ?? -1
    const minBytes = MIN_MESSAGE_BYTES[magic]
    if (minBytes === undefined || start + minBytes > data.length)
      throw this.#malformed('incomplete or of an unknown format')
    if (this.#origin.nested && data.readUInt8(start + MESSAGE.attributes) & 7) throw this.#malformed('compressed twice')
    this.start = start
    this.end = start + MESSAGE.crc + data.readInt32BE(start + MESSAGE.size)
    this.offsetDelta = Number(data.readBigInt64BE(start + MESSAGE.offset) - this.#firstOffset)
    const ownTimestamp = magic === 0 ? -1 : Number(data.readBigInt64BE(start + MESSAGE.timestamp))
    this.timestamp = this.#origin.appendTimestamp ?? ownTimestamp
    this.keyStart = start + minBytes - 4
    this.keyBytes = data.readInt32BE(this.keyStart - 4)
    this.valueStart = this.keyStart + Math.max(0, this.keyBytes) + 4
    if (this.keyBytes < -1 || this.valueStart > data.length) throw this.#malformed('of a key that does not fit')
    this.valueBytes = data.readInt32BE(this.valueStart - 4)
    const end = this.valueStart + Math.max(0, this.valueBytes)
    if (this.valueBytes < -1 || end !== this.end || end > data.length)
      throw this.#malformed('of a value that does not fit')
    this.#at = end
    return true
  }

  readonly headerCount = 0

  /** Always empty: headers came with magic 2. */
  headers(): RecordHeader[] {
    return []
  }

  #malformed(what: string): Error {
    return undecodable(`The batch that ends at offset ${this.#origin.lastOffset} holds a message ${what}.`)
  }
}
