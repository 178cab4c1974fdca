import type { LagHistory, LagPoint } from '#lib/contract/groups.ts'
import { fromMilli, type GroupTracker } from './group-tracker.ts'
import type { LagSampler } from './lag-sampler.ts'
import type { Series } from './series.ts'

interface HistoryQuery {
  windowMs: number
  stepMs: number
  topics: number
}

const FINE_OVER_MS = 3_600_000
const EMPTY: LagHistory = { stepMs: 0, points: [], topics: [], topicsLeftOut: 0 }

/** A group's samples over a window, one per step (the last one in it). Windows over an hour come from the coarse ring. */
export function lagHistory(sampler: LagSampler, group: string, query: HistoryQuery, now = Date.now()): LagHistory {
  const tracker = sampler.tracker(group)
  if (!tracker) return { ...EMPTY, stepMs: query.stepMs }
  const pace = query.windowMs > FINE_OVER_MS ? 'coarse' : 'fine'
  const ticks = ticksOf(sampler, tracker, { ...query, now, pace })
  const ring = sampler.paces[pace]
  const value = (series: Series, tick: number) => series.valueAt(tick)
  const points = ticks.map((tick): LagPoint => {
    const timeLag = value(tracker.series('timeLag', pace), tick)
    return {
      at: ring.at(tick),
      totalLag: value(tracker.series('lag', pace), tick)?.toString() ?? null,
      timeLagMs: timeLag === null ? null : Number(timeLag),
      consumedPerSecond: fromMilli(value(tracker.series('consumed', pace), tick)),
      producedPerSecond: fromMilli(value(tracker.series('produced', pace), tick)),
    }
  })
  const kept = [...tracker.topics].slice(0, query.topics)
  return {
    stepMs: query.stepMs,
    points,
    topics: kept.map(([topic, series]) => ({
      topic,
      lags: ticks.map((tick) => value(series[pace], tick)?.toString() ?? null),
    })),
    topicsLeftOut: tracker.topicsLeftOut + tracker.topics.size - kept.length,
  }
}

/** The newest sample of each step, from the first in which the group was there; where nothing is known in between, a chart has a gap. */
function ticksOf(
  { paces }: LagSampler,
  tracker: GroupTracker,
  { windowMs, stepMs, now, pace }: HistoryQuery & { now: number; pace: 'fine' | 'coarse' },
): number[] {
  const ring = paces[pace]
  const chosen: number[] = []
  let step = Number.NaN
  for (let tick = ring.tick; tick >= 0 && tick > ring.tick - ring.capacity; tick -= 1) {
    const at = ring.at(tick)
    if (at < now - windowMs) break
    // Steps a little shorter than asked: the samples' own jitter must not drop every other one.
    const current = Math.floor(at / Math.max(1, stepMs * 0.9))
    if (current === step) continue
    step = current
    chosen.push(tick)
  }
  const present = (tick: number) =>
    (['lag', 'produced'] as const).some((metric) => tracker.series(metric, pace).valueAt(tick) !== null)
  return chosen.slice(Math.max(0, chosen.findIndex(present)), chosen.findLastIndex(present) + 1).reverse()
}
