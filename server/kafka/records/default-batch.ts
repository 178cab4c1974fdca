import { type Compression, compressionOf, decompress, decompressBriefly } from './codecs.ts'
import { crc32c } from './crc32c.ts'
import { DefaultCursor } from './default-cursor.ts'
import { type RecordBatch, recordsOf, type TimestampType } from './record-batch.ts'
import type { KafkaRecord } from './record.ts'
import { located } from './undecodable.ts'

/** Where the fields of a magic 2 batch stand (Kafka protocol guide, "Record Batch"; KIP-98, KIP-534). */
export const FIELD = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const

export const ATTRIBUTE = { logAppendTime: 0x08, transactional: 0x10, control: 0x20, deleteHorizon: 0x40 } as const

/** A batch of magic 2, all of whose bytes are in `data` and nothing else. */
export class DefaultBatch implements RecordBatch {
  readonly magic = 2
  readonly baseOffset: bigint
  readonly count: number
  readonly #data: Buffer
  readonly #attributes: number

  constructor(data: Buffer) {
    this.#data = data
    this.#attributes = data.readInt16BE(FIELD.attributes)
    this.baseOffset = data.readBigInt64BE(FIELD.baseOffset)
    this.count = data.readInt32BE(FIELD.count)
  }

  get bytes(): Buffer {
    return this.#data
  }

  get sizeBytes(): number {
    return this.#data.length
  }

  get lastOffset(): bigint {
    return this.baseOffset + BigInt(this.#data.readInt32BE(FIELD.lastOffsetDelta))
  }

  get compression(): Compression {
    return compressionOf(this.#attributes)
  }

  get timestampType(): TimestampType {
    return this.#attributes & ATTRIBUTE.logAppendTime ? 'logAppendTime' : 'createTime'
  }

  get transactional(): boolean {
    return (this.#attributes & ATTRIBUTE.transactional) !== 0
  }

  get control(): boolean {
    return (this.#attributes & ATTRIBUTE.control) !== 0
  }

  get deleteHorizon(): boolean {
    return (this.#attributes & ATTRIBUTE.deleteHorizon) !== 0
  }

  get producerId(): bigint {
    return this.#data.readBigInt64BE(FIELD.producerId)
  }

  get producerEpoch(): number {
    return this.#data.readInt16BE(FIELD.producerEpoch)
  }

  get baseSequence(): number {
    return this.#data.readInt32BE(FIELD.baseSequence)
  }

  get baseTimestamp(): number {
    return Number(this.#data.readBigInt64BE(FIELD.baseTimestamp))
  }

  get maxTimestamp(): number {
    return Number(this.#data.readBigInt64BE(FIELD.maxTimestamp))
  }

  get partitionLeaderEpoch(): number {
    return this.#data.readInt32BE(FIELD.partitionLeaderEpoch)
  }

  crcOk(): boolean {
    return crc32c(this.#data.subarray(FIELD.attributes)) === this.#data.readUInt32BE(FIELD.crc)
  }

  payload(maxBytes?: number): Buffer {
    return this.#unpacked(decompress, maxBytes)
  }

  glance(maxBytes?: number): Buffer {
    return this.#unpacked(decompressBriefly, maxBytes)
  }

  #unpacked(unpack: typeof decompress, maxBytes?: number): Buffer {
    const records = this.#data.subarray(FIELD.records)
    // Compaction can empty a batch whose attributes still name its codec.
    if (records.length === 0) return records
    return located(this.baseOffset, () => unpack(this.compression, records, maxBytes))
  }

  cursor(payload = this.payload()): DefaultCursor {
    const appended = this.timestampType === 'logAppendTime'
    return new DefaultCursor(payload, {
      baseOffset: this.baseOffset,
      baseTimestamp: this.baseTimestamp,
      appendTimestamp: appended ? this.maxTimestamp : null,
      exactTimestamp: () => this.#data.readBigInt64BE(appended ? FIELD.maxTimestamp : FIELD.baseTimestamp),
      count: this.count,
    })
  }

  records(payload?: Buffer): Iterable<KafkaRecord> {
    return recordsOf(this.cursor(payload))
  }
}
