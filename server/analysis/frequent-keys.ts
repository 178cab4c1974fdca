import type { Analysis } from '#lib/contract/analysis.ts'
import { DistinctCount } from './distinct-count.ts'
import { hashBytes } from './hash-bytes.ts'
import { sampleText } from './sample-text.ts'

/** So many keys are counted at a time, twice that before the rare ones are dropped. */
const MAX_KEYS = 10_000
/** What of a longer key tells it from others, beside its hash; also what of it is kept. */
const KEPT_BYTES = 200
const SHOWN = 20

interface Counter {
  key: Buffer
  length: number
  count: number
  bytes: number
}

/**
 * The keys that occur most, in bounded memory. When there are too many, the smallest are dropped and what the largest of those had is taken
 * off everybody (Misra and Gries 1982, in batches): no count is ever too large, and all are at most `mayMiss` too small.
 */
export class FrequentKeys {
  readonly #maxKeys: number
  readonly #distinct = new DistinctCount()
  #counters = new Map<string, Counter>()
  #mayMiss = 0

  constructor(maxKeys = MAX_KEYS) {
    this.#maxKeys = maxKeys
  }

  add(key: Buffer, recordBytes: number): void {
    const hash = hashBytes(key)
    this.#distinct.add(hash)
    const id =
      key.length <= KEPT_BYTES
        ? key.toString('latin1')
        : `${key.toString('latin1', 0, KEPT_BYTES)}${key.length} ${hash.low} ${hash.high}`
    const known = this.#counters.get(id)
    if (known) {
      known.count += 1
      known.bytes += recordBytes
      return
    }
    const kept = Buffer.from(key.subarray(0, KEPT_BYTES))
    this.#counters.set(id, { key: kept, length: key.length, count: 1, bytes: recordBytes })
    if (this.#counters.size > 2 * this.#maxKeys) this.#prune()
  }

  top(): Analysis['topKeys'] {
    const items = [...this.#counters.values()]
      .toSorted((a, b) => b.count - a.count)
      .slice(0, SHOWN)
      .map(({ key, length, count, bytes }) => ({ key: sampleText(key, length), count, bytes }))
    const exact = this.#mayMiss === 0
    return {
      items,
      mayMiss: this.#mayMiss,
      distinct: exact ? this.#counters.size : Math.max(this.#distinct.estimate(), this.#counters.size),
      distinctExact: exact,
    }
  }

  #prune(): void {
    const counts = [...this.#counters.values()].map(({ count }) => count).toSorted((a, b) => b - a)
    const off = counts[this.#maxKeys] ?? 0
    this.#mayMiss += off
    for (const [id, counter] of this.#counters) {
      counter.count -= off
      if (counter.count <= 0) this.#counters.delete(id)
    }
  }
}
