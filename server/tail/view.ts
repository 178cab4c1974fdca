import type { Delivery, Fetched } from './delivery.ts'
import type { Chosen } from './expressions/question.ts'
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

/** What a view has to do with. */
export function partsOf({ partitions }: View, { fetched }: Delivery): Fetched[] {
  return partitions === null ? fetched : fetched.filter(({ partition }) => partitions.has(partition))
}

/** @param chosen what its expression lets through, where it has one */
export function piecesOf(view: View, delivery: Delivery, chosen: Chosen | null = null): Piece[] {
  return partsOf(view, delivery).map((part) => ({
    fetched: part,
    segments: segmentsOf(part, delivery.receivedAt, view, chosen),
    scanned: part.batches.reduce((sum, batch) => sum + batch.count, 0),
  }))
}
