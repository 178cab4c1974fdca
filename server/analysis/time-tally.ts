import type { RateFigures } from '#lib/contract/analysis.ts'

/** Steps that read well on an axis. */
const STEPS_MS = [
  100, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 14_400_000, 28_800_000, 86_400_000, 604_800_000, 2_592_000_000, 31_536_000_000,
]
const MAX_SLOTS = 4_096
const BARS = 120

interface Slot {
  count: number
  bytes: number
}

/** Records over time, of whatever range: slots are kept only where records are, and grow when there are too many. */
export class TimeTally {
  #stepMs = 100
  #slots = new Map<number, Slot>()
  #withoutTime = 0

  add(at: number, bytes: number): void {
    if (at < 0) {
      this.#withoutTime += 1
      return
    }
    this.#put(Math.floor(at / this.#stepMs), 1, bytes)
    while (this.#slots.size > MAX_SLOTS) this.#coarsen()
  }

  /** The time that holds nearly all records, in about a hundred steps; the little that lies far off is only counted. */
  figures(): RateFigures {
    const slots = [...this.#slots].toSorted(([a], [b]) => a - b)
    const total = slots.reduce((sum, [, { count }]) => sum + count, 0)
    if (total === 0)
      return { stepMs: 0, times: [], counts: [], bytes: [], earlier: 0, later: 0, withoutTime: this.#withoutTime }
    const [low, high] = bulkOf(slots, total)
    const [begin, end] = [low * this.#stepMs, (high + 1) * this.#stepMs]
    const stepMs =
      STEPS_MS.find((step) => step >= this.#stepMs && (end - begin) / step <= BARS) ??
      Math.ceil((end - begin) / BARS / this.#stepMs) * this.#stepMs
    const first = Math.floor(begin / stepMs)
    const length = Math.floor((end - 1) / stepMs) - first + 1
    const counts = Array.from({ length }, () => 0)
    const bytes = Array.from({ length }, () => 0)
    let [earlier, later] = [0, 0]
    for (const [slot, content] of slots) {
      if (slot < low) earlier += content.count
      else if (slot > high) later += content.count
      else {
        const index = Math.floor((slot * this.#stepMs) / stepMs) - first
        counts[index] = (counts[index] ?? 0) + content.count
        bytes[index] = (bytes[index] ?? 0) + content.bytes
      }
    }
    const times = counts.map((_, index) => (first + index) * stepMs)
    return { stepMs, times, counts, bytes, earlier, later, withoutTime: this.#withoutTime }
  }

  #put(slot: number, count: number, bytes: number): void {
    const known = this.#slots.get(slot)
    if (known) {
      known.count += count
      known.bytes += bytes
    } else this.#slots.set(slot, { count, bytes })
  }

  #coarsen(): void {
    const old = this.#slots
    this.#slots = new Map()
    this.#stepMs *= 2
    for (const [slot, { count, bytes }] of old) this.#put(Math.floor(slot / 2), count, bytes)
  }
}

/** From the first to the last slot, but nothing further off the middle 98 % than these are wide. */
function bulkOf(slots: [number, Slot][], total: number): [number, number] {
  const at = (share: number) => {
    let seen = 0
    for (const [slot, { count }] of slots) {
      seen += count
      if (seen >= total * share) return slot
    }
    return slots.at(-1)?.[0] ?? 0
  }
  const [low, high] = [at(0.01), at(0.99)]
  const width = Math.max(1, high - low)
  return [Math.max(slots[0]?.[0] ?? low, low - width), Math.min(slots.at(-1)?.[0] ?? high, high + width)]
}
