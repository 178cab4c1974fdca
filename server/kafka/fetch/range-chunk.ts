import { type AppError, isAppError } from '#lib/errors.ts'
import { abortedFilter } from '../records/aborted.ts'
import type { RecordBatch } from '../records/record-batch.ts'
import { undecodable } from '../records/undecodable.ts'
import type { KafkaRecord } from '../records/record.ts'
import { splitBatches } from '../records/split-batches.ts'
import type { FetchedPartition } from './fetch-partitions.ts'

/** A stretch of a partition that was read whole: every offset in it was looked at, whether or not a record stands there. */
export interface RangeChunk {
  from: bigint
  /** Exclusive. */
  to: bigint
  /** The batches that may be shown, in offset order; the outer ones can reach beyond the chunk. */
  batches: RecordBatch[]
  /** What was fetched for it. */
  bytes: number
  /** What is left out, in offset order: batches of aborted transactions, and markers of the broker. */
  hidden: HiddenBatch[]
  /** What the batches are views of. */
  memory: ArrayBufferLike[]
}

export interface HiddenBatch {
  baseOffset: bigint
  lastOffset: bigint
  count: number
  control: boolean
}

/** A record and the batch whose bytes it is a view of. */
export interface BatchRecord {
  batch: RecordBatch
  record: KafkaRecord
}

/** The batches of a fetch, and those of them that may be shown: not of aborted transactions, and no markers unless asked for. */
export function openFetched(
  { records, abortedTransactions }: FetchedPartition,
  showControl: boolean,
): { all: RecordBatch[]; visible: RecordBatch[]; hiddenIn: (from: bigint, to: bigint) => HiddenBatch[] } {
  const { batches: all } = splitBatches(records ?? Buffer.alloc(0))
  const aborted = abortedFilter(abortedTransactions ?? [])
  const hidden: RecordBatch[] = []
  const visible = all.filter((batch) => {
    const shown = !aborted(batch) && (showControl || !batch.control)
    if (!shown) hidden.push(batch)
    return shown
  })
  const hiddenIn = (from: bigint, to: bigint) =>
    hidden
      .filter((batch) => batch.lastOffset >= from && batch.baseOffset < to)
      .map(({ baseOffset, lastOffset, count, control }) => ({ baseOffset, lastOffset, count, control }))
  return { all, visible, hiddenIn }
}

/** Told of a batch that cannot be unpacked or decoded, or whose checksum (CRC-32C) does not fit; the others are read. */
export type OnDamaged = (batch: RecordBatch, error: AppError) => void

/** The records of a chunk in the order of their offsets. */
export function* recordsForward({ from, to, batches }: RangeChunk, onDamaged: OnDamaged): Generator<BatchRecord> {
  for (const batch of batches) yield* recordsIn({ from, to, batch, backward: false }, onDamaged)
}

/** The records of a chunk, the last one first. */
export function* recordsBackward({ from, to, batches }: RangeChunk, onDamaged: OnDamaged): Generator<BatchRecord> {
  for (const batch of batches.toReversed()) yield* recordsIn({ from, to, batch, backward: true }, onDamaged)
}

export interface BatchRange {
  batch: RecordBatch
  from: bigint
  /** Exclusive. */
  to: bigint
  backward: boolean
  /** What the batch unpacks to, where it was unpacked already. */
  payload?: Buffer
  /** Headers behind so many are left out of each record. */
  mostHeaders?: number | undefined
}

/** The records of one batch that lie in a range. */
export function* recordsIn(range: BatchRange, onDamaged: OnDamaged): Generator<BatchRecord> {
  const { batch, from, to, backward } = range
  try {
    verify(batch)
    for (const record of backward ? backwardIn(range) : forwardIn(range)) {
      if (backward ? record.offset < from : record.offset >= to) return
      if (record.offset >= from) yield { batch, record }
    }
  } catch (error) {
    if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
    onDamaged(batch, error)
  }
}

/** Bytes that changed on their way or on the disk may still decode, to something else than was written. */
function verify(batch: RecordBatch): void {
  if (!batch.crcOk())
    throw undecodable(`The batch at offset ${batch.baseOffset} is damaged: its checksum does not fit.`)
}

function* forwardIn({ batch, payload, mostHeaders }: BatchRange): Generator<KafkaRecord> {
  for (const cursor = batch.cursor(payload); cursor.next();) yield cursor.record(mostHeaders)
}

/** A batch can only be walked from its start, so it is walked for growing parts of its end. */
function* backwardIn({ batch, to, payload = batch.payload(), mostHeaders }: BatchRange): Generator<KafkaRecord> {
  let end = countBelow(batch, payload, to)
  for (let part = 64; end > 0; part *= 4) {
    const start = Math.max(0, end - part)
    const records: KafkaRecord[] = []
    const cursor = batch.cursor(payload)
    for (let index = 0; index < end && cursor.next(); index += 1)
      if (index >= start) records.push(cursor.record(mostHeaders))
    yield* records.toReversed()
    end = start
  }
}

function countBelow(batch: RecordBatch, payload: Buffer, to: bigint): number {
  if (batch.lastOffset < to) return batch.count
  const limit = Number(to - batch.baseOffset)
  let count = 0
  for (const cursor = batch.cursor(payload); cursor.next() && cursor.offsetDelta < limit;) count += 1
  return count
}
