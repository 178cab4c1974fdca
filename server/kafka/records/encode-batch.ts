import { type Compression, compress, compressionId } from './codecs.ts'
import { crc32c } from './crc32c.ts'
import { ATTRIBUTE, FIELD } from './default-batch.ts'
import { type EncodableRecord, encodeRecords } from './encode-records.ts'

/** What a batch says beside its records. The defaults are those of a producer that is neither idempotent nor transactional. */
export interface EncodableBatch {
  records: readonly EncodableRecord[]
  compression?: Compression
  producerId?: bigint
  producerEpoch?: number
  baseSequence?: number
  transactional?: boolean
  control?: boolean
  baseOffset?: bigint
  /** By default that of the last record; larger where compaction removed later ones. */
  lastOffsetDelta?: number
  /** By default that of the first record. */
  baseTimestamp?: number
  /** By default the largest of the records. */
  maxTimestamp?: number
  timestampType?: 'createTime' | 'logAppendTime'
  deleteHorizon?: boolean
  partitionLeaderEpoch?: number
}

/** Encodes a batch of magic 2 byte for byte as Kafka's own producer does: keys, values, header order, duplicates and nulls survive. */
export function encodeBatch(batch: EncodableBatch): Buffer {
  const { records, compression = 'none' } = batch
  const baseTimestamp = batch.baseTimestamp ?? records[0]?.timestamp ?? -1
  const maxTimestamp = batch.maxTimestamp ?? records.reduce((max, record) => Math.max(max, record.timestamp), -1)
  const lastOffsetDelta = batch.lastOffsetDelta ?? records.at(-1)?.offsetDelta ?? records.length - 1
  const payload = compress(compression, encodeRecords(records, baseTimestamp))
  const data = Buffer.allocUnsafe(FIELD.records + payload.length)
  payload.copy(data, FIELD.records)
  data.writeBigInt64BE(batch.baseOffset ?? 0n, FIELD.baseOffset)
  data.writeInt32BE(data.length - FIELD.partitionLeaderEpoch, FIELD.batchLength)
  data.writeInt32BE(batch.partitionLeaderEpoch ?? -1, FIELD.partitionLeaderEpoch)
  data.writeInt8(2, FIELD.magic)
  data.writeInt16BE(attributesOf(batch), FIELD.attributes)
  data.writeInt32BE(lastOffsetDelta, FIELD.lastOffsetDelta)
  data.writeBigInt64BE(BigInt(baseTimestamp), FIELD.baseTimestamp)
  data.writeBigInt64BE(BigInt(maxTimestamp), FIELD.maxTimestamp)
  data.writeBigInt64BE(batch.producerId ?? -1n, FIELD.producerId)
  data.writeInt16BE(batch.producerEpoch ?? -1, FIELD.producerEpoch)
  data.writeInt32BE(batch.baseSequence ?? -1, FIELD.baseSequence)
  data.writeInt32BE(records.length, FIELD.count)
  data.writeUInt32BE(crc32c(data.subarray(FIELD.attributes)), FIELD.crc)
  return data
}

function attributesOf(batch: EncodableBatch): number {
  return (
    compressionId(batch.compression ?? 'none') |
    (batch.timestampType === 'logAppendTime' ? ATTRIBUTE.logAppendTime : 0) |
    (batch.transactional ? ATTRIBUTE.transactional : 0) |
    (batch.control ? ATTRIBUTE.control : 0) |
    (batch.deleteHorizon ? ATTRIBUTE.deleteHorizon : 0)
  )
}
