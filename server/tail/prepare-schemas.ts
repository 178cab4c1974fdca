import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { MAX_HEADERS } from '#server/records/to-message.ts'
import type { Serde, SerdeRecord } from '#server/serde/serde.ts'
import { type FetchAnswer, LIVE_BYTES } from './delivery.ts'

/** Of one fetch; a schema that first occurs behind these is loaded while its records are shown as bytes. */
const LOOKED_AT_BATCHES = 50
/** Live records do not wait longer for a registry that is slow. */
const MAX_WAIT_MS = 400

/**
 * Loads the schemas of records that are to be shown soon; null where all are known, or none are read here. Only the first record of each
 * batch is looked at, so that following a topic does not unpack everything twice.
 */
export function prepareSchemas(serde: Serde, topic: string, batches: readonly RecordBatch[]): Promise<void> | null {
  return serde.registry === null ? null : serde.prepare(firstRecords(topic, batches), MAX_WAIT_MS)
}

/** The same for a broker's answer that was not taken apart yet. */
export function prepareAnswer(serde: Serde, topic: string, answer: FetchAnswer): Promise<void> | null {
  if (serde.registry === null) return null
  const batches = answer.responses
    .flatMap(({ partitions }) => partitions)
    .flatMap(({ records }) => batchesIn(records ?? Buffer.alloc(0)))
  return prepareSchemas(serde, topic, batches)
}

function batchesIn(records: Buffer): RecordBatch[] {
  try {
    return splitBatches(records).batches
  } catch {
    // Who takes the answer apart says what is wrong with it.
    return []
  }
}

function* firstRecords(topic: string, batches: readonly RecordBatch[]): Generator<SerdeRecord> {
  for (const batch of batches.slice(0, LOOKED_AT_BATCHES)) {
    const record = batch.control ? null : firstRecord(batch)
    if (record) yield { topic, ...record }
  }
}

function firstRecord(batch: RecordBatch): Omit<SerdeRecord, 'topic'> | null {
  try {
    const cursor = batch.cursor(batch.payload(LIVE_BYTES))
    return cursor.next() ? cursor.record(MAX_HEADERS) : null
  } catch {
    return null
  }
}
