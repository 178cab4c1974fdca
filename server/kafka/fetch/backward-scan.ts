import type { RecordBatch } from '../records/record-batch.ts'
import type { FetchedPartition, FetchWant } from './fetch-partitions.ts'
import { type HiddenBatch, openFetched, type RangeChunk } from './range-chunk.ts'
import { RangeScan, type ScanOptions, type ScanRange } from './range-scan.ts'

/** How many offsets are looked at first, when the caller does not say. */
const FIRST_RECORDS = 500
const MAX_STEP = 1_000_000_000n

/** The stretch before `to` that is being read forward: from `low`, so far up to `next`. */
interface Window {
  low: bigint
  next: bigint
  batches: RecordBatch[]
  /** The first batch found, shown or not: what of it lies before `low` comes for free. */
  first: RecordBatch | null
  bytes: number
  /** What of them lies in the stretch. */
  usedBytes: number
  hidden: HiddenBatch[]
  memory: ArrayBufferLike[]
}

/**
 * Reads a range from its end back: a stretch of offsets before the end is read forward, then the one before it. Kafka only fetches forward and
 * tells no sizes, so the stretch is sized by what the one before it held, and begun anew closer to the end where it turns out too large.
 */
export class BackwardScan extends RangeScan {
  #step: bigint
  #window: Window | null = null
  /** Bytes per offset of the stretch before; 0 while unknown. */
  #density = 0

  constructor(range: ScanRange, options: ScanOptions) {
    super(range, options)
    this.#step = BigInt(Math.max(1, options.firstRecords ?? FIRST_RECORDS))
  }

  want(): FetchWant {
    this.#window ??= this.#open(max(this.from, this.to - this.#step))
    return { partition: this.partition, offset: this.#window.next, maxBytes: this.#bytesLeft(this.#window.next) }
  }

  take(fetched: FetchedPartition): RangeChunk | null {
    const window = (this.#window ??= this.#open(this.from))
    const { all, visible, hiddenIn } = openFetched(fetched, this.options.showControl ?? false)
    const last = all.at(-1)
    const end = this.endOf(fetched)
    if (!last && window.next < end) {
      this.grow(window.next)
      return null
    }
    this.maxBytes = this.chunkBytes
    window.bytes += fetched.records?.length ?? 0
    if (fetched.records) window.memory.push(fetched.records.buffer)
    for (const batch of all) if (batch.baseOffset < this.to) window.usedBytes += batch.sizeBytes
    window.first ??= all[0] ?? null
    window.hidden.push(...hiddenIn(window.low, this.to))
    window.next = last ? last.lastOffset + 1n : this.to
    for (const batch of visible)
      if (batch.baseOffset < this.to && batch.lastOffset >= window.low) window.batches.push(batch)
    if (window.next >= this.to) return this.#complete(window)
    this.#narrow(window)
    return null
  }

  override startsAt(logStart: bigint): void {
    super.startsAt(logStart)
    this.#window = null
  }

  override endsAt(logEnd: bigint): void {
    super.endsAt(logEnd)
    this.#window = null
  }

  #complete({ low, batches, first, bytes, usedBytes, hidden, memory }: Window): RangeChunk {
    const from = first && first.baseOffset < low ? max(this.from, first.baseOffset) : low
    const chunk = { from, to: this.to, batches, bytes, hidden, memory }
    const offsets = this.to - from
    this.to = from
    this.#window = null
    this.#step = this.#stepFor(usedBytes, offsets)
    this.#density = usedBytes / Number(offsets)
    return chunk
  }

  /** The offsets that fill a chunk at this density; at most eight times as many as before. */
  #stepFor(bytes: number, offsets: bigint): bigint {
    const most = min(offsets * 8n, MAX_STEP)
    if (bytes === 0) return most
    return max(1n, min(most, (BigInt(this.chunkBytes) * offsets) / BigInt(bytes)))
  }

  #narrow({ low, next, bytes }: Window): void {
    if (bytes < 2 * this.chunkBytes) return
    const start = this.to - this.#stepFor(bytes, next - low)
    // What was read so far is only worth dropping when the new start lies beyond it.
    if (start > next) this.#window = this.#open(start)
  }

  /** About what is left of the stretch, so that little of what lies behind it is fetched again. */
  #bytesLeft(next: bigint): number {
    if (this.#density === 0 || this.maxBytes > this.chunkBytes) return this.maxBytes
    const bytes = Number(this.to - next) * this.#density * 1.02 + this.chunkBytes / 32
    return Math.ceil(Math.min(bytes, this.maxBytes * 1.25))
  }

  #open(low: bigint): Window {
    return { low, next: low, batches: [], first: null, bytes: 0, usedBytes: 0, hidden: [], memory: [] }
  }
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
