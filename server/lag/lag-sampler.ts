import { AppError } from '#lib/errors.ts'
import { describeGroups } from '#server/kafka/groups/describe-groups.ts'
import type { CommittedOffsets, GroupListing, ListedGroup, PerGroup } from '#server/kafka/groups/group-model.ts'
import { listBrokersGroups } from '#server/kafka/groups/list-brokers-groups.ts'
import { readCommitted } from '#server/kafka/groups/read-committed.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/log.ts'
import { onePerCluster } from '#server/one-per-cluster.ts'
import { ClusterIdentity } from '#server/sampling/cluster-identity.ts'
import { soonOr } from '#server/soon-or.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import { assessGroup, type GroupInput, observeGroup } from './assess-group.ts'
import type { Round } from './assess-partition.ts'
import { EndHistory } from './end-history.ts'
import { RULES, type Rules } from './evaluate-partition.ts'
import type { GroupState, LagSample } from './group-state.ts'
import { GroupTracker, isComplete, lacksEveryEnd, type Paces } from './group-tracker.ts'
import { readRanges } from './log-ranges.ts'
import { RemainderCache } from './remainder-cache.ts'
import { TimeRing } from './series.ts'

export interface LagSamplerOptions {
  /** How often the groups are sampled; as configured for the cluster unless told. */
  everyMs?: number
  rules?: Rules
}

const COARSE_EVERY = 12
/** After so many rounds that did not come, what happened in between was not watched. */
const MISSED_ROUNDS = 3
/** A group that is neither listed nor known to be gone is shown as it was for so long. */
const KEPT_UNLISTED_MS = 600_000
const NO_ENDS = 'The leaders of its partitions did not tell their offsets.'
const NOT_LISTED = 'Its coordinator did not list it, but has its offsets: it may be loading.'
/** A page does not wait longer than this for numbers that are newer than those there are. */
const SOON_MS = 300
/** At most so much of the time goes into sampling: a round that takes long is followed by a longer pause. */
const SHARE_OF_TIME = 0.25
/** Groups described per round besides those whose state changed, so that thousands of groups are spread over rounds. */
const DESCRIBED_PER_ROUND = 300
const DESCRIBED_AGAIN_AFTER_MS = 30_000

/**
 * Samples the committed offsets of all groups and the ends of all logs, and remembers them in bounded rings: an hour at the pace of the
 * samples, a day at a twelfth of it. Cost grows with brokers and partitions, not with viewers.
 */
export class LagSampler {
  readonly paces: Paces = {
    positions: new TimeRing(60),
    fine: new TimeRing(360),
    coarse: new TimeRing(720),
  }
  readonly #cluster: KafkaCluster
  readonly everyMs: number
  readonly rules: Rules
  readonly #trackers = new Map<string, GroupTracker>()
  readonly #ends = new EndHistory()
  readonly #remainders: RemainderCache
  #last: LagSample | undefined
  #reading: Promise<LagSample> | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  readonly #listeners: ((sample: LagSample) => void)[] = []
  readonly #identity = new ClusterIdentity()
  #alertedAt: (group: string) => number | null = () => null
  #epoch = 0
  #recorded = 0
  #recordedAt = 0

  constructor(cluster: KafkaCluster, options: LagSamplerOptions = {}) {
    this.#cluster = cluster
    this.everyMs = options.everyMs ?? cluster.config.sampleSeconds * 1000
    this.rules = options.rules ?? RULES
    this.#remainders = new RemainderCache(cluster)
  }

