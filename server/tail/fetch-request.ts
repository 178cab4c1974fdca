import type { Isolation } from '#lib/contract/messages.ts'

/** A megabyte: what is decoded in one go without holding up other work for more than some milliseconds. */
export const FETCH_BYTES = 1 << 20

interface Wanted {
  topic: string
  isolation: Isolation
  /** By partition, in the order in which they are served: a partition at the end may get nothing while those before it have much. */
  positions: ReadonlyMap<number, bigint>
  /** How long the broker may wait for a first record. */
  maxWaitMs: number
  maxBytes?: number
}

/** A Fetch outside of a session, for one leader. */
export function fetchRequest({ topic, isolation, positions, maxWaitMs, maxBytes = FETCH_BYTES }: Wanted) {
  return {
    maxWaitMs,
    minBytes: 1,
    maxBytes,
    isolationLevel: isolation === 'committed' ? 1 : 0,
    topics: [
      {
        topic,
        partitions: [...positions].map(([partition, fetchOffset]) => ({
          partition,
          fetchOffset,
          partitionMaxBytes: maxBytes,
        })),
      },
    ],
  }
}
