import { SpanSet } from '#server/store/span-set.ts'
import type { LedgerEntry } from './ledger-entry.ts'

/** Where a record stands, as a dead letter names its origin. What is not known is null. */
export interface OriginPlace {
  topic: string
  partition: number | null
  offset: bigint | null
}

/** The places in one cluster that replays wrote to, and how often the record there had been replayed by then. */
export class SentPlaces {
  /** By topic and partition, then by the count. A topic is known by its id: one made anew under the same name holds other records. */
  readonly #places = new Map<string, Map<number, SpanSet>>()
  #spans = 0

  /** How many spans it takes. */
  get spans(): number {
    return this.#spans
  }

  add({ sent, targetIds }: Pick<LedgerEntry, 'sent' | 'targetIds'>): void {
    for (const { topic, partition, base, deltas, count } of sent) {
      const place = `${targetIds[topic] ?? topic} ${partition}`
      const byCount = this.#places.get(place) ?? new Map<number, SpanSet>()
      this.#places.set(place, byCount)
      const set = byCount.get(count ?? 1) ?? new SpanSet()
      byCount.set(count ?? 1, set)
      const before = set.spans
      set.add(BigInt(base), BigInt(base) + BigInt(deltas.length + 1))
      this.#spans += set.spans - before
    }
  }

  /** 0 where no replay wrote there. `topic` is the topic's id or, in a ledger that names none, its name. */
  timesReplayed({ topic, partition, offset }: OriginPlace): number {
    if (partition === null || offset === null) return 0
    let times = 0
    for (const [count, set] of this.#places.get(`${topic} ${partition}`) ?? [])
      if (count > times && set.has(offset)) times = count
    return times
  }

  clear(): void {
    this.#places.clear()
    this.#spans = 0
  }
}
