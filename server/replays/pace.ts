/** A limit on how fast a replay goes; null for none. */
export interface RateLimit {
  recordsPerSecond: number | null
  bytesPerSecond: number | null
}

/** So much of a second's allowance goes into one transaction: often enough to be smooth, seldom enough to be cheap. */
const SLICE = 0.25
/** Time that was not used (a slow broker, a pause) is not made up for beyond this. */
const MAX_BEHIND_MS = 1_000

/** Keeps a replay to its rate: says how much may go at once, and how long to wait before it. */
export class Pace {
  readonly #limit: RateLimit
  readonly #now: () => number
  /** When the next record is due; null before the first, which is not late however long it took to find. */
  #due: number | null = null

  constructor(limit: RateLimit, now: () => number = () => performance.now()) {
    this.#limit = limit
    this.#now = now
  }

  /** The most records of one transaction. */
  get records(): number {
    const { recordsPerSecond } = this.#limit
    return recordsPerSecond === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(recordsPerSecond * SLICE))
  }

  /** The most bytes of one transaction; a single larger record still goes. */
  get bytes(): number {
    const { bytesPerSecond } = this.#limit
    return bytesPerSecond === null ? Number.POSITIVE_INFINITY : Math.max(1, bytesPerSecond * SLICE)
  }

  /** Milliseconds until so many records may go; they count as gone. */
  take(records: number, bytes: number): number {
    const { recordsPerSecond, bytesPerSecond } = this.#limit
    const now = this.#now()
    const start = Math.max(this.#due ?? now, now - MAX_BEHIND_MS)
    const costs = [
      recordsPerSecond === null ? 0 : records / recordsPerSecond,
      bytesPerSecond === null ? 0 : bytes / bytesPerSecond,
    ]
    this.#due = start + Math.max(...costs) * 1000
    return Math.max(0, start - now)
  }
}