  /** Samples from now on, until {@link stop}. */
  async run(): Promise<void> {
    await this.sample({ maxAgeMs: this.everyMs / 2 }).catch((error: unknown) => {
      log.debug({ err: error, cluster: this.#cluster.config.id }, 'groups were not sampled')
    })
    if (this.#stopped) return
    const pause = Math.max(this.everyMs, (this.#last?.tookMs ?? 0) / SHARE_OF_TIME)
    this.#timer = setTimeout(() => void this.run(), pause).unref()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** The last sample, however old. */
  get last(): LagSample | undefined {
    return this.#last
  }

  /** Calls back with every sample that goes into the rings, at their pace. */
  onRecorded(listener: (sample: LagSample) => void): void {
    this.#listeners.push(listener)
  }

  /** Who knows for how long an alert about a group has been firing, which outlasts this process. */
  askAlerts(alertedAt: (group: string) => number | null): void {
    this.#alertedAt = alertedAt
  }

  /** What is remembered of a group. */
  tracker(group: string): GroupTracker | undefined {
    return this.#trackers.get(group)
  }

  /** The end offsets of all partitions over the last day. */
  get ends(): EndHistory {
    return this.#ends
  }

  /**
   * What lists and pages answer from: at most 5 s old, or twenty times as old as it took to read. While the cluster does not answer, or not soon, it is
   * the last sample there is. @throws AppError when there is none
   */
  async current(): Promise<LagSample> {
    const last = this.#last
    if (!last) return this.sample({ maxAgeMs: 0 })
    if (this.#cluster.health.status === 'down') return last
    const coming = this.sample({ maxAgeMs: Math.max(5_000, last.tookMs * 20) })
    // Where a round takes longer than anybody would wait, waiting brings nothing.
    return soonOr(coming, last, last.tookMs > SOON_MS ? 0 : SOON_MS)
  }

  /** A sample at most `maxAgeMs` old; concurrent callers share one round. @throws AppError */
  async sample({ maxAgeMs }: { maxAgeMs: number }): Promise<LagSample> {
    if (this.#last && Date.now() - this.#last.at < maxAgeMs) return this.#last
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  /** A sample that was begun after this call: what was changed before it is in it. Failures leave the old one. */
  async resample(): Promise<void> {
    await this.#reading?.catch(() => undefined)
    await this.sample({ maxAgeMs: 0 }).catch(() => undefined)
  }

  async #read(): Promise<LagSample> {
    const startedAt = Date.now()
    const listing = await listBrokersGroups(this.#cluster)
    const missing = await this.#missingFrom(listing)
    const listed = [...listing.groups.values()]
    const [committed, failures] = await Promise.all([
      readCommitted(this.#cluster, listed),
      this.#describe(listed, startedAt),
    ])
    // A topic that was made a moment ago is not in the metadata yet; a deleted one is looked for in vain, once a round.
    if (namesUnknownTopic(this.#cluster, committed)) await this.#cluster.metadata({ maxAgeMs: 500 })
    // The ends are read after the positions, so that a group that reads on meanwhile is not taken for one beyond the end.
    const topics = await topicSampler(this.#cluster).sample({ maxAgeMs: 0 })
    const metadata = await this.#cluster.metadata({ maxAgeMs: 30_000 })
    const now = Date.now()
    if (this.#identity.isRenewedBy(metadata)) {
      this.#startAgain()
      missing.clear()
    }
    const watched = this.#noteGap(now)
    this.#ends.identify(metadata.topics, now)
    const round: Round = {
      now,
      watched,
      rules: this.rules,
      topics: metadata.topics,
      range: await readRanges(this.#cluster, topics, committed),
      ends: this.#ends,
      remainders: this.#remainders,
    }
    const inputs = listed.map((group) => this.#input(group, committed, failures))
    await this.#remainders.look(
      inputs.flatMap((input) => observeGroup(input, round)),
      now,
    )
    const groups = new Map(inputs.map((input) => [input.listed.id, assessGroup(input, round)]))
    for (const [id, why] of missing) this.#carryOver(groups, id, { why: why.message, now })
    for (const [id, group] of groups) if (lacksEveryEnd(group)) this.#carryOver(groups, id, { why: NO_ENDS, now })
    let totalLag = 0n
    for (const group of groups.values()) totalLag += group.lastTotalLag ?? 0n
    const sample: LagSample = {
      at: now,
      epoch: this.#epoch,
      tookMs: now - startedAt,
      groups,
      totalLag,
      complete: [...groups.values()].every(isComplete),
      problems: problemsOf(listing),
    }
    this.#remember(sample, topics.latest)
    this.#last = sample
    return sample
  }

  /** Nothing that is remembered is of the cluster that is there now. */
  #startAgain(): void {
    this.#epoch += 1
    this.#trackers.clear()
    this.#ends.clear()
    this.#recordedAt = 0
  }

  /**
   * Groups that were there and are not listed now, with why they are not known to be gone. A coordinator that is loading after an outage lists
   * none of its groups and says nothing of it; asked for their offsets, it does.
   */
  async #missingFrom(listing: GroupListing): Promise<Map<string, AppError>> {
    const missing = new Map<string, AppError>()
    const unlisted = [...(this.#last?.groups.values() ?? [])].filter(({ listed }) => !listing.groups.has(listed.id))
    const asked: ListedGroup[] = []
    for (const { listed } of unlisted) {
      const silent = listing.problems.find(({ brokerId }) => brokerId === listed.coordinatorId)
      if (silent) missing.set(listed.id, silent.error)
      else asked.push(listed)
    }
    if (asked.length === 0) return missing
    for (const [id, answer] of await readCommitted(this.#cluster, asked)) {
      const there = answer.ok ? answer.value.size > 0 : !['NOT_FOUND', 'FORBIDDEN'].includes(answer.error.code)
      if (there) missing.set(id, answer.ok ? new AppError('BROKER_TIMEOUT', NOT_LISTED) : answer.error)
    }
    return missing
  }

  /** A group that could not be read in this round stays as it was, dated. */
  #carryOver(groups: Map<string, GroupState>, id: string, { why, now }: { why: string; now: number }): void {
    const before = this.#last?.groups.get(id)
    const asOf = before?.asOf ?? this.#last?.at ?? now
    if (before && now - asOf < KEPT_UNLISTED_MS) groups.set(id, { ...before, asOf, problem: why })
  }

  /** Whether the round before was not long ago. If not, what happened since then was not seen. */
  #noteGap(now: number): boolean {
    const last = this.#last
    if (!last || now - last.at < MISSED_ROUNDS * Math.max(this.everyMs, last.tookMs / SHARE_OF_TIME)) return true
    for (const tracker of this.#trackers.values()) tracker.missed(now - last.at)
    // A sample without figures in between, so that no chart draws a line through that time.
    this.paces.fine.advance(last.at + this.everyMs)
    if (now - last.at > COARSE_EVERY * this.everyMs) this.paces.coarse.advance(last.at + this.everyMs)
    return false
  }

  #input(listed: ListedGroup, committed: PerGroup<CommittedOffsets>, failures: Map<string, AppError>): GroupInput {
    const offsets = committed.get(listed.id)
    const failure = offsets?.ok === false ? offsets.error : (failures.get(listed.id) ?? null)
    return {
      listed,
      tracker: this.#trackerOf(listed.id),
      committed: offsets?.ok ? offsets.value : new Map(),
      failure,
      alertedAt: this.#alertedAt(listed.id),
    }
  }

  #trackerOf(group: string): GroupTracker {
    let tracker = this.#trackers.get(group)
    if (!tracker) {
      tracker = new GroupTracker(this.paces)
      this.#trackers.set(group, tracker)
    }
    return tracker
  }

  /** Describes the groups whose state changed, and in turn those that were described longest ago. */
  async #describe(listed: ListedGroup[], now: number): Promise<Map<string, AppError>> {
    const due = listed
      .map((group) => ({ group, tracker: this.#trackerOf(group.id) }))
      .filter(({ group, tracker }) => tracker.describedState !== group.state || isDue(tracker, now, this.everyMs))
    const changed = due.filter(
      ({ group, tracker }) => tracker.describedAt > 0 && tracker.describedState !== group.state,
    )
    const eldest = due.toSorted((a, b) => a.tracker.describedAt - b.tracker.describedAt)
    // The first round has all of them to do; it is the one that may take its time.
    const perRound = this.#last ? DESCRIBED_PER_ROUND : Infinity
    const chosen = new Set([...changed, ...eldest.slice(0, perRound)].map(({ group }) => group))
    const failures = new Map<string, AppError>()
    for (const [id, answer] of await describeGroups(this.#cluster, [...chosen])) {
      const tracker = this.#trackerOf(id)
      tracker.describedAt = now
      tracker.describedState = listed.find((group) => group.id === id)?.state ?? null
      if (answer.ok) tracker.description = answer.value
      else failures.set(id, answer.error)
    }
    return failures
  }

  #remember(sample: LagSample, latest: Parameters<typeof recordEnds>[1]): void {
    // A sample taken in between because somebody looked would make the rings shorter.
    if (sample.at - this.#recordedAt < this.everyMs * 0.8) return
    this.#recordedAt = sample.at
    const coarse = this.#recorded % COARSE_EVERY === 0
    this.#recorded += 1
    this.#ends.advance(sample.at)
    recordEnds(this.#ends, latest)
    this.paces.positions.advance(sample.at)
    this.paces.fine.advance(sample.at)
    if (coarse) this.paces.coarse.advance(sample.at)
    for (const [id, state] of sample.groups) {
      if (state.asOf !== null) continue
      const tracker = this.#trackerOf(id)
      tracker.recordPositions(state)
      tracker.record(state, 'fine')
      if (coarse) tracker.record(state, 'coarse')
    }
    for (const listener of this.#listeners) listener(sample)
    // With a broker away its groups are not listed: what is remembered of them is kept until it is back.
    if (sample.problems.length > 0) return
    for (const id of this.#trackers.keys()) if (!sample.groups.has(id)) this.#trackers.delete(id)
    this.#ends.keepOnly(latest)
  }
}

function namesUnknownTopic({ lastMetadata }: KafkaCluster, committed: PerGroup<CommittedOffsets>): boolean {
  for (const group of committed.values()) {
    if (!group.ok) continue
    for (const topic of group.value.keys()) if (!lastMetadata?.topics.has(topic)) return true
  }
  return false
}

function isDue(tracker: GroupTracker, now: number, everyMs: number): boolean {
  return now - tracker.describedAt >= Math.min(everyMs, DESCRIBED_AGAIN_AFTER_MS) * 0.8
}

function recordEnds(
  ends: EndHistory,
  latest: ReadonlyMap<string, ReadonlyMap<number, { ok: true; at: { offset: bigint } } | { ok: false }>>,
): void {
  for (const [topic, partitions] of latest) {
    for (const [partition, answer] of partitions) if (answer.ok) ends.record(topic, partition, answer.at.offset)
  }
}

function problemsOf({ problems }: GroupListing): string[] {
  return problems.map(({ brokerId, error }) => `The groups of broker ${brokerId} are missing: ${error.message}`)
}

/** The sampler of a cluster; it runs from the first use to the end of the process. */
export const lagSampler = (cluster: KafkaCluster): LagSampler =>
  onePerCluster('lag-samplers', cluster, () => new LagSampler(cluster))
