import type { CommittedOffset } from '#server/groups/group-model.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { EndHistory } from './end-history.ts'
import { evaluatePartition, RULES, type Rules } from './evaluate-partition.ts'
import type { PartitionState } from './group-state.ts'
import type { GroupTracker } from './group-tracker.ts'
import type { NextRecordCache } from './next-record-cache.ts'
import { rate } from './partition-tracker.ts'
import { timeLag } from './time-lag.ts'

/** Where a partition's log starts and ends; null where that could not be read. */
export interface LogRange {
  start: bigint | null
  end: bigint | null
}

/** What a round has read, for all groups alike. */
export interface Round {
  now: number
  rules: Rules
  topics: ReadonlyMap<string, TopicMetadata>
  range: (topic: string, partition: number) => LogRange
  ends: EndHistory
  nextRecords: NextRecordCache
}

/**
 * Up to where a group has read. A share group's start offset stays behind what was acknowledged out of order, so there the lag that the
 * broker counts decides.
 */
export function positionOf(committed: CommittedOffset | undefined, end: bigint | null): bigint | null {
  if (!committed || committed.offset === null) return null
  if (committed.lag === null || end === null || committed.lag > end) return committed.offset
  return end - committed.lag
}

export interface PartitionInput {
  round: Round
  tracker: GroupTracker
  live: boolean
  topic: string
  partition: number
  committed: CommittedOffset | undefined
  owners: ReadonlyMap<string, string>
}

/** Judges one partition of a group. */
export function assessPartition({ round, tracker, live, topic, partition, ...input }: PartitionInput): PartitionState {
  const { now, rules, ends } = round
  const { start, end } = round.range(topic, partition)
  const committed = positionOf(input.committed, end)
  const tracked = tracker.partition(topic, partition, now)
  const consumedPerSecond = tracked.consumedPerSecond(committed, now)
  const producedPerSecond = producedOn(ends, { topic, partition, end, now })
  const position = committed !== null && start !== null && committed < start ? start : committed
  const behind = position !== null && end !== null && position < end
  const next = behind ? round.nextRecords.get({ topic, partition, offset: position, end }) : undefined
  // What is left are transaction markers: no consumer ever commits past them, and nothing waits.
  const nothingToRead = next?.onlyMarkers === true
  if (position !== null && end !== null && (position >= end || nothingToRead)) tracked.caughtUpAt = now
  const verdict = evaluatePartition(
    {
      now,
      committed,
      start,
      end,
      lags: lagsOf({
        tracked,
        ends,
        topic,
        partition,
        now,
        rules,
        lag: behind && !nothingToRead ? end - position : 0n,
      }),
      consumedPerSecond,
      producedPerSecond,
      // What a share group counts as read is seen a moment apart from the end, and may seem to go back.
      rewind: (input.committed?.lag ?? null) === null ? tracked.rewind : null,
      watchedSince: tracked.watchedSince,
      movedAt: tracked.movedAt,
      caughtUpAt: tracked.caughtUpAt,
      live,
    },
    rules,
  )
  const status = nothingToRead && verdict.status === 'stopped' ? 'empty' : verdict.status
  return {
    ...verdict,
    status,
    topic,
    partition,
    committed: input.committed?.offset ?? null,
    position: committed,
    start,
    end,
    metadata: input.committed?.metadata ?? null,
    consumedPerSecond,
    producedPerSecond,
    rewoundFrom: tracked.rewind?.from ?? null,
    timeLagMs: !behind
      ? committed === null || end === null
        ? null
        : 0
      : nothingToRead
        ? 0
        : timeLag(now, ends.arrivalOf(topic, partition, { offset: position, end, now }), next),
    etaMs: etaOf(verdict.lag, { consumedPerSecond, producedPerSecond, live }),
    memberId: input.owners.get(`${topic}/${partition}`) ?? null,
    problem: problemOf(round, topic, end),
  }
}

function problemOf(round: Round, topic: string, end: bigint | null): string | null {
  if (!round.topics.has(topic)) return `The topic ${topic} does not exist any more.`
  return end === null ? 'The leader of this partition did not tell its offsets.' : null
}

function producedOn(
  ends: EndHistory,
  { topic, partition, end, now }: { topic: string; partition: number; end: bigint | null; now: number },
): number | null {
  const [oldest] = ends.recent(topic, partition, now - 60_000)
  return end === null || !oldest ? null : rate(oldest, { at: now, value: end })
}

interface LagInput {
  tracked: ReturnType<GroupTracker['partition']>
  ends: EndHistory
  topic: string
  partition: number
  now: number
  rules: Rules
  lag: bigint
}

/** The lag at each sample of the trend's window, this moment last. */
function lagsOf({ tracked, ends, topic, partition, now, rules, lag }: LagInput): { at: number; lag: bigint }[] {
  const since = now - Math.max(rules.trendOverMs * 2, RULES.trendOverMs)
  const endAt = new Map(ends.recent(topic, partition, since).map(({ at, value }) => [at, value]))
  const lags = tracked.positions.points(since).flatMap(({ at, value }) => {
    const end = endAt.get(at)
    return end === undefined ? [] : [{ at, lag: end > value ? end - value : 0n }]
  })
  return [...lags, { at: now, lag }]
}

/** Milliseconds until nothing is left at the present rates; null while the lag does not shrink, or nobody consumes. */
export function etaOf(
  lag: bigint | null,
  {
    consumedPerSecond,
    producedPerSecond,
    live,
  }: { consumedPerSecond: number | null; producedPerSecond: number | null; live: boolean },
): number | null {
  if (lag === null || consumedPerSecond === null || producedPerSecond === null) return null
  if (lag === 0n) return 0
  if (!live) return null
  const shrinking = consumedPerSecond - producedPerSecond
  return shrinking > 0.01 ? Math.round((Number(lag) / shrinking) * 1000) : null
}
