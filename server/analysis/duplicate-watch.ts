import type { Duplicates } from '#lib/contract/analysis.ts'
import { hashBytes } from './hash-bytes.ts'
import { sampleText } from './sample-text.ts'

const SLOTS = 1 << 20
/** A table that is fuller makes looking up slow. */
const MAX_IDS = 700_000
/** Ids that were found twice and are listed by name; of further ones only the number is kept. */
const MAX_LISTED = 5_000
const SHOWN = 50

interface Repeated {
  bytes: Buffer
  length: number
  count: number
  first: { partition: number; offset: bigint }
  last: { partition: number; offset: bigint }
}

/**
 * Finds ids that occur twice, in 28 MB whatever their length: an open-addressing table of 64-bit hashes with the place each was first seen.
 * When it is full, new ids are no longer watched, and counted as such.
 */
export class DuplicateWatch {
  readonly #spec: string
  readonly #maxIds: number
  readonly #low = new Uint32Array(SLOTS)
  readonly #high = new Uint32Array(SLOTS)
  readonly #partition = new Int32Array(SLOTS).fill(-1)
  readonly #offset = new BigInt64Array(SLOTS)
  /** 1 in a slot whose id was seen again. */
  readonly #again = new Uint8Array(SLOTS)
  readonly #repeated = new Map<number, Repeated>()
  #watched = 0
  #ids = 0
  #repeats = 0
  #checked = 0
  #withoutId = 0
  #unwatched = 0

  constructor(spec: string, maxIds = MAX_IDS) {
    this.#spec = spec
    this.#maxIds = maxIds
  }

  add(id: Buffer | null, partition: number, offset: bigint): void {
    if (id === null) {
      this.#withoutId += 1
      return
    }
    this.#checked += 1
    const { low, high } = hashBytes(id)
    let slot = low & (SLOTS - 1)
    while ((this.#partition[slot] ?? -1) >= 0 && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & (SLOTS - 1)
    if ((this.#partition[slot] ?? -1) >= 0) return this.#seenAgain(slot, id, { partition, offset })
    if (this.#watched === this.#maxIds) {
      this.#unwatched += 1
      return
    }
    this.#watched += 1
    this.#low[slot] = low
    this.#high[slot] = high
    this.#partition[slot] = partition
    this.#offset[slot] = offset
  }

  figures(): Duplicates {
    const items = [...this.#repeated.values()]
      .toSorted((a, b) => b.count - a.count)
      .slice(0, SHOWN)
      .map(({ bytes, length, count, first, last }) => ({
        id: sampleText(bytes, length),
        count,
        first: { partition: first.partition, offset: String(first.offset) },
        last: { partition: last.partition, offset: String(last.offset) },
      }))
    return {
      id: this.#spec,
      checked: this.#checked,
      withoutId: this.#withoutId,
      repeats: this.#repeats,
      ids: this.#ids,
      unwatched: this.#unwatched,
      watchedIds: this.#watched,
      items,
    }
  }

  #seenAgain(slot: number, id: Buffer, place: { partition: number; offset: bigint }): void {
    this.#repeats += 1
    if (this.#again[slot] === 0) this.#ids += 1
    this.#again[slot] = 1
    const known = this.#repeated.get(slot)
    if (known) {
      known.count += 1
      known.last = place
    } else if (this.#repeated.size < MAX_LISTED) {
      const first = { partition: this.#partition[slot] ?? 0, offset: this.#offset[slot] ?? 0n }
      const bytes = Buffer.from(id.subarray(0, 200))
      this.#repeated.set(slot, { bytes, length: id.length, count: 2, first, last: place })
    }
  }
}
