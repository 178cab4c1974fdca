import { AppError } from '#lib/errors.ts'
import type { Most } from './large/cut-records.ts'
import { cutRecordsOf, payloadOf, smallPayload } from './large/large-batch.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { IsolationLevel } from '#server/kafka/fetch/fetch-partitions.ts'
import { type BatchRecord, recordsIn } from '#server/kafka/fetch/range-chunk.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { rangeScan, readRange } from '#server/kafka/fetch/read-range.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'

export interface RecordAddress {
  topic: string
  partition: number
  offset: bigint
}

interface Finding {
  isolation: IsolationLevel
  signal: AbortSignal
  /** What is needed of a record from a large batch, where it is only to be shown; by default all of it. */
  shown?: Pick<Most, 'partBytes' | 'headers'> | undefined
}

/** One record by its address. @throws AppError NOT_FOUND that says why it is not there */
export async function findRecord(
  cluster: KafkaCluster,
  at: RecordAddress,
  { isolation, signal, shown }: Finding,
): Promise<BatchRecord> {
  const wanted = new Map([[at.topic, [at.partition]]])
  const [earliest, latest] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'latest'),
  ])
  const [logStart, logEnd] = [earliest, latest].map((answers) => offsetOf(answers, at.topic, at.partition).offset)
  if (logStart === undefined || logEnd === undefined) throw notThere(at, 'its partition has no offsets')
  if (at.offset < logStart) throw notThere(at, `it was deleted or has expired: the partition begins at ${logStart}`)
  if (at.offset >= logEnd) throw notThere(at, `the partition ends before it: the next offset will be ${logEnd}`)
  const batch = await readBatch(cluster, at, { isolation: 'uncommitted', signal })
  const record = batch && (await recordOf(batch, at.offset, { signal, shown }))
  if (!batch || !record) throw notThere(at, 'compaction has removed it, a newer record has its key')
  const found = { batch, record }
  if (isolation === 'uncommitted') return found
  if (batch.control) throw notThere(at, 'a marker of a transaction stands there; isolation=uncommitted shows it')
  if (!batch.transactional || (await readBatch(cluster, at, { isolation, signal }))) return found
  throw notThere(at, 'its transaction was aborted or is still open; isolation=uncommitted shows it')
}

/** The batch that holds the offset, if it may be shown. */
async function readBatch(
  cluster: KafkaCluster,
  { topic, partition, offset }: RecordAddress,
  { isolation, signal }: Pick<Finding, 'isolation' | 'signal'>,
): Promise<RecordBatch | null> {
  const range = { partition, from: offset, to: offset + 1n }
  // A fetch of one byte brings the one batch that holds the offset.
  const scan = rangeScan('forward', range, { isolation, showControl: true, chunkBytes: 1 })
  for await (const { batches } of readRange({ cluster, topic, isolation }, scan, signal)) {
    const [batch] = batches
    if (batch) return batch
  }
  if (scan.problem) throw scan.problem
  return null
}

async function recordOf(
  batch: RecordBatch,
  offset: bigint,
  { signal, shown }: Pick<Finding, 'signal' | 'shown'>,
): Promise<KafkaRecord | undefined> {
  const range = { from: offset, to: offset + 1n, backward: false }
  const small = smallPayload(batch)
  if (!small && shown) {
    const most = { ...shown, records: 1, bytes: Infinity }
    const [record] = await cutRecordsOf(batch, { ...range, most }, signal)
    return record
  }
  const payload = small ?? (await payloadOf(batch, signal))
  const [found] = recordsIn({ batch, payload, mostHeaders: shown?.headers, ...range }, (_, error) => {
    throw error
  })
  return found?.record
}

function notThere({ topic, partition, offset }: RecordAddress, why: string): AppError {
  return new AppError(
    'NOT_FOUND',
    `There is no record at offset ${offset} of partition ${partition} of ${topic}: ${why}.`,
  )
}
