import { isAppError } from '#lib/errors.ts'
import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import type { RangeScan } from '#server/kafka/fetch/range-scan.ts'
import type { Direction } from '#server/kafka/fetch/read-range.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { ChunkTally } from './chunk-tally.ts'
import { scanBatch, type Wanted } from './scan-batch.ts'

/** What of its batch is shown of a record. */
export type BatchInfo = Pick<RecordBatch, 'timestampType' | 'compression' | 'transactional' | 'control'>

/** A record that matched. */
export interface Found {
  record: KafkaRecord
  batch: BatchInfo
  /** Its place in the merge of the partitions: its time, never going back inside of a partition (see {@link PartitionScanner.bound}). */
  order: number
  /** The partition's bound just before it, for going on from it. */
  bound: number | null
  /** What of the partition was looked at up to it, itself included. */
  passed: Passed
}

/** Records, and what else offsets are: records of aborted transactions, markers of the broker, nothing at all. */
export interface Passed {
  records: number
  aborted: number
  control: number
  gaps: number
}

export interface ScanCounts extends Passed {
  bytes: number
  skippedBatches: number
  damagedBatches: number
}

/** When to pause. At least one batch is scanned. */
export interface ScanBudget {
  matches: number
  bytes: number
  /** By `performance.now()`. */
  untilMs: number
}

/** Scans the chunks of one partition, with pauses. What it has looked at is always all between its start and {@link at}. */
export class PartitionScanner {
  readonly scan: RangeScan
  /** {@link Passed} is always that of {@link at}. */
  readonly counts: ScanCounts = {
    records: 0,
    bytes: 0,
    skippedBatches: 0,
    damagedBatches: 0,
    aborted: 0,
    control: 0,
    gaps: 0,
  }
  /** The next offset to look at, reading forward; one past it, reading backward. */
  at: bigint
  /**
   * No later match is ordered before this time (reading forward) or after it (backward); null before the first batch. It follows from the
   * batches' largest timestamps, which are known without decoding, so the order is the same wherever a search stops and goes on.
   */
  bound: number | null
  readonly #direction: Direction
  readonly #wanted: Wanted
  #pending: Iterator<Found | null> | null = null

  constructor(scan: RangeScan, direction: Direction, wanted: Wanted, bound: number | null) {
    this.scan = scan
    this.#direction = direction
    this.#wanted = wanted
    this.at = direction === 'forward' ? scan.from : scan.to
    this.bound = bound
  }

  get needsChunk(): boolean {
    return this.#pending === null
  }

  feed(chunk: RangeChunk): void {
    this.counts.bytes += chunk.bytes
    this.#pending = this.#direction === 'forward' ? this.#forward(chunk) : this.#backward(chunk)
  }

  /** No chunk will come any more: what is left of the range holds nothing, or cannot be read. */
  finish(): void {
    if (!this.scan.problem) this.at = this.#direction === 'forward' ? this.scan.to : this.scan.from
  }

  /** Scans on until the chunk is done or the budget is used up. */
  run(budget: ScanBudget): Found[] {
    const found: Found[] = []
    let bytes = 0
    while (this.#pending) {
      const next = this.#pending.next()
      if (next.done) {
        this.#pending = null
        break
      }
      if (next.value) {
        found.push(next.value)
        bytes += next.value.record.sizeBytes
      }
      if (found.length >= budget.matches || bytes >= budget.bytes || performance.now() >= budget.untilMs) break
    }
    return found
  }

  *#forward(chunk: RangeChunk): Generator<Found | null> {
    const tally = new ChunkTally(this.counts, chunk, 'forward')
    for (const batch of chunk.batches) {
      const base = this.bound
      const start = this.counts.records
      const scanned = this.#scan(batch, chunk, tally)
      for (const { record, index } of scanned?.found ?? []) {
        const order = Math.max(base ?? -Infinity, record.timestamp)
        this.at = record.offset + 1n
        yield { record, batch: infoOf(batch), order, bound: base, passed: tally.reach(this.at, start + index + 1) }
      }
      this.bound = Math.max(base ?? -Infinity, batch.maxTimestamp)
      this.at = batch.lastOffset < chunk.to ? batch.lastOffset + 1n : chunk.to
      tally.reach(this.at, start + (scanned?.records ?? 0))
      yield null
    }
    this.at = chunk.to
    tally.reach(this.at, this.counts.records)
  }

  *#backward(chunk: RangeChunk): Generator<Found | null> {
    const tally = new ChunkTally(this.counts, chunk, 'backward')
    for (const batch of chunk.batches.toReversed()) {
      const start = this.counts.records
      const scanned = this.#scan(batch, chunk, tally)
      const records = scanned?.records ?? 0
      const bound = Math.min(this.bound ?? Infinity, batch.maxTimestamp)
      this.bound = bound
      for (const { record, index } of scanned?.found.toReversed() ?? []) {
        this.at = record.offset
        const order = Math.min(bound, record.timestamp)
        yield { record, batch: infoOf(batch), order, bound, passed: tally.reach(this.at, start + records - index) }
      }
      this.at = batch.baseOffset > chunk.from ? batch.baseOffset : chunk.from
      tally.reach(this.at, start + records)
      yield null
    }
    this.at = chunk.from
    tally.reach(this.at, this.counts.records)
  }

  #scan(batch: RecordBatch, chunk: RangeChunk, tally: ChunkTally): ReturnType<typeof scanBatch> | null {
    try {
      const scanned = scanBatch(batch, chunk, this.#wanted, this.scan.partition)
      if (scanned.skipped) this.counts.skippedBatches += 1
      return scanned
    } catch (error) {
      if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
      this.counts.damagedBatches += 1
      tally.damagedRecords += batch.count
      return null
    }
  }
}

function infoOf({ timestampType, compression, transactional, control }: RecordBatch): BatchInfo {
  return { timestampType, compression, transactional, control }
}
