import { failuresSince } from '#lib/cel/failures-since.ts'
import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { Isolation } from '#lib/contract/messages.ts'
import type { TailEnd, TailGap, TailMessages, TailStart } from '#lib/contract/tail.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { Restart } from './fanout.ts'
import type { Follow, FollowSink } from './follow.ts'
import { messagesFrame } from './frames.ts'
import type { SampleChooser } from './sample-chooser.ts'
import type { Part, Segment } from './segment.ts'
import type { TailFilter } from './tail-filter.ts'
import { type TailCursor, writeTailCursor } from './tail-cursor.ts'
import { type Piece, sampled } from './view.ts'
import { ViewerQueue } from './viewer-queue.ts'

/** While nothing matches, a reader is told so often how far it is. */
const FIGURES_EVERY_MS = 1_000
/** Below this much in the queue, what lies behind is read on. */
const READ_AHEAD_BYTES = 1 << 20
const CHOOSE_EVERY_MS = 500
/** A slow reader loses records, counted; one that takes nothing for so long has gone. */
const UNREAD_MS = 60_000

export interface ViewerOptions {
  filterHash: number
  isolation: Isolation
  topics: TailCursor['topics']
  /** How many bytes may wait for this viewer at the moment. */
  maxQueueBytes: () => number
  /** Whether to stay once all that is there by now was sent. */
  follow: boolean
  onClose: () => void
  /** Null where the reader chose how many of the records it wants. */
  chooser: SampleChooser | null
}

/** One reader of a live stream: its queue, its positions, and the frames it is sent as it takes them. */
export class Viewer implements FollowSink, AsyncIterableIterator<Uint8Array> {
  readonly unreadMs = UNREAD_MS
  readonly #options: ViewerOptions
  readonly #follows: Follow[] = []
  readonly #queue: ViewerQueue
  readonly #signal: AbortSignal
  #dropped = 0
  #scanned = 0
  /** While catching up; what the loops waited is in their own account. */
  #throttledMs = 0
  #throttleSeenMs = 0
  /** The filter is shared and counts for all: what it had counted when this reader was told last. */
  readonly #failuresSeen = new Map<TailFilter, FilterFailures>()
  /** The reader believes that it is behind. */
  #saidBehind = false
  /** What is to be said of the newest record that was passed without a match. */
  #passedBehindMs = 0
  #wake: (() => void) | undefined
  #failure: { error: unknown } | undefined
  readonly #endedFollows = new Set<Follow>()
  #ended = false
  #figuresAt = performance.now()
  #closed = false
  readonly #choosing: NodeJS.Timeout | undefined
  /** Since N was chosen last. */
  #recently = { matched: 0, dropped: 0 }

  constructor(options: ViewerOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
    this.#queue = new ViewerQueue((topic, partition, next) => options.topics[topic]?.next.set(partition, next))
    if (options.chooser) this.#choosing = setInterval(() => this.#chooseSample(), CHOOSE_EVERY_MS)
    signal.addEventListener('abort', this.close)
    if (signal.aborted) this.close()
  }

  start(start: TailStart, gaps: TailGap[]): void {
    this.#saidBehind = start.resumed
    this.#queue.push({ kind: 'event', event: 'start', data: JSON.stringify(start) })
    for (const gap of gaps) this.#queue.push({ kind: 'event', event: 'gap', data: JSON.stringify(gap) })
  }

  /** Records from before the live ones; no position moves by them. */
  history(parts: Part[]): void {
    if (parts.length === 0) return
    const [topic] = this.#options.topics
    for (const [partition, to] of topic?.next ?? []) {
      const count = parts.reduce((sum, part) => sum + part.count, 0)
      const sizeBytes = parts.reduce((sum, part) => sum + part.json.length, 0)
      const all = parts.map((part) => ({ ...part, next: to }))
      const figures = { count, sizeBytes, sampledOut: 0, receivedAt: Date.now(), atEnd: true }
      const segment = { partition, to, ...figures, parts: () => all }
      this.#queue.push({ kind: 'segment', topic: 0, segment, part: 0 })
      return
    }
  }

