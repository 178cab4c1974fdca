const WINDOW_MS = 60_000
/** Of all together in a window. */
const MAX_RECORDED = 30
const MAX_KEYS = 1_000

/** Decides which refusals are recorded: of each kind the first in a minute, and of all at most thirty. The others are counted. */
export class RefusalSampler {
  readonly #seen = new Set<string>()
  readonly #onWindow: (leftOut: number) => void
  readonly #windowMs: number
  #recorded = 0
  #leftOut = 0
  #hasBegun = false

  /** `onWindow` is told how many were left out, at the end of each minute in which some were. */
  constructor(onWindow: (leftOut: number) => void, windowMs = WINDOW_MS) {
    this.#onWindow = onWindow
    this.#windowMs = windowMs
  }

  /** `key`: who was refused what. */
  take(key: string): boolean {
    if (!this.#hasBegun) setTimeout(() => this.#end(), this.#windowMs).unref()
    this.#hasBegun = true
    if (this.#seen.has(key) || this.#seen.size >= MAX_KEYS || this.#recorded >= MAX_RECORDED) {
      this.#leftOut += 1
      return false
    }
    this.#seen.add(key)
    this.#recorded += 1
    return true
  }

  #end(): void {
    const leftOut = this.#leftOut
    this.#hasBegun = false
    this.#seen.clear()
    this.#recorded = this.#leftOut = 0
    if (leftOut > 0) this.#onWindow(leftOut)
  }
}
