const SECONDS = 60

/** Counts what comes, second by second, over the last minute. */
export class RateMeter {
  readonly #counts = Array.from({ length: SECONDS }, () => 0)
  readonly #startedAt: number
  #second: number

  /** @param now milliseconds of a clock that does not go back */
  constructor(now: number) {
    this.#startedAt = now
    this.#second = Math.floor(now / 1000)
  }

  add(count: number, now: number): void {
    this.#moveTo(now)
    this.#counts[this.#second % SECONDS] = (this.#counts[this.#second % SECONDS] ?? 0) + count
  }

  /** Per second, over the last five whole seconds (or as many as there were). */
  rate(now: number): number {
    this.#moveTo(now)
    const seconds = Math.min(5, Math.max(1, Math.floor((now - this.#startedAt) / 1000)))
    let sum = 0
    for (let back = 1; back <= seconds; back += 1) sum += this.#counts[(this.#second - back + SECONDS) % SECONDS] ?? 0
    return sum / seconds
  }

  /** The counts of the last minute's whole seconds, the eldest first. */
  history(now: number): number[] {
    this.#moveTo(now)
    return Array.from({ length: SECONDS - 1 }, (_, index) => this.#counts[(this.#second + 1 + index) % SECONDS] ?? 0)
  }

  #moveTo(now: number): void {
    const second = Math.floor(now / 1000)
    const passed = Math.min(SECONDS, second - this.#second)
    for (let step = 1; step <= passed; step += 1) this.#counts[(this.#second + step) % SECONDS] = 0
    this.#second = Math.max(this.#second, second)
  }
}
