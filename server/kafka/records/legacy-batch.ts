import { crc32 } from 'node:zlib'
import { type Compression, compressionOf, decompress } from './codecs.ts'
import { LegacyCursor, MESSAGE, type MessageOrigin } from './legacy-cursor.ts'
import { type RecordBatch, recordsOf, type TimestampType } from './record-batch.ts'
import type { KafkaRecord } from './record.ts'
import { located, undecodable } from './undecodable.ts'

const LOG_APPEND_TIME = 0x08

/** How many messages a wrapper holds and how many offsets lie between the first and the last. */
interface Extent {
  count: number
  spannedOffsets: number
}

/** One message of magic 0 or 1: a record by itself, or the wrapper around a compressed set of them. Read only. */
export class LegacyBatch implements RecordBatch {
  readonly lastOffset: bigint
  readonly magic: number
  readonly transactional = false
  readonly control = false
  readonly deleteHorizon = false
  readonly producerId = -1n
  readonly producerEpoch = -1
  readonly baseSequence = -1
  readonly partitionLeaderEpoch = -1
  readonly #data: Buffer
  readonly #attributes: number
  #extent: Extent | null = null

  constructor(data: Buffer) {
    this.#data = data
    this.magic = data.readUInt8(MESSAGE.magic)
    this.#attributes = data.readUInt8(MESSAGE.attributes)
    this.lastOffset = data.readBigInt64BE(MESSAGE.offset)
  }

  get sizeBytes(): number {
    return this.#data.length
  }

  get compression(): Compression {
    return compressionOf(this.#attributes)
  }

  /** Unpacks a compressed batch the first time, since only its messages say it. */
  get baseOffset(): bigint {
    return this.lastOffset - BigInt(this.#measured().spannedOffsets)
  }

  /** Unpacks a compressed batch the first time, since only its messages say it. */
  get count(): number {
    return this.#measured().count
  }

  get timestampType(): TimestampType {
    if (this.magic === 0) return 'none'
    return this.#attributes & LOG_APPEND_TIME ? 'logAppendTime' : 'createTime'
  }

  /** The wrapper's, which is the largest of its messages. */
  get baseTimestamp(): number {
    return this.maxTimestamp
  }

  get maxTimestamp(): number {
    return this.magic === 0 ? -1 : Number(this.#data.readBigInt64BE(MESSAGE.timestamp))
  }

  get bytes(): Buffer {
    return this.#data
  }

  crcOk(): boolean {
    return crc32(this.#data.subarray(MESSAGE.magic)) === this.#data.readUInt32BE(MESSAGE.crc)
  }

  payload(maxBytes?: number): Buffer {
    return located(this.lastOffset, () => {
      if (this.compression === 'none') return this.#data
      const wrapper = new LegacyCursor(this.#data, { ...this.#origin(0), nested: false })
      wrapper.next()
      const value = wrapper.value()
      if (value === null) throw undecodable('It is compressed, but empty.')
      return decompress(this.compression, value, maxBytes)
    })
  }

  glance(maxBytes?: number): Buffer {
    return this.payload(maxBytes)
  }

  cursor(payload = this.payload()): LegacyCursor {
    return new LegacyCursor(payload, this.#origin(this.#measured(payload).spannedOffsets))
  }

  records(payload?: Buffer): Iterable<KafkaRecord> {
    return recordsOf(this.cursor(payload))
  }

  #measured(payload?: Buffer): Extent {
    this.#extent ??= measure(new LegacyCursor(payload ?? this.payload(), this.#origin(0)))
    return this.#extent
  }

  #origin(spannedOffsets: number): MessageOrigin {
    return {
      lastOffset: this.lastOffset,
      spannedOffsets,
      appendTimestamp: this.timestampType === 'logAppendTime' ? this.maxTimestamp : null,
      nested: this.compression !== 'none',
    }
  }
}

function measure(cursor: LegacyCursor): Extent {
  const extent = { count: 0, spannedOffsets: 0 }
  while (cursor.next()) {
    extent.count += 1
    extent.spannedOffsets = cursor.offsetDelta
  }
  return extent
}
