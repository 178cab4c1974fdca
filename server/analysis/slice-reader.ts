import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import type { FetchSource } from '#server/kafka/fetch/fetch-partitions.ts'
import { nextChunks } from '#server/kafka/fetch/next-chunks.ts'
import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import type { RangeScan } from '#server/kafka/fetch/range-scan.ts'
import { rangeScan } from '#server/kafka/fetch/read-range.ts'
import type { PartitionSlice, SlicePlan } from './plan-slice.ts'

/** What one round fetches: small enough that pages of others, which share the connection, wait for milliseconds. */
const CHUNK_BYTES = 512 << 10
const PARTITIONS_AT_ONCE = 4

/** One partition of the slice, and how far its records were counted. */
export interface SliceReading {
  slice: PartitionSlice
  scan: RangeScan
  /** All before it was counted. */
  reached: bigint
  records: number
  bytes: number
  damagedBatches: number
  aborted: number
  control: number
}

/**
 * Reads a slice forward, all of its partitions evenly: always those go on of whose part the least was read. So a reading that is stopped
 * half-way has seen the same share of each.
 */
export class SliceReader {
  readonly readings: SliceReading[]
  readonly #source: FetchSource
  readonly #plan: SlicePlan

  constructor(source: FetchSource, plan: SlicePlan) {
    this.#source = source
    this.#plan = plan
    this.readings = plan.partitions.map((slice) => {
      const scan = rangeScan('forward', slice, { isolation: source.isolation, chunkBytes: CHUNK_BYTES, reached: true })
      scan.problem = slice.problem
      return { slice, scan, reached: slice.from, records: 0, bytes: 0, damagedBatches: 0, aborted: 0, control: 0 }
    })
  }

  /** The chunks round by round; the next round is fetched meanwhile. @throws the reason of `signal` when it is aborted */
  async *rounds(signal: AbortSignal): AsyncGenerator<[SliceReading, RangeChunk][], void, void> {
    let ahead = this.#fetch(signal)
    for (;;) {
      const round = await ahead
      if (round === null) return
      ahead = this.#fetch(signal)
      // Its error is thrown when its turn comes, even if nobody asks any more.
      ahead.catch(() => undefined)
      yield round
    }
  }

  /** All rounds are done: what of a partition no chunk has brought is not there any more. */
  finish(): void {
    for (const reading of this.readings) if (!reading.scan.problem) reading.reached = reading.scan.to
  }

  coverage(stoppedBecause: Coverage['stoppedBecause'], elapsedMs: number): Coverage {
    const { readings } = this
    const damaged = readings.reduce((sum, { damagedBatches }) => sum + damagedBatches, 0)
    const partitions = readings.map((reading) => coverageOf(reading, stoppedBecause))
    const records = readings.reduce((sum, reading) => sum + reading.records, 0)
    return {
      partitions,
      notes: [this.#plan.openTransaction ? 'openTransaction' : '', damaged > 0 ? 'damagedBatches' : ''].filter(Boolean),
      records,
      bytes: readings.reduce((sum, { bytes }) => sum + bytes, 0),
      matched: records,
      skippedBatches: damaged,
      elapsedMs: Math.round(elapsedMs),
      complete: partitions.every(({ reason }) => reason === 'complete' || reason === 'empty'),
      stoppedBecause,
    }
  }

  /** Null after the last round. */
  async #fetch(signal: AbortSignal): Promise<[SliceReading, RangeChunk][] | null> {
    const open = this.readings.filter(({ scan }) => !scan.done)
    if (open.length === 0) return null
    const next = open.toSorted((a, b) => shareRead(a) - shareRead(b)).slice(0, PARTITIONS_AT_ONCE)
    const chunks = await nextChunks(
      this.#source,
      next.map(({ scan }) => scan),
      signal,
    )
    return next.flatMap((reading): [SliceReading, RangeChunk][] => {
      const chunk = chunks.get(reading.scan)
      return chunk ? [[reading, chunk]] : []
    })
  }
}

function shareRead({ slice, scan }: SliceReading): number {
  return Number(scan.from - slice.from) / Math.max(1, Number(slice.to - slice.from))
}

function coverageOf(reading: SliceReading, stoppedBecause: Coverage['stoppedBecause']): PartitionCoverage {
  const { slice, scan, reached, records, aborted, control } = reading
  const { expired } = scan
  const start = expired && expired.to > slice.from ? expired.to : slice.from
  return {
    partition: slice.partition,
    from: String(slice.from),
    to: String(slice.to),
    scannedFrom: String(start),
    scannedTo: String(reached > start ? reached : start),
    records,
    reason: reasonOf(reading, stoppedBecause),
    ...(scan.problem ? { problem: scan.problem.message } : {}),
    ...(aborted > 0 ? { aborted } : {}),
    ...(control > 0 ? { control } : {}),
    ...(expired ? { expired: Number(expired.to - expired.from) } : {}),
  }
}

function reasonOf(
  { slice, scan, reached, damagedBatches }: SliceReading,
  stoppedBecause: Coverage['stoppedBecause'],
): PartitionCoverage['reason'] {
  if (scan.problem) return scan.problem.code === 'CLUSTER_UNREACHABLE' ? 'offline' : 'error'
  if (slice.from >= slice.to) return 'empty'
  // Only a reading that was stopped, or goes on, leaves something behind that could be read.
  if (reached < scan.to) return stoppedBecause === 'end' ? 'error' : stoppedBecause
  if (damagedBatches > 0) return 'error'
  return scan.expired ? 'expired' : 'complete'
}
