/** Where times stand beside each other, from 0 to 1. */
export interface TimeScale {
  xOf: (time: number) => number
  /** The stretches between neighbouring times. */
  gaps: { from: number; to: number; ms: number }[]
}

/**
 * Times in their order, far gaps drawn shorter than they are: a gap's width grows with the logarithm of its length, so that milliseconds can
 * still be told apart beside hours.
 */
export function timeScale(times: readonly number[]): TimeScale {
  const sorted = [...new Set(times)].toSorted((a, b) => a - b)
  const lengths = sorted.slice(1).map((time, index) => time - (sorted[index] ?? time))
  const unit = Math.max(1, Math.min(...lengths))
  const widths = lengths.map((length) => Math.log2(1 + length / unit))
  const total = widths.reduce((sum, width) => sum + width, 0)
  const places = new Map<number, number>()
  const gaps: TimeScale['gaps'] = []
  let at = 0
  for (const [index, time] of sorted.entries()) {
    places.set(time, total === 0 ? 0 : at / total)
    const length = lengths[index]
    if (length === undefined) continue
    const to = at + (widths[index] ?? 0)
    gaps.push({ from: at / total, to: to / total, ms: length })
    at = to
  }
  return { xOf: (time) => places.get(time) ?? 0, gaps }
}
