import type { TailEnd, TailGap } from '#lib/contract/tail.ts'
import { CatchUpReader } from './catch-up-reader.ts'
import type { Delivery, Fetched } from './delivery.ts'
import type { Chosen } from './expressions/question.ts'
import type { Follower, Jump, Restart } from './fanout.ts'
import { expiredGap, truncatedGap } from './gaps.ts'
import type { PrivateLinks } from './private-links.ts'
import type { TopicLoop } from './topic-loop.ts'
import { partsOf, type Piece, piecesOf, type View } from './view.ts'

/** How much is taken from the ring at a time while catching up. */
const STEP_BYTES = 512 << 10
const LOOK_AGAIN_MS = 1_000

/** Where a {@link Follow} puts what it finds, in order. */
export interface FollowSink {
  piece(follow: Follow, piece: Piece): void
  gap(follow: Follow, gap: TailGap): void
  restart(follow: Follow, restart: Restart): void
  jump(follow: Follow, partition: number, offset: bigint): void
  end(follow: Follow, end: TailEnd): void
  fail(error: unknown): void
  throttled(ms: number): void
  /** There may be something new to take. */
  wake(): void
}

/**
 * One viewer in one topic. It first reads what lies between its positions and the loop's, at the viewer's own pace and without loss: from the
 * broker, then from the loop's ring; from then on it is live and takes what the loop brings.
 */
export class Follow implements Follower {
  #view: View
  readonly loop: TopicLoop
  live = false
  readonly #sink: FollowSink
  readonly #links: PrivateLinks
  #reader: CatchUpReader
  readonly #next: Map<number, bigint>
  readonly #leaving = new AbortController()
  #releaseLinks: (() => void) | undefined
  /** The delivery of the ring that comes next, once everything before the ring was read. */
  #sequence: number | null = null
  #busy = false
  #waitUntil = 0
  /** Grows when the topic becomes another one: what was asked for before is not wanted any more. */
  #era = 0

  /** @param next where to begin, by partition; those of the loop to be live at once */
  constructor(
    loop: TopicLoop,
    { view, next, links }: { view: View; next: ReadonlyMap<number, bigint>; links: PrivateLinks },
    sink: FollowSink,
  ) {
    this.loop = loop
    this.#view = view
    this.#next = new Map(next)
    this.#sink = sink
    this.#links = links
    this.#reader = this.#newReader()
    for (const [partition, offset] of next) loop.adopt(partition, offset)
    loop.fanout.add(this)
    if ([...next].every(([partition, offset]) => loop.positions.get(partition) === offset)) this.#goLive()
  }

  get view(): View {
    return this.#view
  }

  /** Another view of the same from the next delivery on. */
  show(view: View): void {
    // Those of one expression are told apart when it has answered.
    if (!this.live || view.filter?.kind === 'inThread') {
      this.#view = view
      return
    }
    this.loop.fanout.remove(this)
    this.#view = view
    this.loop.fanout.goLive(this)
  }

  leave(): void {
    this.#leaving.abort()
    this.#releaseLinks?.()
    this.loop.fanout.remove(this)
  }

