import { Series, type TimeRing } from './series.ts'

/** A rewind that was not made up for is told for so long. */
const REWIND_SHOWN_MS = 600_000
/** Rates are taken over about a minute: long enough to be calm, short enough to be now. */
const RATE_OVER_MS = 60_000

/** What one partition of a group did while it was watched. */
export class PartitionTracker {
  readonly positions: Series
  readonly watchedSince: number
  movedAt: number | null = null
  caughtUpAt: number | null = null
  rewind: { from: bigint; at: number } | null = null
  /** Samples since the watching began, or began again after a gap: a single one says nothing about a movement. */
  samples = 0
  /** For how long nothing was sampled since the position moved or was at the end: what happened then is not known. */
  unwatchedMs = 0
  /** It was judged to fall behind, and has not been judged otherwise since. */
  fallsBehind = false
  /** The lag when the end was last known. */
  lastLag: bigint | null = null
  /** When it was last looked into what lies before the position; 0 for never. */
  readonly looked = { at: 0 }
  #last: bigint | null | undefined

  constructor(ring: TimeRing, now: number) {
    this.positions = new Series(ring)
    this.watchedSince = now
  }

  /** Takes in the position of this moment. */
  observe(committed: bigint | null, now: number): void {
    const before = this.#last
    this.#last = committed
    this.samples += 1
    if (before !== undefined && before !== committed) {
      this.movedAt = now
      this.unwatchedMs = 0
    }
    if (before !== undefined && before !== null && committed !== null && committed < before) {
      this.rewind = { from: this.rewind && this.rewind.from > before ? this.rewind.from : before, at: now }
    }
    const over =
      this.rewind && (committed === null || committed >= this.rewind.from || now - this.rewind.at > REWIND_SHOWN_MS)
    if (over) this.rewind = null
  }

  /** Nothing was left to read. */
  reachedEnd(now: number): void {
    this.caughtUpAt = now
    this.unwatchedMs = 0
  }

  /** Nothing was sampled for so long, such as in an outage. */
  missed(ms: number): void {
    this.samples = 0
    this.unwatchedMs += ms
  }

  /** Takes in a position that this console set itself: no application moved it. */
  adopt(committed: bigint | null): void {
    this.#last = committed
    this.rewind = null
    // The way from where it was is no reading: rates start anew.
    this.positions.clear()
  }

  /** Records per second that were read, over the last minute; null until two samples stand apart. Never negative. */
  consumedPerSecond(committed: bigint | null, now: number): number | null {
    if (committed === null) return null
    const [oldest] = this.positions.points(now - RATE_OVER_MS)
    if (!oldest) return null
    return rate(oldest, { at: now, value: committed })
  }
}

/** The rate between two points; null when they are too near to each other to say anything. */
export function rate(before: { at: number; value: bigint }, after: { at: number; value: bigint }): number | null {
  const seconds = (after.at - before.at) / 1000
  return seconds < 0.5 ? null : Math.max(0, Number(after.value - before.value) / seconds)
}
