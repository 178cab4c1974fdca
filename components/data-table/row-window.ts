/** A list of rows of one height, inside a box that scrolls; `headHeight` covers the top of the box. All in pixels. */
export interface RowBox {
  scrollTop: number
  clientHeight: number
  rowHeight: number
  headHeight: number
}

/** The rows to draw: from `first` up to but not including `last`. */
export interface RowWindow {
  first: number
  last: number
}

/** Rows drawn beyond the edge, so that quick scrolling and the focus find them there. */
const MARGIN = 12
/** The window moves in steps: small ones spread the work evenly over the frames. */
const STEP = 4

/** Which rows are in sight, with some more at both ends. */
export function rowWindow({ scrollTop, clientHeight, rowHeight }: RowBox): RowWindow {
  const top = Math.floor(scrollTop / rowHeight) - MARGIN
  const bottom = Math.ceil((scrollTop + clientHeight) / rowHeight) + MARGIN
  return { first: Math.max(0, Math.floor(top / STEP) * STEP), last: Math.ceil(bottom / STEP) * STEP }
}

/** Where to scroll so that a row is in sight, moving as little as possible. */
export function scrollTopToReveal(index: number, { scrollTop, clientHeight, rowHeight, headHeight }: RowBox): number {
  const top = index * rowHeight
  const lowest = top + rowHeight + headHeight - clientHeight
  return Math.max(Math.min(scrollTop, top), lowest)
}
