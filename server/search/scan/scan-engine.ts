import { setImmediate } from 'node:timers/promises'
import type { FetchSource } from '#server/kafka/fetch/fetch-partitions.ts'
import { nextChunks } from '#server/kafka/fetch/next-chunks.ts'
import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import type { RangeScan } from '#server/kafka/fetch/range-scan.ts'
import { type Direction, rangeScan } from '#server/kafka/fetch/read-range.ts'
import { type Found, PartitionScanner, type ScanCounts } from './partition-scanner.ts'
import type { Wanted } from './scan-batch.ts'

/** What is to be scanned of one partition. */
export interface ScanPart {
  partition: number
  from: bigint
  to: bigint
  /** Where the log begins by now. */
  logStart: bigint
  /** Where the order of an earlier search stood; see `PartitionScanner.bound`. */
  bound: number | null
}

export interface ScanJob {
  direction: Direction
  parts: ScanPart[]
  wanted: Wanted
  /** Loads what is needed to decode the records of a chunk; null where nothing is. */
  prepare: ((chunk: RangeChunk) => Promise<void> | null) | null
  /** Told of a chunk's memory when nothing refers to it any more. */
  handBack: (memory: ArrayBufferLike) => void
}

/** How far one partition came, and what was found since the last report. */
export interface PartReport {
  partition: number
  found: Found[]
  /** What is left to look at. */
  from: bigint
  to: bigint
  bound: number | null
  counts: ScanCounts
  /** Nothing is left, or it cannot be read further. */
  done: boolean
  problem: { code: string; message: string } | null
  /** Offsets of the asked range that retention took away before they were read. */
  expired: { from: bigint; to: bigint } | null
}

export interface AdvanceBudget {
  /** Per partition. */
  matches: number
  bytes: number
  /** Per partition and chunk; a pause is made between batches. */
  ms: number
  /** For as long it goes on by itself while nothing is found, or until it has looked at so many records. */
  emptyMs: number
  records: number
}

/**
 * What the fetches of one round bring, of all partitions together; two or three such answers are in memory. Where every record has to be
 * decoded, that takes so much longer than fetching that larger answers would not help.
 */
const ROUND_BYTES = { byLiteral: 6 << 20, byRecord: 1 << 20 }
const MIN_CHUNK_BYTES = 256 << 10
const MAX_CHUNK_BYTES = 2 << 20
const FIRST_BYTES = 128 << 10
const FIRST_RECORDS = 400

/** Scans partitions when asked to; while one round is being judged, the next chunks are fetched already. */
export class ScanEngine {
  readonly #source: FetchSource
  readonly #direction: Direction
  readonly #prepare: ScanJob['prepare']
  readonly #scanners: Map<number, PartitionScanner>
  readonly #buffered = new Map<RangeScan, RangeChunk>()
  /** The chunks that scanners look at, and how many chunks are views of the same memory. */
  readonly #inUse = new Map<PartitionScanner, RangeChunk>()
  readonly #users = new Map<ArrayBufferLike, number>()
  readonly #handBack: ScanJob['handBack']
  #ahead: Promise<void> | null = null
  #busy = false

