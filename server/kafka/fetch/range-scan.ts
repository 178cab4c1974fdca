import { AppError } from '#lib/errors.ts'
import type { FetchedPartition, FetchWant, IsolationLevel } from './fetch-partitions.ts'
import type { RangeChunk } from './range-chunk.ts'

export interface ScanRange {
  partition: number
  from: bigint
  /** Exclusive; where committed records are read, not beyond the last stable offset. */
  to: bigint
}

export interface ScanOptions {
  isolation: IsolationLevel
  /** The offsets first looked at; more or fewer follow from what they hold. Only for reading backward. */
  firstRecords?: number
  /** About how much one chunk holds. */
  chunkBytes?: number
  /** How much the first fetch may bring; later ones double up to `chunkBytes`. Backward it stays what it is. */
  firstBytes?: number
  /** Also the markers of the broker. */
  showControl?: boolean
  /** The log reached `to` when reading began: where it ends earlier now, records are missing, which is a problem and not the end. */
  reached?: boolean
}

const CHUNK_BYTES = 1 << 20
/** A broker that answers nothing to this limit holds a batch of impossible size. */
const MAX_FETCH_BYTES = 1 << 30

/**
 * Reads a range of one partition without doing any I/O: says what to fetch, is told the answer, gives chunk after chunk. What is left is always
 * `[from, to)`, so whoever stops can go on from there.
 */
export abstract class RangeScan {
  readonly partition: number
  readonly chunkBytes: number
  protected readonly options: ScanOptions
  from: bigint
  to: bigint
  /** The offsets that retention took away before they were read; null while there are none. */
  expired: { from: bigint; to: bigint } | null = null
  /** Why the partition cannot be read further. */
  problem: AppError | null = null
  protected maxBytes: number

  constructor(range: ScanRange, options: ScanOptions) {
    this.partition = range.partition
    this.from = range.from
    this.to = range.to
    this.options = options
    this.chunkBytes = options.chunkBytes ?? CHUNK_BYTES
    this.maxBytes = Math.min(this.chunkBytes, options.firstBytes ?? this.chunkBytes)
  }

  get done(): boolean {
    return this.problem !== null || this.from >= this.to
  }

  /** What to fetch next; only while not done. */
  abstract want(): FetchWant

  /** Takes the answer to {@link want}; null when it takes another fetch to complete a chunk. @throws AppError UNDECODABLE */
  abstract take(fetched: FetchedPartition): RangeChunk | null

  /** The log begins further up than was known. */
  startsAt(logStart: bigint): void {
    if (logStart <= this.from) return
    const to = logStart < this.to ? logStart : this.to
    this.expired = { from: this.expired?.from ?? this.from, to }
    this.from = to
  }

  /** The log ends further down than was known: it was cut back. */
  endsAt(logEnd: bigint): void {
    if (logEnd < this.to) this.to = logEnd > this.from ? logEnd : this.from
  }

  /** What is to be said where the log ends at `end` now although it reached further; null where all is as it should be. */
  missingFrom(end: bigint): AppError | null {
    if (!this.options.reached || end >= this.to) return null
    return new AppError(
      'BROKER_REJECTED',
      `Partition ${this.partition} ends at offset ${end} now and reached offset ${this.to} when reading began: its new leader has not caught up yet, or the records in between are lost.`,
    )
  }

  /** The end of what can be fetched, as of this answer. */
  endOf(fetched: FetchedPartition): bigint {
    return this.options.isolation === 'committed' ? fetched.lastStableOffset : fetched.highWatermark
  }

  /** Nothing came although there is something: the batch is larger than the limit (or others used up the request's). */
  protected grow(offset: bigint): void {
    if (this.maxBytes >= MAX_FETCH_BYTES) {
      throw new AppError(
        'UNDECODABLE',
        `The batch at offset ${offset} of partition ${this.partition} cannot be fetched.`,
      )
    }
    this.maxBytes *= 8
  }
}
