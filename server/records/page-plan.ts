import type { AppError } from '#lib/errors.ts'
import type { Direction } from '#server/kafka/fetch/read-range.ts'

/** What a page is to read of one partition. */
export interface PartitionPlan {
  partition: number
  /** As asked; `to` is exclusive. */
  from: bigint
  to: bigint
  /** Where the log begins by now, if that is after `from`. */
  logStart: bigint
  /** Why it cannot be read at all. */
  problem: AppError | null
}

export interface PagePlan {
  direction: Direction
  partitions: PartitionPlan[]
  /** Records outside of this time are passed over; milliseconds, `to` exclusive. */
  time: { from: number; to: number }
  /** Whether an open transaction keeps records back from readers of committed ones. */
  openTransaction: boolean
  /** Whether partitions were left out, because the group that was asked for has committed nothing there. */
  withoutCommit?: boolean
}
