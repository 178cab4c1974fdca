import { BackwardScan } from './backward-scan.ts'
import type { FetchSource } from './fetch-partitions.ts'
import { ForwardScan } from './forward-scan.ts'
import { nextChunks } from './next-chunks.ts'
import type { RangeChunk } from './range-chunk.ts'
import type { RangeScan, ScanOptions, ScanRange } from './range-scan.ts'

export type Direction = 'forward' | 'backward'

/** A scan of `range`; feed it through {@link readRange} or `nextChunks`. */
export function rangeScan(direction: Direction, range: ScanRange, options: ScanOptions): RangeScan {
  return direction === 'forward' ? new ForwardScan(range, options) : new BackwardScan(range, options)
}

/**
 * The range of one partition, chunk by chunk; the next one is fetched while the consumer works on the last. Joins no group.
 * A consumer that stops goes on later from the outer end of its last chunk; `scan.problem` says why nothing came any more.
 * @throws the reason of `signal` when it is aborted
 */
export async function* readRange(
  source: FetchSource,
  scan: RangeScan,
  signal: AbortSignal,
): AsyncGenerator<RangeChunk, void, void> {
  let ahead = fetchNext(source, scan, signal)
  for (;;) {
    const chunk = await ahead
    if (!chunk) return
    ahead = fetchNext(source, scan, signal)
    // An error of the chunk ahead is thrown when its turn comes, even if the consumer stops before.
    ahead.catch(() => undefined)
    yield chunk
  }
}

async function fetchNext(source: FetchSource, scan: RangeScan, signal: AbortSignal): Promise<RangeChunk | undefined> {
  return (await nextChunks(source, [scan], signal)).get(scan)
}
