/** How much `mb` grows per minute, by least squares over samples taken at `at` milliseconds. */
export function slopePerMinute(samples: readonly { at: number; mb: number }[]): number {
  if (samples.length < 2) return 0
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / samples.length
  const meanMb = samples.reduce((sum, { mb }) => sum + mb, 0) / samples.length
  let above = 0
  let below = 0
  for (const { at, mb } of samples) {
    above += (at - meanAt) * (mb - meanMb)
    below += (at - meanAt) ** 2
  }
  return below === 0 ? 0 : (above / below) * 60_000
}
