import type { GroupStatus } from '#lib/contract/groups.ts'
import type { GroupDescription } from '#server/kafka/groups/group-model.ts'
import type { GroupState, PartitionState } from './group-state.ts'
import { PartitionTracker } from './partition-tracker.ts'
import { Series, type TimeRing } from './series.ts'

/** The paces of the samples that are kept of each group: an hour finely, a day coarsely. */
export interface Paces {
  /** Positions per partition, for rates and trends. */
  positions: TimeRing
  fine: TimeRing
  coarse: TimeRing
}

/** Topics whose lag is kept one by one; of a group on more, the sum alone goes on. */
const MAX_TOPICS = 10
/** Rates are kept as whole thousandths. */
const MILLI = 1000

export type Metric = 'lag' | 'timeLag' | 'consumed' | 'produced'
/** In these records wait to be read. */
const IS_BEHIND: ReadonlySet<GroupStatus> = new Set(['stopped', 'stalled', 'warning'])
const METRICS: readonly Metric[] = ['lag', 'timeLag', 'consumed', 'produced']

/** What is remembered of one group between samples. Memory is bounded by the rings and the group's partitions. */
export class GroupTracker {
  readonly partitions = new Map<string, PartitionTracker>()
  readonly topics = new Map<string, Record<'fine' | 'coarse', Series>>()
  topicsLeftOut = 0
  /** Members were connected at some time, so without any it is stopped; a group that never had some may commit by itself. */
  hadMembers = false
  description: GroupDescription | null = null
  describedAt = 0
  describedState: string | null = null
  #status: GroupStatus | null = null
  #since = 0
  #sinceAtLeast = true
  #unknownSince: number | null = null
  readonly #topicIds = new Map<string, string>()
  readonly #paces: Paces
  readonly #series: Record<Metric, Record<'fine' | 'coarse', Series>>

  constructor(paces: Paces) {
    this.#paces = paces
    const pair = () => ({ fine: new Series(paces.fine), coarse: new Series(paces.coarse) })
    this.#series = { lag: pair(), timeLag: pair(), consumed: pair(), produced: pair() }
  }

  partition(topic: string, partition: number, now: number): PartitionTracker {
    const key = `${topic}/${partition}`
    let tracker = this.partitions.get(key)
    if (!tracker) {
      tracker = new PartitionTracker(this.#paces.positions, now)
      this.partitions.set(key, tracker)
    }
    return tracker
  }

  /**
   * Takes in the ids of the topics the group reads. What is remembered of a topic that was recreated is of another log; where all of them were, the
   * group starts a new history.
   */
  identify(topics: ReadonlyMap<string, string | null>): void {
    let recreated = 0
    for (const [topic, topicId] of topics) {
      const known = this.#topicIds.get(topic)
      if (topicId !== null) this.#topicIds.set(topic, topicId)
      if (topicId === null || known === undefined || known === topicId) continue
      recreated += 1
      this.topics.delete(topic)
      for (const key of this.partitions.keys()) if (topicOf(key) === topic) this.partitions.delete(key)
    }
    if (recreated === 0 || recreated < topics.size) return
    for (const metric of METRICS) for (const pace of ['fine', 'coarse'] as const) this.#series[metric][pace].clear()
    this.#status = null
  }

  /**
   * Remembers since when the status is what it is, over samples that know nothing of it. A status that was there at the first look, or came while nothing
   * was known, may be older than it was seen. `behindSince` is the time of the oldest unread record, or when an alert about it fired: a group that is
   * behind has been so at least since then.
   */
  noteStatus(
    status: GroupStatus,
    { now, watched, behindSince }: { now: number; watched: boolean; behindSince: number | null },
  ): { since: number; atLeast: boolean } {
    if (status === 'unknown') {
      this.#unknownSince ??= now
      return { since: this.#unknownSince, atLeast: false }
    }
    if (status !== this.#status) {
      this.#sinceAtLeast = this.#status === null || this.#unknownSince !== null || !watched
      this.#since = now
    }
    this.#status = status
    this.#unknownSince = null
    if (IS_BEHIND.has(status)) this.#since = Math.min(this.#since, behindSince ?? now)
    return { since: this.#since, atLeast: this.#sinceAtLeast }
  }

  /** Nothing was sampled for so long, such as in an outage. */
  missed(ms: number): void {
    for (const partition of this.partitions.values()) partition.missed(ms)
  }

  /** Records a sample into the rings of a pace; they must have been advanced before. */
  record(state: GroupState, pace: 'fine' | 'coarse'): void {
    const values: Record<Metric, bigint | null> = {
      // With a partition left out the lag would seem to have shrunk.
      lag: isComplete(state) ? state.totalLag : null,
      timeLag: state.maxTimeLagMs === null ? null : BigInt(Math.round(state.maxTimeLagMs)),
      consumed: milli(state.consumedPerSecond),
      produced: milli(state.producedPerSecond),
    }
    for (const metric of METRICS) this.#series[metric][pace].record(values[metric])
    this.topicsLeftOut = Math.max(0, state.topics.size - MAX_TOPICS)
    for (const [topic, { totalLag, partitions }] of state.topics) {
      if (!this.topics.has(topic)) {
        if (this.topics.size >= MAX_TOPICS) continue
        this.topics.set(topic, { fine: new Series(this.#paces.fine), coarse: new Series(this.#paces.coarse) })
      }
      this.topics.get(topic)?.[pace].record(partitions.some(lacksEnd) ? null : totalLag)
    }
  }

  recordPositions(state: GroupState): void {
    let count = 0
    for (const { topic, partitions } of state.topics.values()) {
      for (const { partition, position } of partitions) {
        this.partitions.get(`${topic}/${partition}`)?.positions.record(position)
        count += 1
      }
    }
    if (this.partitions.size > count) this.#forgetGone(state)
  }

  #forgetGone(state: GroupState): void {
    for (const key of this.partitions.keys()) {
      if (!state.topics.has(topicOf(key))) this.partitions.delete(key)
    }
    for (const topic of this.topics.keys()) if (!state.topics.has(topic)) this.topics.delete(topic)
  }

  series(metric: Metric, pace: 'fine' | 'coarse'): Series {
    return this.#series[metric][pace]
  }
}

/** Something is committed, and how far that is behind is not known now. */
function lacksEnd({ lag, lastLag }: PartitionState): boolean {
  return lag === null && lastLag !== null
}

/** The lag of all partitions is of this sample. */
export function isComplete({ topics, asOf }: Pick<GroupState, 'topics' | 'asOf'>): boolean {
  return asOf === null && ![...topics.values()].some(({ partitions }) => partitions.some(lacksEnd))
}

/** It has committed, and of nothing of that it is known how far it is behind. */
export function lacksEveryEnd({ topics }: Pick<GroupState, 'topics'>): boolean {
  const known = [...topics.values()].flatMap(({ partitions }) => partitions.filter(({ lastLag }) => lastLag !== null))
  return known.length > 0 && known.every(lacksEnd)
}

function topicOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'))
}

function milli(value: number | null): bigint | null {
  return value === null ? null : BigInt(Math.round(value * MILLI))
}

/** A recorded rate as records per second. */
export function fromMilli(value: bigint | null): number | null {
  return value === null ? null : Number(value) / MILLI
}
