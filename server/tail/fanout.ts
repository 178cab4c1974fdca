import type { TailEnd, TailGap } from '#lib/contract/tail.ts'
import type { Delivery } from './delivery.ts'
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
  /** The next records of a partition; only for those that are live. */
  piece(piece: Piece): void
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

  get size(): number {
    let size = this.#waiting.size
    for (const followers of this.#live.values()) size += followers.size
    return size
  }

  /** A follower that still reads what lies behind. */
  add(follower: Follower): void {
    this.remove(follower)
    this.#waiting.add(follower)
  }

  goLive(follower: Follower): void {
    this.remove(follower)
    const { key } = follower.view
    const followers = this.#live.get(key)
    if (followers) followers.add(follower)
    else this.#live.set(key, new Set([follower]))
  }

  remove(follower: Follower): void {
    this.#waiting.delete(follower)
    const followers = this.#live.get(follower.view.key)
    followers?.delete(follower)
    if (followers?.size === 0) this.#live.delete(follower.view.key)
  }

  deliver(delivery: Delivery): void {
    for (const followers of this.#live.values()) {
      const [first] = followers
      if (!first) continue
      try {
        const pieces = piecesOf(first.view, delivery)
        for (const follower of followers) for (const piece of pieces) follower.piece(piece)
      } catch (error) {
        // A filter that costs too much ends the streams that use it, and no others.
        for (const follower of followers) follower.fail(error)
      }
    }
    for (const follower of this.#waiting) follower.progressed()
  }

  slowed(): void {
    for (const follower of this.#all()) follower.slowed()
  }

  gap(gap: TailGap): void {
    for (const follower of this.#all()) if (concerns(follower.view, gap.partition)) follower.gap(gap)
  }

  restart(restart: Restart): void {
    for (const follower of this.#all()) {
      this.goLive(follower)
      follower.restart(restart)
    }
  }

  jump(jump: Jump): void {
    for (const follower of this.#all()) if (concerns(follower.view, jump.partition)) follower.jump(jump)
  }

  end(end: TailEnd): void {
    for (const follower of this.#all()) follower.end(end)
  }

  fail(error: unknown): void {
    for (const follower of this.#all()) follower.fail(error)
  }

  #all(): Follower[] {
    return [...this.#waiting, ...[...this.#live.values()].flatMap((followers) => [...followers])]
  }
}

function concerns(view: View, partition: number | null): boolean {
  return partition === null || view.partitions === null || view.partitions.has(partition)
}
