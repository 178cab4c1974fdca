const MAX_SAMPLE = 1024
/** After a reader fell behind, more is tried again after this long; each time that was too early, twice as long. */
const FIRST_CALM_MS = 5_000
const MAX_CALM_MS = 60_000
/** The rate must fall this far below a step before more is shown, so that it does not go back and forth. */
const SLACK = 1.4

/**
 * Chooses N of "1 of N" for a reader that cannot follow: one that takes no more than `maxPerSecond`, or whose queue overflows. N is a power of two, so
 * what is shown with a larger N is part of what a smaller one shows.
 */
export class SampleChooser {
  readonly #maxPerSecond: number
  #current = 1
  #calmMs = FIRST_CALM_MS
  /** Until then no more is shown than now. */
  #calmUntil = 0
  #raisedAt = Number.NEGATIVE_INFINITY
  #at: number

  /** @param now milliseconds of a clock that does not go back */
  constructor(maxPerSecond: number | undefined, now: number) {
    this.#maxPerSecond = maxPerSecond ?? Number.POSITIVE_INFINITY
    this.#at = now
  }

  get current(): number {
    return this.#current
  }

  /** @param since the records that matched and those that were dropped since the last call @returns N from now on */
  choose({ matched, dropped }: { matched: number; dropped: number }, now: number): number {
    const perSecond = (matched * 1000) / Math.max(1, now - this.#at)
    this.#at = now
    const needed = stepFor(perSecond / this.#maxPerSecond)
    if (dropped > 0) {
      if (now - this.#raisedAt < this.#calmMs * 2) this.#calmMs = Math.min(MAX_CALM_MS, this.#calmMs * 2)
      this.#current = Math.min(MAX_SAMPLE, Math.max(this.#current * 2, needed))
      this.#calmUntil = now + this.#calmMs
    } else if (needed > this.#current) this.#current = needed
    else if (now >= this.#calmUntil) this.#relax(stepFor((perSecond * SLACK) / this.#maxPerSecond), now)
    return this.#current
  }

  #relax(enough: number, now: number): void {
    if (enough >= this.#current) return
    const fellBehind = this.#calmUntil > 0
    this.#current = fellBehind ? Math.max(enough, this.#current / 2) : enough
    if (!fellBehind) return
    this.#raisedAt = now
    this.#calmUntil = this.#current === 1 ? 0 : now + this.#calmMs
  }
}

/** The power of two that is at least `ratio`. */
function stepFor(ratio: number): number {
  let step = 1
  while (step < ratio && step < MAX_SAMPLE) step *= 2
  return step
}
