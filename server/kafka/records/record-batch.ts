import type { Compression } from './codecs.ts'
import type { RecordCursor } from './record-cursor.ts'
import type { KafkaRecord } from './record.ts'

/** Who set the timestamps: the producer, the broker, or nobody (magic 0). */
export type TimestampType = 'createTime' | 'logAppendTime' | 'none'

/**
 * A batch as it lies in a log: its header is read, its records are not. It is a view into the fetched bytes and remembers nothing
 * it unpacks, so memory is the caller's: unpack once with `payload()`, look at those bytes, hand them to `cursor()`.
 */
export interface RecordBatch {
  readonly magic: number
  readonly baseOffset: bigint
  readonly lastOffset: bigint
  /** The records it holds; fewer than the offsets it spans once the topic was compacted, and possibly none. */
  readonly count: number
  /** The whole batch, as stored: a view. */
  readonly bytes: Buffer
  /** Of the whole batch, as stored. */
  readonly sizeBytes: number
  /** Throws AppError UNDECODABLE where the codec is unknown. */
  readonly compression: Compression
  readonly timestampType: TimestampType
  readonly transactional: boolean
  /** Its records are markers of the broker (see control-record.ts), not data. */
  readonly control: boolean
  /** -1 where the producer is neither idempotent nor transactional. */
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  /** Milliseconds since the epoch, what the records' timestamps are relative to. */
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  /** `baseTimestamp` is the time after which the tombstones or markers inside may be deleted (KIP-534). */
  readonly deleteHorizon: boolean
  readonly partitionLeaderEpoch: number
  /** Whether the checksum fits the bytes: about 1 ms per megabyte. */
  crcOk(): boolean
  /** The records section, unpacked; a view where it is not compressed. Throws AppError UNDECODABLE above `maxBytes`. */
  payload(maxBytes?: number): Buffer
  /** The same for a first look: the next look at any batch may write over it, so `keptFor` it before records are taken from it. */
  glance(maxBytes?: number): Buffer
  /** A walker over the records; `payload` saves unpacking again what {@link payload} gave. */
  cursor(payload?: Buffer): RecordCursor
  /** The records, decoded one by one while iterating. */
  records(payload?: Buffer): Iterable<KafkaRecord>
}

export function* recordsOf(cursor: RecordCursor): Generator<KafkaRecord> {
  while (cursor.next()) yield cursor.record()
}
