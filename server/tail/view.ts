import type { Delivery, Fetched } from './delivery.ts'
import { type Segment, type SegmentOptions, segmentsOf } from './segment.ts'

/** What a set of viewers sees of one topic: the same filter, formats and partitions, so that it is made once for all of them. */
export interface View extends SegmentOptions {
  /** The same for views that are the same. */
  key: string
  /** The same for views that differ in the sample at most. */
  base: string
  /** Null for all of them. */
  partitions: ReadonlySet<number> | null
}

/** A delivery as one view sees it. */
export interface Piece {
  fetched: Fetched
  segments: Segment[]
  /** Records looked at. */
  scanned: number
}

/** The same view with another N of "1 of N". */
export function sampled(view: View, sample: number): View {
  return { ...view, sample, key: `${sample} ${view.base}` }
}

export function piecesOf(view: View, { fetched, receivedAt }: Delivery): Piece[] {
  return fetched
    .filter(({ partition }) => view.partitions === null || view.partitions.has(partition))
    .map((part) => ({
      fetched: part,
      segments: segmentsOf(part, receivedAt, view),
      scanned: part.batches.reduce((sum, batch) => sum + batch.count, 0),
    }))
}
