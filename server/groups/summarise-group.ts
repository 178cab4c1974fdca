import type { GroupSummary } from '#lib/contract/groups.ts'
import type { GroupState } from '#server/lag/group-state.ts'
import { stateOf } from '#server/lag/group-state.ts'
import type { GroupTracker } from '#server/lag/group-tracker.ts'

const TREND_POINTS = 30
const TREND_OVER_MS = 3_600_000

/** A group in a line. The tracker gives what was seen of it before. */
export function summariseGroup(state: GroupState, tracker: GroupTracker | undefined, now = Date.now()): GroupSummary {
  const { listed, description, topics } = state
  return {
    id: listed.id,
    type: description?.type ?? listed.type,
    protocol: description?.protocolType ?? listed.protocolType,
    state: stateOf(state),
    members: description?.members.length ?? null,
    coordinatorId: listed.coordinatorId,
    topics: topics.size,
    topicNames: [...topics.keys()].slice(0, 20),
    totalLag: state.totalLag?.toString() ?? null,
    unread: state.unread,
    maxTimeLagMs: state.maxTimeLagMs,
    etaMs: state.etaMs,
    consumedPerSecond: state.consumedPerSecond,
    producedPerSecond: state.producedPerSecond,
    trend: trendOf(tracker, now),
    status: state.status,
    statusText: state.statusText,
    statusSince: state.statusSince,
    statusSinceAtLeast: state.statusSinceAtLeast,
    lastReadAt: state.asOf,
    problem: state.problem,
  }
}

/** The lag over the last hour as evenly spaced points; null before it was watched. */
function trendOf(tracker: GroupTracker | undefined, now: number): (number | null)[] {
  const trend: (number | null)[] = Array.from({ length: TREND_POINTS }, () => null)
  const step = TREND_OVER_MS / TREND_POINTS
  for (const { at, value } of tracker?.series('lag', 'fine').points(now - TREND_OVER_MS) ?? []) {
    const slot = Math.min(TREND_POINTS - 1, Math.floor((at - (now - TREND_OVER_MS)) / step))
    if (slot >= 0) trend[slot] = Number(value)
  }
  return trend
}
