import type { SizeFigures } from '#lib/contract/analysis.ts'

/** Steps within a power of two: each is 3 % of its size. */
const STEPS_BITS = 5
const STEPS = 1 << STEPS_BITS
const BUCKETS = (31 - STEPS_BITS + 1) * STEPS

/** Sizes of keys or values, counted in steps that grow with the size, so that memory does not. */
export class SizeTally {
  #count = 0
  #nulls = 0
  #empty = 0
  #total = 0
  #min = Infinity
  #max = 0
  readonly #buckets = new Uint32Array(BUCKETS)

  /** @param bytes -1 for null */
  add(bytes: number): void {
    if (bytes < 0) {
      this.#nulls += 1
      return
    }
    this.#count += 1
    this.#total += bytes
    if (bytes === 0) this.#empty += 1
    if (bytes < this.#min) this.#min = bytes
    if (bytes > this.#max) this.#max = bytes
    const bucket = bucketOf(bytes)
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
  }

  figures(): SizeFigures {
    return {
      count: this.#count,
      nulls: this.#nulls,
      empty: this.#empty,
      totalBytes: this.#total,
      min: this.#count === 0 ? 0 : this.#min,
      max: this.#max,
      p50: this.#percentile(0.5),
      p90: this.#percentile(0.9),
      p99: this.#percentile(0.99),
      p999: this.#percentile(0.999),
      histogram: this.#histogram(),
    }
  }

  #percentile(share: number): number {
    const rank = Math.ceil(this.#count * share)
    let seen = 0
    for (const [bucket, count] of this.#buckets.entries()) {
      seen += count
      if (seen >= rank && count > 0) return Math.min(this.#max, upperEnd(bucket))
    }
    return this.#max
  }

  #histogram(): SizeFigures['histogram'] {
    const byPower = new Map<number, number>()
    for (const [bucket, count] of this.#buckets.entries()) {
      if (count === 0) continue
      const upTo = 2 ** Math.ceil(Math.log2(upperEnd(bucket) + 1))
      byPower.set(upTo, (byPower.get(upTo) ?? 0) + count)
    }
    const powers = [...byPower.keys()]
    const all: SizeFigures['histogram'] = []
    // Powers without records between those with some stay in, or the picture would hide a gap.
    for (let upTo = Math.min(...powers); upTo <= Math.max(...powers); upTo *= 2)
      all.push({ upTo: upTo - 1, count: byPower.get(upTo) ?? 0 })
    return all
  }
}

function bucketOf(bytes: number): number {
  if (bytes < STEPS) return bytes
  const power = 31 - Math.clz32(bytes)
  return (power - STEPS_BITS + 1) * STEPS + ((bytes >>> (power - STEPS_BITS)) & (STEPS - 1))
}

/** The largest size that falls into a bucket. */
function upperEnd(bucket: number): number {
  if (bucket < STEPS) return bucket
  const shift = (bucket >>> STEPS_BITS) - 1
  return (STEPS + (bucket & (STEPS - 1)) + 1) * 2 ** shift - 1
}
