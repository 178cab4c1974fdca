import type { RecordBatch } from './record-batch.ts'
import type { KafkaRecord } from './record.ts'
import { undecodable } from './undecodable.ts'

/** The kinds of control record in the order of their ids (`ControlRecordType` of Kafka; KIP-98, KIP-595, KIP-630, KIP-853). */
const TYPES = [
  'abort',
  'commit',
  'leaderChange',
  'snapshotHeader',
  'snapshotFooter',
  'kraftVersion',
  'kraftVoters',
] as const
export type ControlType = (typeof TYPES)[number] | 'unknown'

/** What a marker that the broker wrote into the log says. */
export interface ControlMarker {
  type: ControlType
  version: number
  /** Which epoch of the transaction coordinator ended the transaction; null for other markers. */
  coordinatorEpoch: number | null
}

/** Decodes a record of a control batch. Throws AppError UNDECODABLE where its key is too short. */
export function decodeControl(record: Pick<KafkaRecord, 'offset' | 'key' | 'value'>): ControlMarker {
  const { key, value } = record
  if (key === null || key.length < 4)
    throw undecodable(`The control record at offset ${record.offset} has no valid key.`)
  const type = TYPES[key.readInt16BE(2)] ?? 'unknown'
  const endsTransaction = type === 'abort' || type === 'commit'
  const coordinatorEpoch = endsTransaction && value !== null && value.length >= 6 ? value.readInt32BE(2) : null
  return { type, version: key.readInt16BE(0), coordinatorEpoch }
}

/** Whether `batch` is the marker that ends a transaction as aborted. */
export function isAbortMarker(batch: RecordBatch): boolean {
  if (!batch.control) return false
  const cursor = batch.cursor()
  return cursor.next() && decodeControl(cursor.record()).type === 'abort'
}
