import type { DefaultBatch } from '#server/kafka/records/default-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'

/** Decodes a batch and encodes it again without compression, with everything that it says. */
export function reencode(batch: DefaultBatch): Buffer {
  const { baseTimestamp } = batch
  const records: EncodableRecord[] = []
  for (const cursor = batch.cursor(); cursor.next();) {
    records.push({
      ...cursor.record(),
      offsetDelta: cursor.offsetDelta,
      timestamp: baseTimestamp + cursor.timestampDelta,
    })
  }
  return encodeBatch({
    records,
    baseOffset: batch.baseOffset,
    lastOffsetDelta: Number(batch.lastOffset - batch.baseOffset),
    baseTimestamp,
    maxTimestamp: batch.maxTimestamp,
    timestampType: batch.timestampType === 'logAppendTime' ? 'logAppendTime' : 'createTime',
    transactional: batch.transactional,
    control: batch.control,
    deleteHorizon: batch.deleteHorizon,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
  })
}
