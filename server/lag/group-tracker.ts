import type { GroupStatus } from '#lib/contract/groups.ts'
import type { GroupDescription } from '#server/kafka/groups/group-model.ts'
import type { GroupState } from './group-state.ts'
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
  statusSince = 0
  #status: GroupStatus | null = null
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

  /** Remembers since when the status is what it is. */
  noteStatus(status: GroupStatus, now: number): number {
    if (status !== this.#status) this.statusSince = now
    this.#status = status
    return this.statusSince
  }

  /** Records a sample into the rings of a pace; they must have been advanced before. */
  record(state: GroupState, pace: 'fine' | 'coarse'): void {
    const values: Record<Metric, bigint | null> = {
      lag: state.totalLag,
      timeLag: state.maxTimeLagMs === null ? null : BigInt(Math.round(state.maxTimeLagMs)),
      consumed: milli(state.consumedPerSecond),
      produced: milli(state.producedPerSecond),
    }
    for (const metric of METRICS) this.#series[metric][pace].record(values[metric])
    this.topicsLeftOut = Math.max(0, state.topics.size - MAX_TOPICS)
    for (const [topic, { totalLag }] of state.topics) {
      if (!this.topics.has(topic)) {
        if (this.topics.size >= MAX_TOPICS) continue
        this.topics.set(topic, { fine: new Series(this.#paces.fine), coarse: new Series(this.#paces.coarse) })
      }
      this.topics.get(topic)?.[pace].record(totalLag)
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
