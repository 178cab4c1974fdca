import { isAddress } from './share.ts'

/** So many seconds' points may be used at once. */
const BURST_SECONDS = 5
/** Many people may be behind one address. */
const ADDRESS_FACTOR = 10
/** Users whose bucket is full are forgotten when there are more than this. */
const MAX_BUCKETS = 10_000

interface Bucket {
  left: number
  at: number
}

/** A token bucket per user: points that come back at a steady rate. */
export class TokenBuckets {
  readonly #perSecond: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** @returns 0 where the points were there and are taken, else in how many seconds they will be */
  take(user: string, points: number, now = performance.now()): number {
    const rate = this.#perSecond * (isAddress(user) ? ADDRESS_FACTOR : 1)
    const most = rate * BURST_SECONDS
    const bucket = this.#buckets.get(user) ?? { left: most, at: now }
    bucket.left = Math.min(most, bucket.left + ((now - bucket.at) / 1000) * rate)
    bucket.at = now
    if (bucket.left < points) {
      this.#buckets.set(user, bucket)
      return Math.max(1, Math.ceil((points - bucket.left) / rate))
    }
    bucket.left -= points
    if (!this.#buckets.has(user) && this.#buckets.size >= MAX_BUCKETS) this.#forget(now)
    this.#buckets.set(user, bucket)
    return 0
  }

  /** Buckets that are full again by now say nothing; where all are in use, the oldest is dropped. */
  #forget(now: number): void {
    for (const [user, { at }] of this.#buckets) if (now - at > BURST_SECONDS * 1000) this.#buckets.delete(user)
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size >= MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest)
  }
}
