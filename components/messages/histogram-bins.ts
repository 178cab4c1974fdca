/** A stretch of time and how many records it holds. */
export interface Bin {
  from: number
  to: number
  count: number
}

/** Records over time in `count` stretches of equal length; none where fewer than two different times are known. */
export function histogramBins(times: readonly number[], count: number): Bin[] {
  let first = Infinity
  let last = -Infinity
  for (const time of times) {
    if (time < 0) continue
    first = Math.min(first, time)
    last = Math.max(last, time)
  }
  if (!(last > first)) return []
  const width = (last - first + 1) / count
  const bins = Array.from({ length: count }, (_, index): Bin => {
    return { from: first + index * width, to: first + (index + 1) * width, count: 0 }
  })
  for (const time of times) {
    const bin = time < 0 ? undefined : bins[Math.min(count - 1, Math.floor((time - first) / width))]
    if (bin) bin.count += 1
  }
  return bins
}
