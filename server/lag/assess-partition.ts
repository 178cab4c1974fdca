import type { CommittedOffset } from '#server/kafka/groups/group-model.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { EndHistory } from './end-history.ts'
import { evaluatePartition, RULES, type Rules } from './evaluate-partition.ts'
import type { PartitionState, Unread } from './group-state.ts'
import type { GroupTracker } from './group-tracker.ts'
import { rate } from './partition-tracker.ts'
import type { Remainder } from './remainder.ts'
import type { RemainderCache } from './remainder-cache.ts'
import { timeLag } from './time-lag.ts'

/** Where a partition's log starts and ends; null where that could not be read. */
export interface LogRange {
  start: bigint | null
  end: bigint | null
}

/** What a round has read, for all groups alike. */
export interface Round {
  now: number
  /** The round before was not long ago: what changed since then was seen to. */
  watched: boolean
  rules: Rules
  topics: ReadonlyMap<string, TopicMetadata>
  range: (topic: string, partition: number) => LogRange
  ends: EndHistory
  remainders: RemainderCache
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

/** Where reading goes on: at the log's start, if nothing is committed or what follows was deleted. */
export function readFrom(committed: bigint | null, start: bigint | null): bigint | null {
  return start === null || (committed !== null && committed > start) ? committed : start
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
  const position = readFrom(committed, start)
  const behind = position !== null && end !== null && position < end
  const topicId = round.topics.get(topic)?.topicId ?? null
  const remainder = behind ? round.remainders.get({ topic, topicId, partition, offset: position }) : undefined
  const unread = unreadOf(remainder, { behind, end })
  // No consumer ever commits past what it does not get (markers, aborted transactions, compacted offsets), and nothing waits.
  const nothingReadable = behind && unread?.records === 0
  if (position !== null && end !== null && (position >= end || nothingReadable)) tracked.reachedEnd(now)
  const timeLagMs =
    committed === null || end === null
      ? null
      : behind && !nothingReadable
        ? timeLagAt(round, { topic, partition, position, end }, remainder)
        : 0
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
        lag: behind && !nothingReadable ? end - position : 0n,
      }),
      consumedPerSecond,
      producedPerSecond,
      // What a share group counts as read is seen a moment apart from the end, and may seem to go back.
      rewind: (input.committed?.lag ?? null) === null ? tracked.rewind : null,
      watchedSince: tracked.watchedSince,
      movedAt: tracked.movedAt,
      caughtUpAt: tracked.caughtUpAt,
      nothingReadable,
      timeLagMs,
      samples: tracked.samples,
      unwatchedMs: tracked.unwatchedMs,
      fellBehind: tracked.fallsBehind,
      live,
    },
    rules,
  )
  if (verdict.status !== 'unknown') tracked.fallsBehind = verdict.status === 'warning'
  if (verdict.lag !== null) tracked.lastLag = verdict.lag
  return {
    ...verdict,
    topic,
    partition,
    committed: input.committed?.offset ?? null,
    position: committed,
    start,
    end,
    unread: verdict.lag === null ? null : unread,
    metadata: input.committed?.metadata ?? null,
    consumedPerSecond,
    producedPerSecond,
    rewoundFrom: tracked.rewind?.from ?? null,
    timeLagMs,
    etaMs: nothingReadable ? 0 : etaOf(verdict.lag, { consumedPerSecond, producedPerSecond, live }),
    stallAfterMs: rules.stallAfterMs,
    lastLag: tracked.lastLag,
    memberId: input.owners.get(`${topic}/${partition}`) ?? null,
    problem: problemOf(round, topic, end),
  }
}

/** What was counted from the position to the end; null where it is not all known. */
function unreadOf(
  remainder: Remainder | undefined,
  { behind, end }: { behind: boolean; end: bigint | null },
): Unread | null {
  if (!behind) return end === null ? null : { records: 0, aborted: 0, control: 0, gaps: 0 }
  if (!remainder || remainder.upTo !== end) return null
  const { records, aborted, control, gaps } = remainder
  return { records, aborted, control, gaps }
}

/** For how long the first readable record has been waiting; what is known to be unreadable before it does not count. */
function timeLagAt(
  { ends, now }: Round,
  { topic, partition, position, end }: { topic: string; partition: number; position: bigint; end: bigint },
  remainder: Remainder | undefined,
): number | null {
  const next = remainder?.next ?? remainder?.open?.next ?? null
  const offset = next?.offset ?? remainder?.upTo ?? position
  return timeLag(now, ends.arrivalOf(topic, partition, { offset, end, now }), next?.timestamp ?? null)
}

function problemOf(round: Round, topic: string, end: bigint | null): string | null {
  if (!round.topics.has(topic))
    return `The topic ${topic} does not exist any more, or this console is not allowed to see it.`
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
