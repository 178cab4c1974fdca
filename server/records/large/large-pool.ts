import { ComputePool } from '#server/serde/compute/compute-pool.ts'
import { singleton } from '#server/singleton.ts'
import type { CutTask } from './cut-records.ts'
import type { MessageTask } from './message-json.ts'

export type LargeTask =
  /** Records of a large batch, cut to what is shown. */
  | ({ kind: 'cut' } & CutTask)
  /** All that a large batch unpacks to. */
  | { kind: 'unpack'; batch: Uint8Array }
  /** A large record as it is answered. */
  | ({ kind: 'message' } & MessageTask)

/** Threads of their own for large batches, so that a hostile topic does not keep schemas waiting. */
export function largePool(): ComputePool<LargeTask> {
  return singleton('large-pool', () => new ComputePool('server/records/large/large.worker.ts'))
}
