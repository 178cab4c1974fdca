import type { AppError } from '#lib/errors.ts'
import type { CommittedOffset, CommittedOffsets, ListedGroup } from '#server/kafka/groups/group-model.ts'
import { assessPartition, etaOf, positionOf, readFrom, type Round } from './assess-partition.ts'
import { worstOf } from './evaluate-partition.ts'
import { explainGroup } from './explain-status.ts'
import type { GroupState, PartitionState, TopicState, Unread } from './group-state.ts'
import { stateOf } from './group-state.ts'
import type { GroupTracker } from './group-tracker.ts'
import type { Position } from './remainder-cache.ts'

/** One group before it is judged. */
export interface GroupInput {
  listed: ListedGroup
  tracker: GroupTracker
  committed: CommittedOffsets
  /** Why the offsets or the members are not known. */
  failure: AppError | null
  /** When an alert about it fired that still does; null without one. */
  alertedAt: number | null
}

/** Groups of other protocols (Connect workers, schema registries) coordinate something, but read no topics. */
function readsTopics({ listed, tracker }: GroupInput): boolean {
  const protocol = listed.protocolType || tracker.description?.protocolType || ''
  return ['', 'consumer', 'share', 'streams'].includes(protocol)
}

/** The topics a group has committed on or been assigned. */
function topicsOf({ committed, tracker }: GroupInput): Set<string> {
  const topics = new Set(committed.keys())
  for (const { assignment } of tracker.description?.members ?? []) {
    for (const { topic } of assignment ?? []) topics.add(topic)
  }
  return topics
}

/** Every partition of these topics, also those that nobody committed on: they are told, not left out. */
function partitionsOf(round: Round, topic: string, committed: ReadonlyMap<number, CommittedOffset>): number[] {
  const existing = round.topics.get(topic)?.partitions.map(({ partition }) => partition) ?? []
  return [...new Set([...existing, ...committed.keys()])].toSorted((a, b) => a - b)
}

/** Takes the positions into what is remembered, and names those before which it should be looked what can be read. */
export function observeGroup(input: GroupInput, round: Round): Position[] {
  const { committed, tracker } = input
  tracker.hadMembers ||= (tracker.description?.members.length ?? 0) > 0
  const behind: Position[] = []
  const topics = topicsOf(input)
  tracker.identify(new Map([...topics].map((topic) => [topic, round.topics.get(topic)?.topicId ?? null])))
  for (const topic of topics) {
    const offsets = committed.get(topic) ?? new Map<number, CommittedOffset>()
    for (const partition of partitionsOf(round, topic, offsets)) {
      const { start, end } = round.range(topic, partition)
      const offset = positionOf(offsets.get(partition), end)
      const tracked = tracker.partition(topic, partition, round.now)
      tracked.observe(offset, round.now)
      const position = readFrom(offset, start)
      if (position === null || end === null || position >= end) continue
      const topicId = round.topics.get(topic)?.topicId ?? null
      behind.push({ topic, topicId, partition, offset: position, end, looked: tracked.looked })
    }
  }
  return behind
}

