import type { TailEnd, TailGap } from '#lib/contract/tail.ts'
import type { Delivery } from './delivery.ts'
import { Lane } from './lane.ts'
import { type Piece, piecesOf, type View } from './view.ts'

/** The topic was deleted and created again: it is another one, followed from these positions. */
export interface Restart {
  gap: TailGap
  topicId: string | null
  positions: ReadonlyMap<number, bigint>
}

/** A partition goes on from another offset than the next one. */
export interface Jump {
  partition: number
  /** Where the loop stood; null where it did not follow the partition yet. */
  from: bigint | null
  to: bigint
  /** What is missed by it. */
  gap: TailGap | null
}

/** One viewer's interest in one topic. */
export interface Follower {
  readonly view: View
  readonly live: boolean
  /** The next records of a partition; only for those that are live. */
  piece(piece: Piece): void
  /** Its expression is slower than the topic: it is not live any more and goes on from the last piece at its own pace. */
  fallBehind(): void
  /** Something new is in the ring; only for those that are not live. */
  progressed(): void
  /** Reading waits for the limit on bytes per second. */
  slowed(): void
  gap(gap: TailGap): void
  /** It is live from then on. */
  restart(restart: Restart): void
  jump(jump: Jump): void
  end(end: TailEnd): void
  fail(error: unknown): void
}

/** Hands what a loop reads to all who follow it; each distinct view of it is made once. */
export class Fanout {
  readonly #waiting = new Set<Follower>()
  readonly #live = new Map<string, Set<Follower>>()
  /** Of those whose filter is asked in a thread, by the base of their view. */
  readonly #lanes = new Map<string, Lane>()

  get size(): number {
    return this.#all().length
  }

  /** A follower that still reads what lies behind. */
  add(follower: Follower): void {
    this.remove(follower)
    this.#waiting.add(follower)
  }

  goLive(follower: Follower): void {
    const { key, base, filter } = follower.view
    if (filter?.kind === 'inThread' && this.#lanes.get(base)?.followers.has(follower)) return
    this.remove(follower)
    if (filter?.kind === 'inThread') return this.#lane(base).add(follower)
    const followers = this.#live.get(key)
    if (followers) followers.add(follower)
    else this.#live.set(key, new Set([follower]))
  }

  remove(follower: Follower): void {
    this.#waiting.delete(follower)
    const followers = this.#live.get(follower.view.key)
    followers?.delete(follower)
    if (followers?.size === 0) this.#live.delete(follower.view.key)
    const { base } = follower.view
    const lane = this.#lanes.get(base)
    lane?.remove(follower)
    if (lane?.followers.size === 0) this.#lanes.delete(base)
  }

  deliver(delivery: Delivery): void {
    for (const followers of this.#live.values()) {
      const [first] = followers
      if (!first) continue
      try {
        const pieces = piecesOf(first.view, delivery)
        for (const follower of followers) for (const piece of pieces) follower.piece(piece)
      } catch (error) {
        for (const follower of followers) follower.fail(error)
      }
    }
    for (const lane of this.#lanes.values()) lane.deliver(delivery)
    for (const follower of this.#waiting) follower.progressed()
  }

  slowed(): void {
    for (const follower of this.#all()) follower.slowed()
  }

  gap(gap: TailGap): void {
    for (const follower of this.#all())
      if (concerns(follower.view, gap.partition)) this.#inTurn(follower, () => follower.gap(gap))
  }

  restart(restart: Restart): void {
    for (const follower of this.#all()) {
      this.#inTurn(follower, () => {
        this.goLive(follower)
        follower.restart(restart)
      })
    }
  }

  jump(jump: Jump): void {
    for (const follower of this.#all())
      if (concerns(follower.view, jump.partition)) this.#inTurn(follower, () => follower.jump(jump))
  }

  end(end: TailEnd): void {
    for (const follower of this.#all()) this.#inTurn(follower, () => follower.end(end))
  }

  fail(error: unknown): void {
    for (const follower of this.#all()) follower.fail(error)
  }

  #all(): Follower[] {
    const lanes = [...this.#lanes.values()].map(({ followers }) => followers)
    return [...this.#waiting, ...[...this.#live.values(), ...lanes].flatMap((followers) => [...followers])]
  }

  /** After what waits for its filter. */
  #inTurn(follower: Follower, tell: () => void): void {
    const lane = this.#lanes.get(follower.view.base)
    if (lane?.followers.has(follower)) lane.tell(follower, tell)
    else tell()
  }

  #lane(base: string): Lane {
    const existing = this.#lanes.get(base)
    if (existing) return existing
    const lane = new Lane((follower) => {
      this.add(follower)
      follower.fallBehind()
    })
    this.#lanes.set(base, lane)
    return lane
  }
}

function concerns(view: View, partition: number | null): boolean {
  return partition === null || view.partitions === null || view.partitions.has(partition)
}
