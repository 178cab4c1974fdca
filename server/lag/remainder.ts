import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type FetchedPartition, fetchPartitions, type IsolationLevel } from '#server/kafka/fetch/fetch-partitions.ts'
import { ForwardScan } from '#server/kafka/fetch/forward-scan.ts'
import { type HiddenBatch, type RangeChunk, recordsForward } from '#server/kafka/fetch/range-chunk.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'

/** A record as a position meets it: its own time in ms, null in formats without one and where its batch is damaged. */
export interface MetRecord {
  offset: bigint
  timestamp: number | null
}

/** What was found between a position and `upTo` (exclusive), as a reader of committed records sees it. */
export interface Remainder {
  upTo: bigint
  records: number
  /** Records of aborted transactions, which read_uncommitted would show. */
  aborted: number
  /** Markers of the broker, which no consumer gets. */
  control: number
  /** Offsets that hold nothing, because the topic was compacted. */
  gaps: number
  /** The first of `records`. */
  next: MetRecord | null
  /** The last stable offset is at `upTo`: whether what follows will be readable is not decided yet. The first record of it, where known. */
  open: { next: MetRecord | null } | null
}

export interface Stretch {
  topic: string
  partition: number
  /** Exclusive. */
  end: bigint
}

interface Budget {
  /** Reading stops once so much was fetched; a single larger batch is still read. */
  maxBytes: number
  /** Stop at the first readable record, without counting the others. */
  firstOnly: boolean
}

const FIRST_BYTES = 4_096
const CHUNK_BYTES = 64 << 10

export function emptyRemainder(position: bigint): Remainder {
  return { upTo: position, records: 0, aborted: 0, control: 0, gaps: 0, next: null, open: null }
}

/** Reads on from where a remainder ends, joining no group. @throws AppError */
export async function extendRemainder(
  cluster: KafkaCluster,
  stretch: Stretch,
  known: Remainder,
  { maxBytes, firstOnly }: Budget,
): Promise<Remainder> {
  const { topic, partition, end } = stretch
  const found: Remainder = { ...known, open: null }
  const firstBytes = firstOnly ? FIRST_BYTES : Math.min(CHUNK_BYTES, maxBytes)
  const options = { isolation: 'committed', chunkBytes: CHUNK_BYTES, firstBytes } as const
  const scan = new ForwardScan({ partition, from: known.upTo, to: end }, options)
  for (let bytes = 0; !scan.done && bytes < maxBytes;) {
    const answer = await fetchOnce(cluster, { topic, isolation: 'committed' }, scan)
    const chunk = scan.take(answer)
    bytes += Math.max(chunk?.bytes ?? 0, FIRST_BYTES)
    if (chunk) count(found, chunk)
    if (firstOnly && found.next) break
    if (found.upTo < end && found.upTo >= answer.lastStableOffset && answer.lastStableOffset < answer.highWatermark) {
      found.open = { next: found.next ? null : await firstOpen(cluster, stretch, found.upTo) }
      break
    }
  }
  return found
}

function count(found: Remainder, chunk: RangeChunk): void {
  const { from, to, batches, hidden } = chunk
  for (const batch of batches) found.records += countIn(batch, from, to)
  for (const batch of hidden) found[batch.control ? 'control' : 'aborted'] += hiddenIn(batch, from, to)
  found.next ??= firstOf(chunk)
  found.upTo = to
  const held = batches.reduce((sum, batch) => sum + countIn(batch, from, to), 0)
  const left = hidden.reduce((sum, batch) => sum + hiddenIn(batch, from, to), 0)
  found.gaps += Math.max(0, Number(to - from) - held - left)
}

/** Only batches that reach out of the range are walked. */
function countIn(batch: RecordBatch, from: bigint, to: bigint): number {
  if (batch.baseOffset >= from && batch.lastOffset < to) return batch.count
  let records = 0
  try {
    for (const { offset } of batch.records()) if (offset >= from && offset < to) records += 1
  } catch {
    // A damaged batch holds records all the same; as many as it spans offsets of the range.
    return overlap(batch, from, to)
  }
  return records
}

function hiddenIn(batch: HiddenBatch, from: bigint, to: bigint): number {
  return Math.min(batch.count, overlap(batch, from, to))
}

function overlap({ baseOffset, lastOffset }: { baseOffset: bigint; lastOffset: bigint }, from: bigint, to: bigint) {
  const first = baseOffset > from ? baseOffset : from
  const end = lastOffset + 1n < to ? lastOffset + 1n : to
  return Number(end > first ? end - first : 0n)
}

function firstOf(chunk: RangeChunk): MetRecord | null {
  let damaged: bigint | null = null
  for (const { record } of recordsForward(chunk, (batch) => (damaged ??= batch.baseOffset))) {
    // What is damaged before it is what a consumer meets first.
    if (damaged !== null) break
    return { offset: record.offset, timestamp: record.timestamp < 0 ? null : record.timestamp }
  }
  return damaged === null ? null : { offset: damaged, timestamp: null }
}

async function firstOpen(
  cluster: KafkaCluster,
  { topic, partition, end }: Stretch,
  from: bigint,
): Promise<MetRecord | null> {
  const options = { isolation: 'uncommitted', chunkBytes: FIRST_BYTES } as const
  const scan = new ForwardScan({ partition, from, to: end }, options)
  const chunk = scan.done ? null : scan.take(await fetchOnce(cluster, { topic, isolation: 'uncommitted' }, scan))
  return chunk ? firstOf(chunk) : null
}

/** Once, without trying again: the next round does. @throws AppError */
async function fetchOnce(
  cluster: KafkaCluster,
  source: { topic: string; isolation: IsolationLevel },
  scan: ForwardScan,
): Promise<FetchedPartition> {
  const answer = (await fetchPartitions({ cluster, ...source }, [scan.want()])).get(scan.partition)
  if (!answer) throw new AppError('BROKER_REJECTED', `The broker left out partition ${scan.partition}.`)
  if (answer instanceof AppError) throw answer
  if (answer.errorCode !== 0)
    throw new AppError('BROKER_REJECTED', `Partition ${scan.partition} of ${source.topic} could not be read.`)
  return answer
}
