import type { Delivery } from './delivery.ts'
import type { Chosen } from './expressions/question.ts'
import type { Follower } from './fanout.ts'
import { partsOf, type Piece, piecesOf } from './view.ts'

/** What may wait for its answer, in bytes of the log; beyond it the expression is slower than the topic. The ring still has as much. */
const MAX_WAITING_BYTES = 3 << 20
const MAX_WAITING = 2048
/** Deliveries of a record or some are asked about together. */
const ASK_BYTES = 1 << 20
const NOTHING: Chosen = new Map()

type Item = { delivery: Delivery; to: ReadonlySet<Follower> } | { follower: Follower; tell: () => void }

/**
 * The live followers of one expression. What it lets through is known some time after a delivery, so that everything they are told waits for
 * its turn, and nothing comes out of order. The loop and all others go on meanwhile.
 */
export class Lane {
  readonly #followers = new Set<Follower>()
  readonly #leaving = new AbortController()
  readonly #fallBehind: (follower: Follower) => void
  #items: Item[] = []
  #waitingBytes = 0
  #working = false

  /** @param fallBehind takes a follower out of the live ones: it goes on at its own pace from what it was given last */
  constructor(fallBehind: (follower: Follower) => void) {
    this.#fallBehind = fallBehind
  }

  get followers(): ReadonlySet<Follower> {
    return this.#followers
  }

  add(follower: Follower): void {
    this.#followers.add(follower)
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower)
    if (this.#followers.size === 0) this.#leaving.abort()
  }

  deliver(delivery: Delivery): void {
    this.#items.push({ delivery, to: new Set(this.#followers) })
    this.#waitingBytes += delivery.sizeBytes
    const tooMuch = this.#waitingBytes > MAX_WAITING_BYTES && this.#items.length > 1
    if (tooMuch || this.#items.length > MAX_WAITING) this.#giveUp()
    else void this.#work()
  }

  /** Tells a follower something after all that waits for it. */
  tell(follower: Follower, tell: () => void): void {
    if (this.#items.length === 0) tell()
    else this.#items.push({ follower, tell })
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    const { signal } = this.#leaving
    try {
      while (this.#items.length > 0 && !signal.aborted) await this.#answer(this.#together())
    } catch (error) {
      // An expression that costs too much ends the streams that use it, and no others.
      this.#clear()
      if (!signal.aborted) for (const follower of this.#followers) follower.fail(error)
    } finally {
      this.#working = false
    }
  }

  /** The deliveries that come next and are asked about at once, or what is to be told. */
  #together(): Item[] {
    let sizeBytes = 0
    const end = this.#items.findIndex((item) => {
      if ('tell' in item) return true
      sizeBytes += item.delivery.sizeBytes
      return sizeBytes > ASK_BYTES
    })
    return end < 0 ? [...this.#items] : this.#items.slice(0, Math.max(1, end))
  }

  async #answer(asked: readonly Item[]): Promise<void> {
    const deliveries = asked.flatMap((item) => ('delivery' in item ? item.delivery : []))
    const chosen = await this.#ask(deliveries)
    // They fell behind meanwhile.
    if (this.#items[0] !== asked[0]) return
    this.#items.splice(0, asked.length)
    this.#waitingBytes -= deliveries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    for (const item of asked) {
      if ('delivery' in item) this.#give(item.delivery, item.to, chosen)
      else if (this.#followers.has(item.follower)) item.tell()
    }
  }

  /** They differ in the sample at most. */
  async #ask(deliveries: readonly Delivery[]): Promise<Chosen> {
    const [follower] = this.#followers
    const filter = follower?.view.filter
    if (!follower || filter?.kind !== 'inThread') return NOTHING
    const parts = deliveries
      .flatMap((delivery) => partsOf(follower.view, delivery))
      .filter(({ batches }) => batches.length > 0)
    return parts.length === 0 ? NOTHING : filter.filter.ask(parts, this.#leaving.signal)
  }

  /** Each distinct view is made once, and its bytes are handed to all who want the same. */
  #give(delivery: Delivery, to: ReadonlySet<Follower>, chosen: Chosen): void {
    const made = new Map<string, Piece[]>()
    for (const follower of to) {
      if (!this.#followers.has(follower)) continue
      const { view } = follower
      const pieces = made.get(view.key) ?? piecesOf(view, delivery, chosen)
      made.set(view.key, pieces)
      for (const piece of pieces) follower.piece(piece)
    }
  }

  #giveUp(): void {
    const items = this.#items
    this.#clear()
    for (const follower of this.#followers) {
      this.#fallBehind(follower)
      for (const item of items) {
        if (!('tell' in item) || item.follower !== follower) continue
        item.tell()
        if (follower.live) this.#fallBehind(follower)
      }
    }
  }

  #clear(): void {
    this.#items = []
    this.#waitingBytes = 0
  }
}
