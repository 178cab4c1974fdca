import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { Message } from '#lib/contract/messages.ts'
import type { TailGap, TailMessages, TailStart } from '#lib/contract/tail.ts'
import { Activity } from './activity.ts'
import { Checkpoints } from './checkpoints.ts'
import { RateMeter } from './rate-meter.ts'
import { RowRing } from './row-ring.ts'
import { type ConnectionState, TailConnection } from './tail-connection.ts'

export const MAX_ROWS = 5_000
/** Nobody reads faster: above this rate the rows are drawn ten times a second, so that the page stays quick. */
const CALM_RATE = 400
const DRAW_EVERY_MS = 100
const KEPT_NOTICES = 20
const RESUMED_FOR_MS = 8_000
const CURRENT_AFTER_MS = 2_000
/** Not every event of a slowed stream says so. */
const THROTTLED_FOR_MS = 5_000

export interface TailNotice {
  id: number
  gap: TailGap
}

/** What the page shows of a live stream at one moment. */
export interface TailSnapshot {
  /** The newest first; undefined before the stream has begun. */
  rows: readonly Message[] | undefined
  connection: ConnectionState
  /** It went on from where it was cut, and nothing was missed. */
  resumed: boolean
  paused: boolean
  /** Records that came since the list was paused. */
  waiting: number
  received: number
  scanned: number
  dropped: number
  throttled: boolean
  /** 1 of so many records is shown. */
  sample: number
  sampledOut: number
  /** What the filter met since it was set. */
  filterFailures: FilterFailures | null
  behindMs: number
  /** Records per second that were looked at; without a filter, those that are shown. */
  rate: number
  history: readonly number[]
  /** Records per second that are shown, by partition or by topic. */
  activity: readonly { name: string; perSecond: number }[]
  /** Offsets that an open transaction keeps back. */
  heldBack: bigint
  notices: readonly TailNotice[]
  /** Where nothing has come yet: since when it is watched. */
  since: number
}

const INITIAL: TailSnapshot = {
  rows: undefined,
  connection: { kind: 'connecting' },
  resumed: false,
  paused: false,
  waiting: 0,
  received: 0,
  scanned: 0,
  dropped: 0,
  throttled: false,
  sample: 1,
  sampledOut: 0,
  filterFailures: null,
  behindMs: 0,
  rate: 0,
  history: [],
  activity: [],
  heldBack: 0n,
  notices: [],
  since: 0,
}

/** A live stream and the rows it brought, outside of React: however much arrives, the page is told once per animation frame. */
export class TailStore {
  static readonly initial = INITIAL
  readonly #connection: TailConnection
  readonly #ring = new RowRing<Message>(MAX_ROWS)
  readonly #listeners = new Set<() => void>()
  readonly #meter = new RateMeter(performance.now())
  #snapshot: TailSnapshot = INITIAL
  #next: Partial<TailSnapshot> = {}
  #rowsChanged = false
  #drawnAt = 0
  #frame: number | undefined
  #ticking: ReturnType<typeof setInterval> | undefined
  #resumedUntil = 0
  #notices = 0
  #scannedInAll = 0
  #heardAt = 0
  #throttledUntil = 0
  /** Another filter is applied to records from before. */
  #rereading = false

  #url: string
  readonly #checkpoints = new Checkpoints()
  #activity = new Activity()
  #severalTopics = false

