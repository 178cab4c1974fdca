import { type BatchRecord, type RangeChunk, recordsBackward, recordsForward } from '#server/kafka/fetch/range-chunk.ts'
import type { RangeScan, ScanOptions } from '#server/kafka/fetch/range-scan.ts'
import { type Direction, rangeScan } from '#server/kafka/fetch/read-range.ts'
import type { PagePlan, PartitionPlan } from '#server/records/page-plan.ts'

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
  #pending: Iterator<BatchRecord> | null = null
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
    return this.head === null && !this.scan.done
  }

  feed(chunk: RangeChunk): void {
    this.bytes += chunk.bytes
    const records = this.#direction === 'forward' ? recordsForward : recordsBackward
    this.#pending = records(chunk, () => (this.damagedBatches += 1))
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
    return this.#direction === 'forward'
      ? { from: head?.record.offset ?? scan.from, to: scan.to }
      : { from: scan.from, to: head ? head.record.offset + 1n : scan.to }
  }

  #advance(): void {
    this.head = null
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
  }

  #compare(timestamp: number): void {
    const last = this.#lastTimestamp
    if (last !== null && (this.#direction === 'forward' ? timestamp < last : timestamp > last))
      this.timestampsGoBack = true
    this.#lastTimestamp = timestamp
  }
}
