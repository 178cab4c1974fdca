/** Offsets `[from, to)` of a partition. */
export interface FrozenRange {
  partition: number
  from: bigint
  to: bigint
}

/** Where records stand. */
export interface Places {
  ranges: FrozenRange[]
  /** Null when every record of the ranges is meant. */
  chosen: ReadonlyMap<number, ReadonlySet<bigint>> | null
}
