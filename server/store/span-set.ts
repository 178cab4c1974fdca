/** A set of offsets kept as spans `[from, to)`, sorted and apart from each other. */
export class SpanSet {
  readonly #starts: bigint[] = []
  readonly #ends: bigint[] = []

  /** How many spans it takes. */
  get spans(): number {
    return this.#starts.length
  }

  has(offset: bigint): boolean {
    const at = firstAbove(this.#starts, offset) - 1
    return at >= 0 && offset < (this.#ends[at] ?? 0n)
  }

  /** The first offset from this one on that is not in the set. */
  past(offset: bigint): bigint {
    const at = firstAbove(this.#starts, offset) - 1
    const end = this.#ends[at]
    return end !== undefined && offset < end ? end : offset
  }

  add(from: bigint, to: bigint): void {
    // Spans that overlap or touch become one.
    const first = firstAbove(this.#ends, from - 1n)
    const last = firstAbove(this.#starts, to)
    const start = this.#starts[first]
    const end = this.#ends[last - 1]
    const joined = first < last
    this.#starts.splice(first, last - first, joined && start !== undefined && start < from ? start : from)
    this.#ends.splice(first, last - first, joined && end !== undefined && end > to ? end : to)
  }

  remove(from: bigint, to: bigint): void {
    const first = firstAbove(this.#ends, from)
    const last = firstAbove(this.#starts, to - 1n)
    if (first >= last) return
    const start = this.#starts[first] ?? from
    const end = this.#ends[last - 1] ?? to
    const rest: [bigint, bigint][] = []
    if (start < from) rest.push([start, from])
    if (end > to) rest.push([to, end])
    this.#starts.splice(first, last - first, ...rest.map(([one]) => one))
    this.#ends.splice(first, last - first, ...rest.map(([, one]) => one))
  }

  *[Symbol.iterator](): Generator<[from: bigint, to: bigint]> {
    for (const [at, from] of this.#starts.entries()) yield [from, this.#ends[at] ?? from]
  }
}

/** The index of the first element greater than `value`. */
function firstAbove(sorted: readonly bigint[], value: bigint): number {
  let low = 0
  let high = sorted.length
  // What is added comes after the rest nearly always.
  if (high > 0 && (sorted[high - 1] ?? 0n) <= value) return high
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0n) > value) high = middle
    else low = middle + 1
  }
  return low
}
