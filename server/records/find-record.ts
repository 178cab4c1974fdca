import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { IsolationLevel } from '#server/kafka/fetch/fetch-partitions.ts'
import { type BatchRecord, recordsForward } from '#server/kafka/fetch/range-chunk.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { rangeScan, readRange } from '#server/kafka/fetch/read-range.ts'

export interface RecordAddress {
  topic: string
  partition: number
  offset: bigint
}

/** One record by its address. @throws AppError NOT_FOUND that says why it is not there */
export async function findRecord(
  cluster: KafkaCluster,
  at: RecordAddress,
  { isolation, signal }: { isolation: IsolationLevel; signal: AbortSignal },
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
  const found = await readOne(cluster, at, { isolation: 'uncommitted', signal })
  if (!found) throw notThere(at, 'compaction has removed it, a newer record has its key')
  if (isolation === 'uncommitted') return found
  if (found.batch.control) throw notThere(at, 'a marker of a transaction stands there; isolation=uncommitted shows it')
  if (!found.batch.transactional || (await readOne(cluster, at, { isolation, signal }))) return found
  throw notThere(at, 'its transaction was aborted or is still open; isolation=uncommitted shows it')
}

async function readOne(
  cluster: KafkaCluster,
  { topic, partition, offset }: RecordAddress,
  { isolation, signal }: { isolation: IsolationLevel; signal: AbortSignal },
): Promise<BatchRecord | null> {
  const range = { partition, from: offset, to: offset + 1n }
  // A fetch of one byte brings the one batch that holds the offset.
  const scan = rangeScan('forward', range, { isolation, showControl: true, chunkBytes: 1 })
  for await (const chunk of readRange({ cluster, topic, isolation }, scan, signal)) {
    const [first] = recordsForward(chunk, (_, error) => {
      throw error
    })
    if (first) return first
  }
  if (scan.problem) throw scan.problem
  return null
}

function notThere({ topic, partition, offset }: RecordAddress, why: string): AppError {
  return new AppError(
    'NOT_FOUND',
    `There is no record at offset ${offset} of partition ${partition} of ${topic}: ${why}.`,
  )
}