  constructor(url: string) {
    this.#url = url
    this.#connection = new TailConnection(url, {
      onState: (connection) => this.#change({ connection }),
      onStart: (start, anew) => this.#onStart(start, anew),
      onPosition: (cursor) => this.#checkpoints.add({ cursor, scanned: this.#scannedInAll }),
      onMessages: (messages) => this.#onMessages(messages),
      onGap: (gap) => this.#onGap(gap),
    })
  }

  readonly get = (): TailSnapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  open(): void {
    this.#connection.open()
    this.#ticking = setInterval(() => this.#tick(), 1_000)
  }

  close(): void {
    this.#connection.close()
    clearInterval(this.#ticking)
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#frame = undefined
  }

  /** Shows what another filter lets through, from the records on that came since this was opened, as far as they are not too many. */
  readonly show = (url: string): void => {
    this.#url = url
    const cursor = this.#checkpoints.eldest
    this.#checkpoints.clear()
    this.#connection.startAnew(url, cursor)
    this.#change({
      received: 0,
      scanned: 0,
      dropped: 0,
      sampledOut: 0,
      filterFailures: null,
      waiting: 0,
      paused: false,
    })
    this.#rereading = true
  }

  readonly retry = (): void => this.#connection.retry()

  /** Leaves out what lies between here and now. */
  readonly skipToNow = (): void => {
    this.#checkpoints.clear()
    this.#connection.startAnew(this.#url, null)
    this.clear()
  }

  readonly setPaused = (paused: boolean): void => {
    if (this.#peek('paused') === paused) return
    if (!paused) this.#rowsChanged = true
    this.#change({ paused, waiting: 0 })
  }

  readonly clear = (): void => {
    this.#ring.clear()
    this.#rowsChanged = true
    this.#drawnAt = 0
    this.#change({ waiting: 0, since: Date.now(), ...(this.#peek('paused') ? { rows: [] } : {}) })
  }

  readonly dismiss = (id: number): void => {
    this.#change({ notices: this.#peek('notices').filter((notice) => notice.id !== id) })
  }

  #onStart({ resumed: goesOn, heldBack, partitions }: TailStart, anew: boolean): void {
    const resumed = goesOn && !anew
    this.#severalTopics = partitions.some(({ topic }) => topic !== partitions[0]?.topic)
    if (resumed) this.#resumedUntil = performance.now() + RESUMED_FOR_MS
    else {
      // It begins anew, with the last records there are: what stands here may be among them.
      this.#ring.clear()
      this.#activity = new Activity()
      for (const place of partitions) this.#activity.add(this.#nameOf(place), 0)
    }
    this.#rowsChanged = true
    const held = heldBack.reduce((sum, { records }) => sum + BigInt(records), 0n)
    this.#change({ resumed, heldBack: held, ...(this.#peek('since') === 0 ? { since: Date.now() } : {}) })
  }

  #onMessages(event: TailMessages): void {
    const { messages, dropped, behindMs, scanned, throttledMs, sample, sampledOut, filterFailures } = event
    const now = performance.now()
    this.#heardAt = now
    if (throttledMs > 0) this.#throttledUntil = now + THROTTLED_FOR_MS
    this.#scannedInAll += scanned
    // What is read again says nothing of how much comes.
    this.#rereading &&= event.catchingUp
    if (!this.#rereading) {
      for (const message of messages) this.#activity.add(this.#nameOf(message), sample)
      this.#meter.add(scanned, now)
    }
    this.#ring.push(messages)
    if (messages.length > 0) this.#rowsChanged = true
    this.#change({
      received: this.#peek('received') + messages.length,
      scanned: this.#peek('scanned') + scanned,
      dropped: this.#peek('dropped') + dropped,
      waiting: this.#peek('paused') ? this.#peek('waiting') + messages.length + dropped : 0,
      throttled: now < this.#throttledUntil,
      behindMs,
      sample,
      sampledOut: this.#peek('sampledOut') + sampledOut,
      ...(sampledOut > 0 ? { resumed: false } : {}),
      ...(filterFailures
        ? { filterFailures: mergeFilterFailures([this.#peek('filterFailures'), filterFailures]) ?? null }
        : {}),
    })
  }

  #nameOf({ topic, partition }: { topic: string; partition: number }): string {
    return this.#severalTopics ? topic : String(partition)
  }

  #onGap(gap: TailGap): void {
    const notice = { id: (this.#notices += 1), gap }
    const others = this.#peek('notices').filter(({ gap: other }) => !outdates(gap, other))
    this.#change({
      notices: [notice, ...others].slice(0, KEPT_NOTICES),
      ...(gap.records === null && gap.reason !== 'truncated' && gap.reason !== 'recreated' ? {} : { resumed: false }),
    })
  }

  #tick(): void {
    const now = performance.now()
    this.#activity.tick()
    // Where nothing comes any more, nothing is behind.
    if (now - this.#heardAt > CURRENT_AFTER_MS && this.#peek('behindMs') > 0) this.#change({ behindMs: 0 })
    this.#change({
      rate: this.#meter.rate(now),
      history: this.#meter.history(now),
      activity: this.#activity.rates(),
      throttled: now < this.#throttledUntil,
      ...(this.#peek('resumed') && now > this.#resumedUntil ? { resumed: false } : {}),
    })
  }

  #peek<Key extends keyof TailSnapshot>(key: Key): TailSnapshot[Key] {
    return { ...this.#snapshot, ...this.#next }[key]
  }

  #change(change: Partial<TailSnapshot>): void {
    Object.assign(this.#next, change)
    this.#frame ??= requestAnimationFrame(this.#flush)
  }

  readonly #flush = (): void => {
    this.#frame = undefined
    const now = performance.now()
    const { paused } = { ...this.#snapshot, ...this.#next }
    const calm = this.#snapshot.rate < CALM_RATE || now - this.#drawnAt >= DRAW_EVERY_MS
    if (this.#rowsChanged && !paused && calm) {
      this.#next.rows = this.#ring.newestFirst()
      this.#rowsChanged = false
      this.#drawnAt = now
    }
    this.#snapshot = { ...this.#snapshot, ...this.#next }
    this.#next = {}
    for (const listener of this.#listeners) listener()
    if (this.#rowsChanged && !paused) this.#frame ??= requestAnimationFrame(this.#flush)
  }
}

/** What is told of a topic's partitions now stands for what was told of them before. */
function outdates(gap: TailGap, other: TailGap): boolean {
  if (gap.topic !== other.topic) return false
  if (gap.reason === 'recovered') return other.reason === 'unreachable' || other.reason === 'recovered'
  if (gap.reason === 'unreachable') return other.reason === 'recovered'
  return gap.reason === 'recreated' && (other.reason === 'deleted' || other.reason === 'recreated')
}
