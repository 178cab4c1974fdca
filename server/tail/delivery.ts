import type { Isolation } from '#lib/contract/messages.ts'
import type { fetch } from '#server/kafka/protocol/fetch.ts'
import { abortedFilter } from '#server/kafka/records/aborted.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'

export type FetchAnswer = ReturnType<typeof fetch.decode>
export type PartitionAnswer = FetchAnswer['responses'][number]['partitions'][number]

/** Batches that unpack to more are said to be too large and not shown live: unpacking them would hold up everybody else. */
export const LIVE_BYTES = 8 << 20

/** What one fetch brought of one partition. */
export interface Fetched {
  partition: number
  /** The offset that was asked for: records of the first batch that lie before it are not part of this. */
  from: bigint
  /** The offset to go on from. */
  to: bigint
  /** With data to show: no markers, and with committed isolation nothing of aborted transactions. */
  batches: RecordBatch[]
  sizeBytes: number
  /** Where readers of this isolation end: the last stable offset, or the end offset. */
  end: bigint
}

/** What one answer of a broker brought of a topic. */
export interface Delivery {
  receivedAt: number
  fetched: Fetched[]
  sizeBytes: number
}

/** Takes a partition's answer apart without unpacking it. @throws AppError UNDECODABLE where its first batch is damaged */
export function readFetched(answer: PartitionAnswer, from: bigint, isolation: Isolation): Fetched {
  const committed = isolation === 'committed'
  const records = answer.records ?? Buffer.alloc(0)
  const { batches } = splitBatches(records)
  const isAborted = abortedFilter(committed ? (answer.abortedTransactions ?? []) : [])
  const shown: RecordBatch[] = []
  let to = from
  for (const batch of batches) {
    const hidden = isAborted(batch)
    if (batch.lastOffset < from) continue
    to = batch.lastOffset + 1n
    if (!hidden && !batch.control) shown.push(batch)
  }
  const end = committed ? answer.lastStableOffset : answer.highWatermark
  return { partition: answer.partitionIndex, from, to, batches: shown, sizeBytes: records.length, end }
}
