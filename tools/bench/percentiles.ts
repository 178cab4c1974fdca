/** Milliseconds at the median, the 99th percentile and the worst. */
export interface Percentiles {
  p50: number
  p99: number
  max: number
  samples: number
}

export function percentiles(valuesMs: number[]): Percentiles {
  const sorted = valuesMs.toSorted((a, b) => a - b)
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN)
  return { p50: at(0.5), p99: at(0.99), max: at(1), samples: sorted.length }
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}