  /** Goes one step on towards the present, unless it is there or on its way. Puts what it finds into the sink and wakes it. */
  pump(): void {
    if (this.live || this.#busy || this.#leaving.signal.aborted) return
    if (performance.now() < this.#waitUntil) return
    this.#busy = true
    this.#step()
      .catch((error: unknown) => this.#sink.fail(error))
      .finally(() => {
        this.#busy = false
        this.#sink.wake()
      })
  }

  piece(piece: Piece): void {
    this.#next.set(piece.fetched.partition, piece.fetched.to)
    this.#sink.piece(this, piece)
    this.#sink.wake()
  }

  fallBehind(): void {
    this.live = false
    this.#sequence = null
    this.#waitUntil = 0
    this.#sink.wake()
  }

  progressed(): void {
    this.#waitUntil = 0
    this.#sink.wake()
  }

  slowed(): void {
    this.#sink.wake()
  }

  gap(gap: TailGap): void {
    this.#sink.gap(this, gap)
    this.#sink.wake()
  }

  restart(restart: Restart): void {
    this.#era += 1
    this.#next.clear()
    for (const [partition, offset] of restart.positions) {
      const { partitions } = this.view
      if (partitions === null || partitions.has(partition)) this.#next.set(partition, offset)
    }
    this.#sequence = null
    this.#releaseLinks?.()
    this.#releaseLinks = undefined
    this.live = true
    this.#sink.restart(this, restart)
    this.#sink.wake()
  }

  /**
   * The loop's position moves. Who is not there yet keeps its own and reads on, from the ring or the broker; what it misses is told when it gets
   * there. Only beyond the end of a log that was cut nobody can stay.
   */
  jump({ partition, from, to, gap }: Jump): void {
    const next = this.live ? undefined : this.#next.get(partition)
    if (next === undefined) {
      if (gap) this.#sink.gap(this, gap)
      this.#goTo(partition, to)
    } else if (from !== null && to < from) {
      // What is being read may be of the part that was cut off.
      this.#era += 1
      this.#reader = this.#newReader()
      if (next > to) {
        this.#sink.gap(this, truncatedGap(this.loop.topic, partition, next, to))
        this.#goTo(partition, to)
      }
    }
    this.#waitUntil = 0
    this.#sink.wake()
  }

  end(end: TailEnd): void {
    this.#sink.end(this, end)
  }

  fail(error: unknown): void {
    this.#sink.fail(error)
  }

  async #step(): Promise<void> {
    if (this.#inRing()) return this.#stepInRing()
    const behind = new Map(
      [...this.#next].filter(([partition, offset]) => offset < (this.loop.positions.get(partition) ?? 0n)),
    )
    if (behind.size === 0) return this.#wait()
    this.#releaseLinks ??= this.#links.use()
    const era = this.#era
    const chunk = await this.#reader.read(behind, this.#leaving.signal)
    if (era !== this.#era || this.#leaving.signal.aborted) return
    if (chunk.throttledMs > 0) this.#sink.throttled(chunk.throttledMs)
    for (const gap of chunk.gaps) this.#sink.gap(this, gap)
    for (const [partition, offset] of chunk.jumps) this.#goTo(partition, offset)
    const { filter, sample } = this.view
    if (!(await this.#take({ receivedAt: Date.now(), fetched: chunk.fetched, sizeBytes: 0 }))) return
    // What is chosen was written anew; what is shown whole is decoded when it is sent.
    if (chunk.answer && (filter !== null || sample > 1)) this.#links.handBack(chunk.answer)
  }

  /** Whether all that is still missing lies in the ring. */
  #inRing(): boolean {
    const { ring } = this.loop
    if (this.#sequence !== null) {
      if (this.#sequence >= ring.first) return true
      this.#sequence = null
    }
    for (const [partition, offset] of this.#next) {
      const start = ring.startOf(partition)
      if (start !== undefined && offset < start) return false
    }
    this.#sequence = ring.first
    return true
  }

  async #stepInRing(): Promise<void> {
    const { ring, positions } = this.loop
    let taken = 0
    let sequence = this.#sequence ?? ring.first
    while (taken < STEP_BYTES) {
      const delivery = ring.at(sequence)
      if (!delivery) break
      if (!(await this.#take(delivery))) return
      taken += delivery.sizeBytes
      sequence += 1
    }
    this.#sequence = sequence
    if (sequence < ring.next) return
    for (const [partition, offset] of positions) this.#skipTo(partition, offset)
    const ahead = [...this.#next].some(([partition, offset]) => offset > (positions.get(partition) ?? offset))
    if (ahead) this.#wait()
    else this.#goLive()
  }

  /** @returns false where nobody wants it any more by the time it is known what is to be shown of it */
  async #take(delivery: Delivery): Promise<boolean> {
    const fetched: Fetched[] = []
    for (const part of delivery.fetched) {
      const next = this.#next.get(part.partition)
      if (next === undefined || part.to <= next) continue
      fetched.push(part.from < next ? startingAt(part, next) : part)
    }
    const era = this.#era
    const chosen = await this.#choose({ ...delivery, fetched })
    if (era !== this.#era || this.#leaving.signal.aborted) return false
    for (const { partition, from, to } of fetched) {
      this.#skipTo(partition, from)
      this.#next.set(partition, to)
    }
    for (const piece of piecesOf(this.view, { ...delivery, fetched }, chosen)) this.#sink.piece(this, piece)
    return true
  }

  /** What the expression lets through; null without one. */
  async #choose(delivery: Delivery): Promise<Chosen | null> {
    const { filter } = this.view
    if (filter?.kind !== 'inThread') return null
    const parts = partsOf(this.view, delivery).filter(({ batches }) => batches.length > 0)
    return parts.length === 0 ? new Map() : filter.filter.ask(parts, this.#leaving.signal)
  }

  /** What lies before `offset` is not there any more: the loop was sent beyond it. */
  #skipTo(partition: number, offset: bigint): void {
    const next = this.#next.get(partition)
    if (next === undefined || next >= offset) return
    this.#sink.gap(this, expiredGap(this.loop.topic, partition, next, offset))
    this.#goTo(partition, offset)
  }

  #goTo(partition: number, offset: bigint): void {
    this.#next.set(partition, offset)
    this.#sink.jump(this, partition, offset)
  }

  #newReader(): CatchUpReader {
    const { cluster, topic, isolation, budget } = this.loop
    return new CatchUpReader({ cluster, topic, isolation, budget, links: this.#links })
  }

  #goLive(): void {
    this.live = true
    this.#releaseLinks?.()
    this.#releaseLinks = undefined
    this.loop.fanout.goLive(this)
  }

  /** Ahead of the loop, or of what is known: its next delivery wakes it. */
  #wait(): void {
    this.#waitUntil = performance.now() + LOOK_AGAIN_MS
  }
}

function startingAt(part: Fetched, from: bigint): Fetched {
  return { ...part, from, batches: part.batches.filter(({ lastOffset }) => lastOffset >= from) }
}
