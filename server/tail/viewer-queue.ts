import type { Part, Segment } from './segment.ts'

/** A frame takes parts up to this size. */
const FRAME_BYTES = 256 << 10
const MAX_RECORDS = 50_000

/** What waits to be sent to one viewer, in order. */
export type QueueItem =
  | { kind: 'segment'; topic: number; segment: Segment; part: number }
  /** Records without a match were passed. */
  | { kind: 'advance'; topic: number; next: Map<number, bigint> }
  /** `apply` changes the positions as the event says. */
  | { kind: 'event'; event: string; data: string; apply?: () => void }

/** Records taken together into one event. */
export interface Taken {
  kind: 'messages'
  parts: Part[]
  /** The segment of the last part; null where only positions moved. */
  last: Segment | null
}
type TakenEvent = Extract<QueueItem, { kind: 'event' }>

/** Called for every position that is passed, sent or dropped. */
type Passed = (topic: number, partition: number, next: bigint) => void

/**
 * The queue of one viewer: bounded in bytes and records. What is beyond the bounds is dropped from the front, oldest first, and counted;
 * events are never dropped.
 */
export class ViewerQueue {
  #items: QueueItem[] = []
  #head = 0
  #records = 0
  #sizeBytes = 0
  /** Of segments that were sent or dropped, and not asked for yet. */
  #sampledOut = 0
  readonly #passed: Passed

  constructor(passed: Passed) {
    this.#passed = passed
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get empty(): boolean {
    return this.#head === this.#items.length
  }

  get eventNext(): boolean {
    return this.#items[this.#head]?.kind === 'event'
  }

  /** Records that were left out of what has been passed since the last call. */
  takeSampledOut(): number {
    const count = this.#sampledOut
    this.#sampledOut = 0
    return count
  }

  push(item: QueueItem): void {
    const last = this.#items.at(-1)
    if (item.kind === 'segment') {
      this.#records += item.segment.count
      this.#sizeBytes += item.segment.sizeBytes
    } else if (item.kind === 'advance' && !this.empty && last?.kind === 'advance' && last.topic === item.topic) {
      for (const [partition, next] of item.next) last.next.set(partition, next)
      return
    }
    this.#items.push(item)
  }

  /** Drops until the queue is within its bounds, but never what came last. Gives the number of records dropped. */
  trim(maxBytes: number): number {
    let dropped = 0
    while (this.#sizeBytes > maxBytes || this.#records > MAX_RECORDS) {
      let index = this.#head
      while (index < this.#items.length && this.#items[index]?.kind !== 'segment') index += 1
      const item = this.#items[index]
      if (item?.kind !== 'segment' || index === this.#items.length - 1) break
      const left = this.#leftIn(item)
      this.#account(item.segment, left)
      dropped += left
      this.#passed(item.topic, item.segment.partition, item.segment.to)
      if (index === this.#head) this.#shift()
      else this.#items.splice(index, 1)
    }
    return dropped
  }

  /** The next event, or as many records as fit a frame; null when nothing is left. */
  take(): Taken | TakenEvent | null {
    const parts: Part[] = []
    let sizeBytes = 0
    let last: Segment | null = null
    let moved = false
    for (;;) {
      const item = this.#items[this.#head]
      if (!item) break
      if (item.kind === 'event') {
        if (parts.length > 0) break
        this.#shift()
        item.apply?.()
        return item
      }
      if (item.kind === 'advance') {
        this.#shift()
        for (const [partition, next] of item.next) this.#passed(item.topic, partition, next)
        moved = true
        continue
      }
      const all = item.segment.parts()
      const part = all[item.part]
      if (part) {
        if (parts.length > 0 && sizeBytes + part.json.length > FRAME_BYTES) break
        item.part += 1
        parts.push(part)
        sizeBytes += part.json.length
        last = item.segment
        this.#records -= part.count
        this.#passed(item.topic, item.segment.partition, part.next)
      }
      if (all.length === 0) {
        this.#passed(item.topic, item.segment.partition, item.segment.to)
        moved = true
      }
      if (item.part >= all.length) {
        this.#account(item.segment, 0)
        this.#shift()
      }
      if (part?.gap) {
        this.#items.splice(this.#head, 0, { kind: 'event', event: 'gap', data: JSON.stringify(part.gap) })
        break
      }
    }
    return parts.length > 0 || moved ? { kind: 'messages', parts, last } : null
  }

  #leftIn(item: Extract<QueueItem, { kind: 'segment' }>): number {
    if (item.part === 0) return item.segment.count
    return item.segment
      .parts()
      .slice(item.part)
      .reduce((sum, part) => sum + part.count, 0)
  }

  #account(segment: Segment, records: number): void {
    this.#sampledOut += segment.sampledOut
    this.#sizeBytes -= segment.sizeBytes
    this.#records -= records
  }

  #shift(): void {
    this.#head += 1
    if (this.#head === this.#items.length || this.#head > 1024) {
      this.#items.splice(0, this.#head)
      this.#head = 0
    }
  }
}
