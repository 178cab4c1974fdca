import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { FilterInput } from '#server/filter/compile-filter.ts'
import type { IsolationLevel } from '#server/kafka/fetch/fetch-partitions.ts'
import type { Direction } from '#server/kafka/fetch/read-range.ts'
import type { SerdeSettings } from '#server/serde/serde-settings.ts'
import type { AdvanceBudget, PartReport, ScanPart } from '../scan/scan-engine.ts'
import type { PackedRecord, PackedRecords } from './pack-records.ts'
import type { WireCluster } from './wire-cluster.ts'

/** What a scan worker is told to scan; it makes its own connections. */
export interface WorkerJob {
  cluster: WireCluster
  serde: SerdeSettings
  topic: string
  isolation: IsolationLevel
  direction: Direction
  parts: ScanPart[]
  time: { from: number; to: number }
  filter: FilterInput
}

/** A filter that is asked of records which somebody else reads. */
export interface FilterJob {
  id: string
  clusterId: string
  serde: SerdeSettings
  topic: string
  filter: FilterInput
}

/** Records of one partition, packed. */
export interface Asked {
  partition: number
  records: PackedRecord[]
  bytes: ArrayBuffer
}

/** Answers carry the number of their request: what a cancelled one still says is nobody's answer any more. */
export type ToWorker = { id: number } & Request

export type Request =
  | { type: 'open'; job: WorkerJob }
  | { type: 'advance'; partitions: number[]; budget: AdvanceBudget }
  /** `job` is given once; the thread remembers the last one. */
  | { type: 'match'; job: FilterJob | null; asked: Asked }
  /** Stop reading and forget the job. */
  | { type: 'close' }

/** Reports whose records travel in one buffer, in the order of the reports. */
export interface PackedReports {
  reports: PartReport[]
  found: PackedRecords[]
  bytes: ArrayBuffer
  failures: FilterFailures | null
}

export type FromWorker = { id: number } & Answer

export type Answer =
  | { type: 'opened' }
  | { type: 'advanced'; packed: PackedReports }
  /** `failures` of these records. */
  | { type: 'matched'; meant: boolean[]; failures: FilterFailures | null }
  | { type: 'failed'; code: string; message: string; issues?: { path: string; message: string }[] }
  | { type: 'closed' }

/**
 * Memory shared with a worker: which record its filter is being asked about, and since when, so that an expression that does not come to an
 * end is noticed from outside.
 */
export class Pulse {
  readonly memory: SharedArrayBuffer
  readonly #since: Int32Array
  readonly #offset: BigInt64Array

  constructor(memory = new SharedArrayBuffer(16)) {
    this.memory = memory
    this.#since = new Int32Array(memory, 0, 2)
    this.#offset = new BigInt64Array(memory, 8, 1)
  }

  begin(partition: number, offset: bigint): void {
    this.#offset[0] = offset
    this.#since[1] = partition
    Atomics.store(this.#since, 0, ticks())
  }

  end(): void {
    Atomics.store(this.#since, 0, 0)
  }

  /** The record whose filter runs for longer than `ms`; null where none does. */
  stuckFor(ms: number): { partition: number; offset: bigint } | null {
    const since = Atomics.load(this.#since, 0)
    if (since === 0 || ticks() - since < ms) return null
    return { partition: this.#since[1] ?? 0, offset: this.#offset[0] ?? 0n }
  }
}

/** Milliseconds that fit 32 bits and are the same in every thread; never 0. */
function ticks(): number {
  return (Date.now() % 0x7fff_0000) + 1
}
