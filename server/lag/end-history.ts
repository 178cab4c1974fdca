import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import { Series, TimeRing, type Point } from './series.ts'

/** Every sample for ten minutes, every sixth (a minute) for an hour, every sixtieth (ten minutes) for a day: 2 KB a partition. */
const TIERS = [
  { every: 1, keep: 60 },
  { every: 6, keep: 60 },
  { every: 60, keep: 144 },
] as const

/** When a record was appended, as far as the samples tell: after `from`, not after `to`; `from` is null where no sample is that old. */
export interface Arrival {
  from: number | null
  to: number
  /** The best guess in between: appends are taken to be even. Null when `from` is. */
  estimate: number | null
}

/** The end offsets of all partitions over the last day, ever coarser. */
export class EndHistory {
  readonly #rings = TIERS.map(({ keep }) => new TimeRing(keep))
  readonly #partitions = new Map<string, Series[]>()
  readonly #topics = new Map<string, { topicId: string | null; partitions: number }>()
  /** The partitions that were made while they were watched, and the last time at which they were not there yet. */
  readonly #absentAt = new Map<string, number>()
  #samples = 0
  #identifiedAt: number | null = null

  /** Compares topics with those known: a recreated one starts a new history; what is new was empty when it was not there yet. */
  identify(topics: ReadonlyMap<string, TopicMetadata>, now: number): void {
    for (const { name, topicId, partitions } of topics.values()) {
      const known = this.#topics.get(name)
      const recreated = known !== undefined && topicId !== null && known.topicId !== null && topicId !== known.topicId
      const from = recreated || !known ? 0 : known.partitions
      for (const { partition } of partitions) {
        if (partition < from) continue
        const key = `${name}/${partition}`
        if (recreated) this.#partitions.delete(key)
        if (this.#identifiedAt !== null) this.#absentAt.set(key, this.#identifiedAt)
      }
      if (recreated || known?.topicId !== topicId || known.partitions !== partitions.length)
        this.#topics.set(name, { topicId, partitions: partitions.length })
    }
    this.#identifiedAt = now
  }

  /** Forgets everything: the cluster is another one. */
  clear(): void {
    for (const map of [this.#partitions, this.#topics, this.#absentAt]) map.clear()
    this.#identifiedAt = null
  }

  /** Starts a new sample; then {@link record} each partition. */
  advance(at: number): void {
    TIERS.forEach(({ every }, tier) => {
      if (this.#samples % every === 0) this.#rings[tier]?.advance(at)
    })
    this.#samples += 1
  }

  record(topic: string, partition: number, end: bigint): void {
    const key = `${topic}/${partition}`
    let tiers = this.#partitions.get(key)
    if (!tiers) {
      tiers = this.#rings.map((ring) => new Series(ring))
      this.#partitions.set(key, tiers)
    }
    const before = tiers[0]?.newest()
    // An end only goes back when the topic was made anew: what was known is of another log.
    if (before && end < before.value) for (const series of tiers) series.clear()
    tiers.forEach((series, tier) => {
      if ((this.#samples - 1) % (TIERS[tier]?.every ?? 1) === 0) series.record(end)
    })
  }

  /** Forgets the partitions of topics that are gone. */
  keepOnly(topics: ReadonlyMap<string, unknown>): void {
    for (const key of this.#partitions.keys()) {
      if (!topics.has(topicOf(key))) this.#partitions.delete(key)
    }
    for (const key of this.#absentAt.keys()) if (!topics.has(topicOf(key))) this.#absentAt.delete(key)
    for (const name of this.#topics.keys()) if (!topics.has(name)) this.#topics.delete(name)
  }

  /** The end offsets of a partition since a time, oldest first, at the pace of the samples (ten minutes back at most). */
  recent(topic: string, partition: number, since: number): Point[] {
    return this.#partitions.get(`${topic}/${partition}`)?.[0]?.points(since) ?? []
  }

  /** How far a partition grew over the last `spanMs`, or over the shorter time for which it was watched. What is younger came whole. */
  growth(topic: string, partition: number, spanMs: number): { came: bigint; overMs: number } {
    const tiers = this.#partitions.get(`${topic}/${partition}`) ?? []
    const newest = tiers[0]?.newest()
    let longest = { came: 0n, overMs: 0 }
    if (!newest) return longest
    const absentAt = this.#absentAt.get(`${topic}/${partition}`)
    if (absentAt !== undefined && absentAt >= newest.at - spanMs) return { came: newest.value, overMs: spanMs }
    for (const series of tiers) {
      const [oldest] = series.points(newest.at - spanMs * 1.05)
      const overMs = oldest ? newest.at - oldest.at : 0
      if (oldest && overMs > longest.overMs) longest = { came: newest.value - oldest.value, overMs }
      if (overMs >= spanMs * 0.9) break
    }
    return longest
  }

  /**
   * The end offset at a time, or at the first sample after it, where no older one is kept. Null before the first sample; 0 for a partition that
   * was not there at that time.
   */
  endAt(topic: string, partition: number, time: number): Point | null {
    const key = `${topic}/${partition}`
    const absentAt = this.#absentAt.get(key)
    if (absentAt !== undefined && absentAt >= time) return { at: time, value: 0n }
    let first: Point | null = null
    for (const series of this.#partitions.get(key) ?? []) {
      const points = series.points()
      const before = points.findLast(({ at }) => at <= time)
      if (before) return before
      if (points[0] && (!first || points[0].at < first.at)) first = points[0]
    }
    return first
  }

  /** When the record at `offset` was appended; null for one that no sample has seen yet. `now` bounds it where only later samples lack. */
  arrivalOf(
    topic: string,
    partition: number,
    { offset, end, now }: { offset: bigint; end: bigint; now: number },
  ): Arrival {
    let after: Point = { at: now, value: end }
    for (const series of this.#partitions.get(`${topic}/${partition}`) ?? []) {
      const points = series.points()
      for (let index = points.length - 1; index >= 0; index -= 1) {
        const point = points[index]
        if (!point || point.at > after.at) continue
        if (point.value <= offset) return between(point, after, offset)
        after = point
      }
    }
    return { from: null, to: after.at, estimate: null }
  }
}

function topicOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'))
}

/** The record `offset` is the (offset − before)-th of those that came between two samples. */
function between(before: Point, after: Point, offset: bigint): Arrival {
  const came = Number(after.value - before.value)
  const part = came <= 0 ? 1 : (Number(offset - before.value) + 1) / came
  return { from: before.at, to: after.at, estimate: before.at + (after.at - before.at) * Math.min(1, part) }
}
