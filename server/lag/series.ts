/** The times of the samples, shared by all series of one pace. The last `capacity` are kept. */
export class TimeRing {
  readonly capacity: number
  readonly #times: Float64Array
  /** The number of the newest sample; -1 before the first. */
  tick = -1

  constructor(capacity: number) {
    this.capacity = capacity
    this.#times = new Float64Array(capacity)
  }

  advance(at: number): void {
    this.tick += 1
    this.#times[this.tick % this.capacity] = at
  }

  /** The time of a sample that is still kept. */
  at(tick: number): number {
    return this.#times[tick % this.capacity] ?? Number.NaN
  }
}

export interface Point {
  at: number
  value: bigint
}

/** No offset, lag or rate is as small as this. */
const ABSENT = -(2n ** 63n)
const FIRST_SIZE = 16

/**
 * One number over the samples of a {@link TimeRing}. It grows to the ring's capacity and never beyond, so memory follows what was really
 * watched. Samples in which nothing was recorded stay gaps.
 */
export class Series {
  readonly #ring: TimeRing
  #values = new BigInt64Array(FIRST_SIZE).fill(ABSENT)
  #base = -1
  #last = -1

  constructor(ring: TimeRing) {
    this.#ring = ring
  }

  /** Records the value of the ring's newest sample. */
  record(value: bigint | null): void {
    const { tick, capacity } = this.#ring
    if (this.#base < 0) this.#base = this.#last = tick
    // What was not recorded in between must not be read as what stood in those slots a round of the ring ago.
    const skippedFrom = Math.max(this.#last + 1, tick - capacity + 1)
    for (let skipped = skippedFrom; skipped < tick; skipped += 1) this.#put(skipped, ABSENT)
    this.#put(tick, value ?? ABSENT)
    this.#last = tick
  }

  #put(tick: number, value: bigint): void {
    const index = tick - this.#base
    if (index >= this.#values.length && this.#values.length < this.#ring.capacity) {
      const size = Math.min(this.#ring.capacity, Math.max(this.#values.length * 2, index + 1))
      const grown = new BigInt64Array(size).fill(ABSENT)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[index % this.#values.length] = value
  }

  /** The value of one sample, or null. */
  valueAt(tick: number): bigint | null {
    if (this.#base < 0 || tick < this.#base || tick > this.#last || tick <= this.#ring.tick - this.#ring.capacity) {
      return null
    }
    const value = this.#values[(tick - this.#base) % this.#values.length]
    return value === undefined || value === ABSENT ? null : value
  }

  /** What was recorded last, or null. */
  newest(): Point | null {
    const value = this.valueAt(this.#last)
    return value === null ? null : { at: this.#ring.at(this.#last), value }
  }

  /** What was recorded since `since` (milliseconds), oldest first, without the gaps. */
  points(since = 0): Point[] {
    const points: Point[] = []
    for (let tick = this.#ring.tick; tick >= 0 && tick > this.#ring.tick - this.#ring.capacity; tick -= 1) {
      const at = this.#ring.at(tick)
      if (at < since || tick < this.#base) break
      const value = this.valueAt(tick)
      if (value !== null) points.push({ at, value })
    }
    return points.reverse()
  }

  /** Forgets everything, such as when a topic was deleted and made anew. */
  clear(): void {
    this.#base = this.#last = -1
    this.#values = new BigInt64Array(FIRST_SIZE).fill(ABSENT)
  }
}