/** Judges a group after {@link observeGroup}. */
export function assessGroup(input: GroupInput, round: Round): GroupState {
  const { listed, tracker, failure } = input
  const { description } = tracker
  const owners = ownersOf(input)
  const live = isLive(input, round)
  const topics = new Map<string, TopicState>()
  for (const topic of [...topicsOf(input)].toSorted()) {
    const offsets = input.committed.get(topic) ?? new Map<number, CommittedOffset>()
    const partitions = partitionsOf(round, topic, offsets).map((partition) =>
      assessPartition({ round, tracker, live, topic, partition, committed: offsets.get(partition), owners }),
    )
    topics.set(topic, {
      topic,
      totalLag: sum(partitions.map(({ lag }) => lag)),
      unread: unreadOf(partitions),
      partitions,
    })
  }
  const partitions = [...topics.values()].flatMap((topic) => topic.partitions)
  const members = description?.members.length ?? null
  const known = {
    unread: unreadOf(partitions),
    totalLag: sum(partitions.map(({ lag }) => lag)),
    maxTimeLagMs: max(partitions.map(({ timeLagMs }) => timeLagMs)),
    consumedPerSecond: total(partitions.map(({ consumedPerSecond }) => consumedPerSecond)),
    producedPerSecond: total(partitions.map(({ producedPerSecond }) => producedPerSecond)),
  }
  const lags = partitions.map(({ lag, lastLag }) => lag ?? lastLag)
  const etaMs = known.unread?.records === 0 ? 0 : etaOf(known.totalLag, { ...known, live })
  const consumers = readsTopics(input)
  const status = statusOf({ input, partitions, consumers, members, live })
  const names = new Map(
    description?.members.map(({ id, instanceId, clientId }) => [id, instanceId ?? (clientId || id)]),
  )
  const oldestUnreadAt = known.maxTimeLagMs === null ? null : round.now - known.maxTimeLagMs
  const { since, atLeast } = tracker.noteStatus(status, {
    now: round.now,
    watched: round.watched,
    behindSince: earlier(oldestUnreadAt, input.alertedAt),
  })
  return {
    ...known,
    listed,
    description,
    topics,
    etaMs,
    status,
    statusSince: since,
    statusSinceAtLeast: atLeast,
    lastTotalLag: sum(lags),
    asOf: null,
    statusText: explainGroup({
      ...known,
      status,
      partitions,
      members,
      consumers,
      etaMs,
      protocolType: listed.protocolType,
      rebalancing: REBALANCING.has(stateOf({ listed, description })),
      memberName: (id) => names.get(id) ?? id,
    }),
    problem: failure?.message ?? null,
  }
}

const REBALANCING = new Set(['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling'])

/**
 * Somebody consumes when members are connected. Where a group never had any, offsets that move say the same: it is fed by manual
 * assignment (Flink, Spark).
 */
function isLive({ listed, tracker }: GroupInput, { now, rules }: Round): boolean {
  const { description } = tracker
  const state = stateOf({ listed, description })
  if (description ? description.members.length > 0 : state !== 'Empty' && state !== 'Dead') return true
  if (tracker.hadMembers) return false
  return [...tracker.partitions.values()].some(({ movedAt }) => movedAt !== null && now - movedAt < rules.stallAfterMs)
}

function ownersOf({ tracker }: GroupInput): Map<string, string> {
  const owners = new Map<string, string>()
  for (const { id, assignment } of tracker.description?.members ?? []) {
    for (const { topic, partitions } of assignment ?? []) {
      for (const partition of partitions) owners.set(`${topic}/${partition}`, id)
    }
  }
  return owners
}

interface StatusInput {
  input: GroupInput
  partitions: PartitionState[]
  consumers: boolean
  members: number | null
  live: boolean
}

function statusOf({ input, partitions, consumers, members, live }: StatusInput): GroupState['status'] {
  if (!consumers) return members === null ? 'unknown' : members > 0 ? 'ok' : 'empty'
  const judged = partitions.filter(({ status, lag, committed, memberId, topic }) => {
    // One that was seen once is not judged yet; of one whose end is not known the others tell.
    if (status === 'unknown') return lag !== null
    // A reader of chosen partitions has nothing to commit on the others.
    return status !== 'neverCommitted' || committed !== null || memberId !== null || !committedOn(input, topic)
  })
  const worst = worstOf(judged.map(({ status }) => status))
  if (worst === null) {
    if (input.failure) return 'unknown'
    return partitions.length > 0 ? 'unknown' : live ? 'neverCommitted' : 'empty'
  }
  if (!live && (worst === 'ok' || worst === 'neverCommitted'))
    return partitions.some(({ committed }) => committed !== null) ? 'empty' : worst
  return worst
}

function committedOn({ committed }: GroupInput, topic: string): boolean {
  return [...(committed.get(topic)?.values() ?? [])].some(({ offset }) => offset !== null)
}

/** What is unread on these partitions together; not counted where one of them is not. */
export function unreadOf(partitions: readonly PartitionState[]): Unread | null {
  const behind = partitions.filter(({ lag }) => lag !== null)
  const counted = behind.flatMap(({ unread }) => unread ?? [])
  if (behind.length === 0 || counted.length < behind.length) return null
  const total = (field: keyof Unread) => counted.reduce((all, each) => all + each[field], 0)
  return { records: total('records'), aborted: total('aborted'), control: total('control'), gaps: total('gaps') }
}

function sum(values: (bigint | null)[]): bigint | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0n)
}

function total(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((all, value) => all + value, 0)
}

function max(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
