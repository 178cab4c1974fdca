import { isAppError } from '#lib/errors.ts'
import { type BatchRecord, type RangeChunk, recordsIn } from '#server/kafka/fetch/range-chunk.ts'
import type { RangeScan, ScanOptions } from '#server/kafka/fetch/range-scan.ts'
import { type Direction, rangeScan } from '#server/kafka/fetch/read-range.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { cutRecordsOf, smallPayload } from '#server/records/large/large-batch.ts'
import type { PagePlan, PartitionPlan } from '#server/records/page-plan.ts'
import { MAX_HEADERS } from '#server/records/to-message.ts'

/** What is read of a large batch at a time, and of each of its records: more than a list shows. */
const SHOWN = { bytes: 16 << 20, partBytes: 256 << 10, headers: MAX_HEADERS }

/** How the records of one partition come, one by one, whatever the chunks they were fetched in. */
export class PageSource {
  readonly plan: PartitionPlan
  readonly scan: RangeScan
  /** The record whose turn it is; null when another chunk is needed, or none is left. */
  head: BatchRecord | null = null
  /** Looked at so far, given or passed over. */
  records = 0
  bytes = 0
  damagedBatches = 0
  timestampsGoBack = false
  readonly #direction: Direction
  readonly #time: PagePlan['time']
  /** What is left of the chunk, in the order of reading. */
  #batches: RecordBatch[] = []
  #range = { from: 0n, to: 0n }
  #pending: Iterator<BatchRecord> | null = null
  /** A large batch and what is left to be read of it. */
  #large: { batch: RecordBatch; from: bigint; to: bigint } | null = null
  #lastTimestamp: number | null = null

  constructor(plan: PartitionPlan, { direction, time }: Pick<PagePlan, 'direction' | 'time'>, options: ScanOptions) {
    this.plan = plan
    this.#direction = direction
    this.#time = time
    this.scan = rangeScan(direction, plan, options)
    this.scan.problem = plan.problem
    this.scan.startsAt(plan.logStart)
  }

  get needsChunk(): boolean {
    return this.head === null && this.#large === null && !this.scan.done
  }

  /** A thread has to unpack what is next: see {@link unpack}. */
  get needsUnpacking(): boolean {
    return this.head === null && this.#large !== null
  }

  feed({ batches, from, to, bytes }: RangeChunk): void {
    this.bytes += bytes
    this.#batches = this.#backward ? batches.toReversed() : [...batches]
    this.#range = { from, to }
    this.#advance()
  }

  /** Reads the next records of a large batch. @throws AppError LIMIT_EXCEEDED */
  async unpack(limit: number, signal: AbortSignal): Promise<void> {
    const large = this.#large
    if (!large) return
    const { batch, from, to } = large
    const most = { ...SHOWN, records: limit }
    try {
      const records = await cutRecordsOf(batch, { from, to, backward: this.#backward, most }, signal)
      this.#large = restOf(large, records, this.#backward)
      this.#pending = records.map((record) => ({ batch, record })).values()
    } catch (error) {
      if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
      this.damagedBatches += 1
      this.#large = null
    }
    this.#advance()
  }

  /** Gives the head away; the next record takes its place. */
  take(): BatchRecord | null {
    const { head } = this
    if (!head) return null
    this.records += 1
    this.#advance()
    return head
  }

  /** What is left, from the head on. */
  get remaining(): { from: bigint; to: bigint } {
    const { head, scan } = this
    const next = this.#large
    return this.#backward
      ? { from: scan.from, to: head ? head.record.offset + 1n : (next?.to ?? scan.to) }
      : { from: head?.record.offset ?? next?.from ?? scan.from, to: scan.to }
  }

  get #backward(): boolean {
    return this.#direction === 'backward'
  }

  #advance(): void {
    this.head = null
    do {
      for (let next = this.#pending?.next(); next && !next.done; next = this.#pending?.next()) {
        const { timestamp } = next.value.record
        this.#compare(timestamp)
        if (timestamp >= this.#time.from && timestamp < this.#time.to) {
          this.head = next.value
          return
        }
        this.records += 1
      }
      this.#pending = null
    } while (this.#large === null && this.#openNext())
  }

  /** Whether there is another batch. */
  #openNext(): boolean {
    const batch = this.#batches.shift()
    if (!batch) return false
    const range = { ...this.#range, batch, backward: this.#backward, mostHeaders: SHOWN.headers }
    try {
      const payload = smallPayload(batch)
      if (payload) this.#pending = recordsIn({ ...range, payload }, () => (this.damagedBatches += 1))
      else this.#large = partOf(batch, this.#range)
    } catch (error) {
      if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
      this.damagedBatches += 1
    }
    return true
  }

  #compare(timestamp: number): void {
    const last = this.#lastTimestamp
    if (last !== null && (this.#backward ? timestamp > last : timestamp < last)) this.timestampsGoBack = true
    this.#lastTimestamp = timestamp
  }
}

interface Part {
  batch: RecordBatch
  from: bigint
  to: bigint
}

/** What lies of a batch in a range. */
function partOf(batch: RecordBatch, range: { from: bigint; to: bigint }): Part {
  const end = batch.lastOffset + 1n
  return {
    batch,
    from: range.from > batch.baseOffset ? range.from : batch.baseOffset,
    to: range.to < end ? range.to : end,
  }
}

/** Null where these were the last records. */
function restOf({ batch, from, to }: Part, records: readonly KafkaRecord[], backward: boolean): Part | null {
  const last = records.at(-1)?.offset
  if (last === undefined) return null
  const rest = backward ? { batch, from, to: last } : { batch, from: last + 1n, to }
  return rest.from < rest.to ? rest : null
}
