import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { FilterInput } from '#server/filter/compile-filter.ts'
import type { SerdeSettings } from '#server/serde/serde-settings.ts'

/** A filter with an expression, for the records of one topic. */
export interface ExpressionJob {
  id: string
  clusterId: string
  serde: SerdeSettings
  topic: string
  filter: FilterInput
  /** Larger keys and values are not looked into. */
  maxBytes: number
}

/** Batches of one partition; records before `from` are not asked for. */
export interface AskedPart {
  partition: number
  from: bigint
  sizeBytes: number
}

export type ToThread =
  /** `job` is given once. The batches of all parts lie in `bytes`, one after the other. */
  | { type: 'sift'; id: number; jobId: string; job: ExpressionJob | null; parts: AskedPart[]; bytes: ArrayBuffer }
  | { type: 'forget'; jobId: string }

/** What a thread found out in one turn. */
export interface Sifted {
  /** The records that are let through, by batch, counted over all parts. A batch that cannot be read is there, too: who shows it says why. */
  chosen: { batch: number; deltas: number[] }[]
  /** Where to go on in the next turn; null at the end. */
  next: { batch: number; from: bigint } | null
  /** Counted in this turn. */
  failures: FilterFailures | null
}

export type FromThread =
  | { type: 'sifted'; id: number; sifted: Sifted }
  | { type: 'failed'; id: number; code: string; message: string; issues?: { path: string; message: string }[] }
