import type { GroupStatus } from '#lib/contract/groups.ts'

/** What is known of one partition of a group when its status is decided. Times in milliseconds. */
export interface PartitionEvidence {
  now: number
  committed: bigint | null
  /** Null where the partition does not exist, or its leader did not answer. */
  start: bigint | null
  end: bigint | null
  /** Lag at the samples of the window, oldest first, this moment included. */
  lags: readonly { at: number; lag: bigint }[]
  consumedPerSecond: number | null
  producedPerSecond: number | null
  /** The position went back and has not come back to where it was. */
  rewind: { from: bigint; at: number } | null
  /** When the watching began. */
  watchedSince: number
  /** When the position was seen to change; null while it has not. */
  movedAt: number | null
  /** When nothing was left to read; null while that has not been seen. */
  caughtUpAt: number | null
  /** Between the position (the log's start, where nothing is committed) and the end no consumer finds a record. */
  nothingReadable: boolean
  /** For how long the oldest unread record has been waiting; null where that is not known. */
  timeLagMs: number | null
  /** Samples since the watching began, or began again after a gap. */
  samples: number
  /** For how long nothing was sampled since the position moved or was at the end. */
  unwatchedMs: number
  /** It was judged to fall behind in the sample before. */
  fellBehind: boolean
  /** Somebody consumes: members are connected, or offsets are committed without any (manual assignment). */
  live: boolean
}

export interface PartitionVerdict {
  status: GroupStatus
  /** Offsets left to read; null where nothing is committed or the end is not known. */
  lag: bigint | null
  /** Records that were deleted before they were read. */
  missed: bigint | null
  /** For how long there was something to read and the position did not change. */
  idleMs: number | null
  /** How fast the lag grows, records per second; negative while it shrinks. */
  growthPerSecond: number | null
}

export interface Rules {
  /** A position that stands still for so long, with records to read, is stalled. */
  stallAfterMs: number
  /** How long the lag must have been watched before it can be said to grow. */
  trendOverMs: number
  /** A growing lag is worth a word once its oldest record has been waiting for so long … */
  behindAfterMs: number
  /** … and until it waits for less than this, so that a lag around the limit does not come and go. */
  behindUntilMs: number
}

/** The defaults: two minutes of a position that does not move are a stall, one minute of growing lag is a warning if it is half a minute behind. */
export const RULES: Rules = {
  stallAfterMs: 120_000,
  trendOverMs: 60_000,
  behindAfterMs: 30_000,
  behindUntilMs: 15_000,
}

/**
 * The status of a partition, after Burrow's rules over a sliding window and without thresholds for the lag: what counts is whether the position
 * moves and whether the lag ever shrinks. Worse findings hide milder ones.
 */
export function evaluatePartition(evidence: PartitionEvidence, rules: Rules = RULES): PartitionVerdict {
  const { committed, start, end, live } = evidence
  const verdict = { lag: null, missed: null, idleMs: null, growthPerSecond: growthOf(evidence) }
  if (start === null || end === null) return { ...verdict, status: 'unknown' }
  if (committed === null)
    return { ...verdict, status: start === end || evidence.nothingReadable ? 'ok' : 'neverCommitted' }
  if (committed > end) return { ...verdict, status: 'beyondEnd', lag: 0n }
  const position = committed < start ? start : committed
  const lag = end - position
  const isRead = lag === 0n || evidence.nothingReadable
  const known = { ...verdict, lag, idleMs: isRead ? null : idleOf(evidence) }
  if (committed < start) return { ...known, status: 'dataLoss', missed: start - committed }
  if (evidence.rewind !== null) return { ...known, status: 'rewound' }
  if (isRead) return { ...known, status: live ? 'ok' : 'empty' }
  if (!live) return { ...known, status: 'stopped' }
  if (idleOf(evidence) >= rules.stallAfterMs) return { ...known, status: 'stalled' }
  if (fallsBehind(evidence, rules)) return { ...known, status: 'warning' }
  return { ...known, status: evidence.samples < 2 ? 'unknown' : 'ok' }
}

/** For how long it is known that the position did not move: while nothing was sampled it may have. */
function idleOf({ now, watchedSince, movedAt, caughtUpAt, unwatchedMs }: PartitionEvidence): number {
  return now - Math.max(watchedSince, movedAt ?? 0, caughtUpAt ?? 0) - unwatchedMs
}

function growthOf({ consumedPerSecond, producedPerSecond }: PartitionEvidence): number | null {
  return consumedPerSecond === null || producedPerSecond === null ? null : producedPerSecond - consumedPerSecond
}

/** It falls behind once the lag grows and is old enough to matter; then until it shrinks, is gone or is not old any more. */
function fallsBehind(evidence: PartitionEvidence, { trendOverMs, behindAfterMs, behindUntilMs }: Rules): boolean {
  const { timeLagMs, fellBehind } = evidence
  const trend = trendOf(evidence, trendOverMs)
  if (fellBehind) return trend !== 'shrinking' && (timeLagMs ?? Infinity) >= behindUntilMs
  return trend === 'growing' && (timeLagMs ?? Infinity) >= behindAfterMs
}

/**
 * Where the lag goes. It grows where it was never gone and grew from each third of the window to the next: one batch more or less does not make a
 * trend. Null where it does neither, or was not watched for long enough.
 */
function trendOf({ lags }: PartitionEvidence, overMs: number): 'growing' | 'shrinking' | null {
  const [first] = lags
  const last = lags.at(-1)
  if (!first || !last || lags.length < 6 || last.at - first.at < overMs * 0.8) return null
  if (lags.some(({ lag }) => lag === 0n)) return 'shrinking'
  const third = Math.floor(lags.length / 3)
  const early = meanLag(lags.slice(0, third))
  const middle = meanLag(lags.slice(third, -third))
  const late = meanLag(lags.slice(-third))
  if (early < middle && middle < late) return 'growing'
  return late < early ? 'shrinking' : null
}

function meanLag(lags: readonly { lag: bigint }[]): number {
  return lags.reduce((sum, { lag }) => sum + Number(lag), 0) / lags.length
}

/** Worst first. A group is as its worst partition is. */
const SEVERITY: readonly GroupStatus[] = [
  'dataLoss',
  'beyondEnd',
  'stalled',
  'stopped',
  'rewound',
  'warning',
  'neverCommitted',
  'unknown',
  'ok',
  'empty',
]

/** 0 for the worst status, larger for milder ones. */
export function severityOf(status: GroupStatus): number {
  return SEVERITY.indexOf(status)
}

export function worstOf(statuses: Iterable<GroupStatus>): GroupStatus | null {
  let worst: GroupStatus | null = null
  for (const status of statuses) if (worst === null || severityOf(status) < severityOf(worst)) worst = status
  return worst
}