  /** In the order of the topics. */
  add(follow: Follow): void {
    this.#follows.push(follow)
    this.#throttleSeenMs += follow.loop.throttledMs
    const { filter } = follow.view
    if (filter && !this.#failuresSeen.has(filter)) this.#failuresSeen.set(filter, filter.filter.failures.state())
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    while (!this.#closed) {
      if (this.#queue.sizeBytes < READ_AHEAD_BYTES) for (const follow of this.#follows) follow.pump()
      const frame = this.#take()
      if (frame) return { done: false, value: frame }
      if (this.#failure) {
        this.close()
        throw this.#failure.error
      }
      if (this.#ended) break
      if (this.#done()) this.#end({ reason: 'caughtUp', text: 'All that is there by now was sent.' })
      else await this.#wait()
    }
    this.close()
    return { done: true, value: undefined }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.close()
    return { done: true, value: undefined }
  }

  readonly close = (): void => {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#choosing)
    this.#signal.removeEventListener('abort', this.close)
    for (const follow of this.#follows) follow.leave()
    this.wake()
    this.#options.onClose()
  }

  wake(): void {
    this.#wake?.()
  }

  piece(follow: Follow, { fetched, segments, scanned }: Piece): void {
    const topic = this.#follows.indexOf(follow)
    this.#scanned += scanned
    for (const segment of segments) {
      this.#recently.matched += segment.count + segment.sampledOut
      this.#queue.push({ kind: 'segment', topic, segment, part: 0 })
    }
    const last = segments.at(-1)
    if (last?.count === 0 || last?.to !== fetched.to) {
      const newest = fetched.batches.at(-1)?.maxTimestamp
      this.#passedBehindMs = fetched.to >= fetched.end || newest === undefined ? 0 : Math.max(0, Date.now() - newest)
      if (last?.to !== fetched.to) {
        this.#queue.push({ kind: 'advance', topic, next: new Map([[fetched.partition, fetched.to]]) })
      }
    }
    if (!follow.live) return
    const dropped = this.#queue.trim(this.#options.maxQueueBytes())
    this.#dropped += dropped
    this.#recently.dropped += dropped
  }

  gap(_follow: Follow, gap: TailGap): void {
    this.#queue.push({ kind: 'event', event: 'gap', data: JSON.stringify(gap) })
  }

  restart(follow: Follow, { gap, topicId, positions }: Restart): void {
    const at = this.#options.topics[this.#follows.indexOf(follow)]
    const { partitions } = follow.view
    const next = new Map([...positions].filter(([partition]) => partitions === null || partitions.has(partition)))
    const apply = () => {
      if (at) Object.assign(at, { topicId, next })
    }
    this.#queue.push({ kind: 'event', event: 'gap', data: JSON.stringify(gap), apply })
  }

  jump(follow: Follow, partition: number, offset: bigint): void {
    this.#queue.push({ kind: 'advance', topic: this.#follows.indexOf(follow), next: new Map([[partition, offset]]) })
  }

  /** The stream ends when the last of its topics has. */
  end(follow: Follow, end: TailEnd): void {
    this.#endedFollows.add(follow)
    if (this.#endedFollows.size < this.#follows.length || this.#ended) return
    this.#end(end)
    this.wake()
  }

  #end(end: TailEnd): void {
    this.#queue.push({ kind: 'event', event: 'end', data: JSON.stringify(end) })
    this.#ended = true
  }

  #done(): boolean {
    return !this.#options.follow && this.#queue.empty && this.#follows.every((follow) => follow.live)
  }

  fail(error: unknown): void {
    this.#failure ??= { error }
    this.wake()
  }

  throttled(ms: number): void {
    this.#throttledMs += ms
  }

  #take(): Uint8Array | null {
    // What was dropped is told before, or with, the first position beyond it; what was looked at, before the end.
    const untold = this.#dropped > 0 || (this.#ended && this.#scanned > 0)
    const taken = untold && this.#queue.eventNext ? null : this.#queue.take()
    if (taken?.kind === 'event') return eventFrame({ event: taken.event, data: taken.data, id: this.#cursor() })
    const catchingUp = this.#follows.some((follow) => !follow.live)
    const news = this.#saidBehind && !catchingUp
    const throttledMs = this.#throttledMs + this.#loopsThrottledMs()
    const moved = this.#scanned > 0 || throttledMs > 0
    const due = news || (moved && performance.now() - this.#figuresAt > FIGURES_EVERY_MS)
    const last = taken?.last ?? null
    if (!last && !untold && !due) return null
    const figures = {
      dropped: this.#dropped,
      sample: this.#follows[0]?.view.sample ?? 1,
      sampledOut: this.#queue.takeSampledOut(),
      filterFailures: this.#newFailures(),
      behindMs: last ? behindMs(last, taken?.parts.at(-1)?.maxTimestamp ?? -1) : this.#passedBehindMs,
      scanned: this.#scanned,
      catchingUp,
      throttledMs,
    }
    this.#throttleSeenMs += this.#loopsThrottledMs()
    this.#dropped = this.#scanned = this.#throttledMs = 0
    this.#saidBehind = catchingUp
    this.#figuresAt = performance.now()
    return messagesFrame(this.#cursor(), taken?.parts ?? [], figures)
  }

  #chooseSample(): void {
    const sample = this.#options.chooser?.choose(this.#recently, performance.now()) ?? 1
    this.#recently = { matched: 0, dropped: 0 }
    for (const follow of this.#follows) {
      if (follow.view.sample !== sample) follow.show(sampled(follow.view, sample))
    }
  }

  #newFailures(): TailMessages['filterFailures'] {
    const parts = [...this.#failuresSeen].map(([filter, seen]) => {
      const now = filter.filter.failures.state()
      // Until something fails, it does not matter how many did not.
      if (now.kinds.length === 0) return null
      this.#failuresSeen.set(filter, now)
      return failuresSince(now, seen)
    })
    return mergeFilterFailures(parts) ?? null
  }

  /** Since it was told. */
  #loopsThrottledMs(): number {
    return this.#follows.reduce((sum, follow) => sum + follow.loop.throttledMs, 0) - this.#throttleSeenMs
  }

  #cursor(): string {
    return writeTailCursor(this.#options)
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      const quiet = this.#scanned === 0 && this.#follows.every((follow) => follow.live)
      const timer = quiet ? undefined : setTimeout(resolve, FIGURES_EVERY_MS)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }
}

/** How long the last record waited here; where newer ones were there already when it was read, how old it is. */
function behindMs({ atEnd, receivedAt }: Segment, maxTimestamp: number): number {
  const waited = Math.max(0, Date.now() - receivedAt)
  return atEnd || maxTimestamp < 0 ? waited : Math.max(waited, Date.now() - maxTimestamp)
}
