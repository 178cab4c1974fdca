import type { Arrival } from './end-history.ts'

/** Producers' clocks differ from ours by up to this much without a record's own time being distrusted. */
const CLOCK_SLACK_MS = 2_000

/**
 * For how long the next record has been waiting. The samples of end offsets bound when it was appended; its own timestamp, where it was looked
 * up and fits in between, is exact. A timestamp outside (a replayed record keeps its old one, a producer's clock is wrong) does not count.
 * @returns milliseconds, or null where nothing tells
 */
export function timeLag(now: number, arrival: Arrival, own: number | null): number | null {
  const from = arrival.from ?? Number.NEGATIVE_INFINITY
  const fits = own !== null && own >= from - CLOCK_SLACK_MS && own <= arrival.to + CLOCK_SLACK_MS
  const at = fits ? own : arrival.estimate
  return at === null ? null : Math.max(0, now - at)
}