  constructor(source: FetchSource, { direction, parts, wanted, prepare, handBack }: ScanJob) {
    this.#handBack = handBack
    this.#prepare = prepare
    this.#source = source
    this.#direction = direction
    const { isolation } = source
    const byRecord = wanted.filter !== null && wanted.filter.literals === null
    const share = Math.ceil(ROUND_BYTES[byRecord ? 'byRecord' : 'byLiteral'] / Math.max(1, parts.length))
    const chunkBytes = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, share))
    const sizes = { chunkBytes, firstBytes: FIRST_BYTES, firstRecords: FIRST_RECORDS }
    const options = { isolation, reached: true, ...sizes }
    this.#scanners = new Map(
      parts.map((part) => {
        const scan = rangeScan(direction, part, options)
        scan.startsAt(part.logStart)
        return [part.partition, new PartitionScanner(scan, direction, wanted, part.bound)]
      }),
    )
  }

  /**
   * Scans each of `partitions` on by a chunk, and by more while nothing is found. What an earlier call found must not be looked at any more: its
   * memory is used again.
   * @throws the reason of `signal` when it is aborted
   */
  async advance(partitions: readonly number[], budget: AdvanceBudget, signal: AbortSignal): Promise<PartReport[]> {
    this.#busy = true
    const scanners = partitions.flatMap((partition) => this.#scanners.get(partition) ?? [])
    const untilMs = performance.now() + budget.emptyMs
    const records = () => scanners.reduce((sum, { counts }) => sum + counts.records, 0)
    const most = records() + budget.records
    for (;;) {
      const reports = await this.#chunkOfEach(scanners, budget, signal)
      const matched = reports.some(({ found }) => found.length > 0)
      const done = reports.every((report) => report.done)
      if (matched || done || performance.now() >= untilMs || records() >= most) {
        this.#busy = false
        return reports
      }
    }
  }

  /** Nothing of it is looked at any more. Of one that was stopped while it scanned, the memory is left to the garbage collector. */
  close(): void {
    if (this.#busy) return
    for (const memory of this.#users.keys()) this.#handBack(memory)
    this.#users.clear()
    this.#inUse.clear()
  }

  async #chunkOfEach(
    scanners: readonly PartitionScanner[],
    budget: AdvanceBudget,
    signal: AbortSignal,
  ): Promise<PartReport[]> {
    for (const scanner of scanners) if (scanner.needsChunk) this.#leave(scanner)
    await this.#feed(
      scanners.filter((scanner) => scanner.needsChunk),
      signal,
    )
    this.#fetchAhead(scanners, signal)
    const reports: PartReport[] = []
    for (const scanner of scanners) {
      // The request for the next chunks goes out, and what has come of it is taken from the socket.
      await setImmediate()
      signal.throwIfAborted()
      const found = scanner.run({ ...budget, untilMs: performance.now() + budget.ms })
      const { scan } = scanner
      const done = scanner.needsChunk && scan.done && !this.#buffered.has(scan) && this.#ahead === null
      if (done) scanner.finish()
      reports.push(this.#report(scanner, found, done))
    }
    return reports
  }

  async #feed(needy: readonly PartitionScanner[], signal: AbortSignal): Promise<void> {
    if (needy.length > 0) await this.#ahead
    const open = needy.map(({ scan }) => scan).filter((scan) => !this.#buffered.has(scan))
    if (open.some((scan) => !scan.done)) this.#keep(await nextChunks(this.#source, open, signal))
    for (const scanner of needy) {
      const chunk = this.#buffered.get(scanner.scan)
      if (chunk) {
        await this.#prepare?.(chunk)
        scanner.feed(chunk)
        this.#inUse.set(scanner, chunk)
      }
      this.#buffered.delete(scanner.scan)
    }
  }

  #fetchAhead(scanners: readonly PartitionScanner[], signal: AbortSignal): void {
    const open = scanners.map(({ scan }) => scan).filter((scan) => !scan.done && !this.#buffered.has(scan))
    if (open.length === 0 || this.#ahead !== null) return
    this.#ahead = nextChunks(this.#source, open, signal)
      .then((chunks) => this.#keep(chunks))
      // Whoever asks next meets the same error, unless it has passed by then.
      .catch(() => undefined)
      .finally(() => (this.#ahead = null))
  }

  #keep(chunks: ReadonlyMap<RangeScan, RangeChunk>): void {
    for (const [scan, chunk] of chunks) {
      this.#buffered.set(scan, chunk)
      for (const memory of chunk.memory) this.#users.set(memory, (this.#users.get(memory) ?? 0) + 1)
    }
  }

  #leave(scanner: PartitionScanner): void {
    for (const memory of this.#inUse.get(scanner)?.memory ?? []) {
      const users = (this.#users.get(memory) ?? 1) - 1
      if (users > 0) this.#users.set(memory, users)
      else {
        this.#users.delete(memory)
        this.#handBack(memory)
      }
    }
    this.#inUse.delete(scanner)
  }

  #report({ scan, at, bound, counts }: PartitionScanner, found: Found[], done: boolean): PartReport {
    const { problem, expired, partition } = scan
    const forward = this.#direction === 'forward'
    const from = forward ? at : scan.from < at ? scan.from : at
    const to = forward ? (scan.to > at ? scan.to : at) : at
    return {
      partition,
      found,
      from,
      to,
      bound,
      counts: { ...counts },
      // Also where the last record used up the budget.
      done: done || from >= to,
      problem: problem && { code: problem.code, message: problem.message },
      expired,
    }
  }
}
