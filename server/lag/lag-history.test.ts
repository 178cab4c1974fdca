import { expect, test } from 'vitest'
import type { GroupState } from './group-state.ts'
import { GroupTracker } from './group-tracker.ts'
import { lagHistory } from './lag-history.ts'
import type { LagSampler } from './lag-sampler.ts'
import { TimeRing } from './series.ts'

/** What lagHistory reads of a sampler, filled with a lag that shrinks by one a sample. */
function sampled(samples: number): { sampler: LagSampler; now: number } {
  const paces = { positions: new TimeRing(60), fine: new TimeRing(360), coarse: new TimeRing(720) }
  const tracker = new GroupTracker(paces)
  let now = 1_700_000_000_000
  for (let index = 0; index < samples; index += 1) {
    now += 10_000 + (index % 3) * 20
    paces.fine.advance(now)
    const lag = BigInt(10_000 - index)
    const state = {
      asOf: null,
      totalLag: lag,
      maxTimeLagMs: 1_500.4,
      consumedPerSecond: 2.5,
      producedPerSecond: null,
      topics: new Map([['t', { topic: 't', totalLag: lag, partitions: [] }]]),
    } as unknown as GroupState
    tracker.record(state, 'fine')
    if (index % 12 !== 0) continue
    paces.coarse.advance(now)
    tracker.record(state, 'coarse')
  }
  return { sampler: { paces, tracker: () => tracker } as unknown as LagSampler, now }
}

test('every sample of the last hour, with its topics', () => {
  const { sampler, now } = sampled(500)
  const { points, topics } = lagHistory(sampler, 'g', { windowMs: 600_000, stepMs: 10_000, topics: 5 }, now)
  expect(points).toHaveLength(60)
  expect(points.at(-1)).toMatchObject({
    at: now,
    totalLag: '9501',
    timeLagMs: 1500,
    consumedPerSecond: 2.5,
    producedPerSecond: null,
  })
  expect(topics).toEqual([{ topic: 't', lags: points.map(({ totalLag }) => totalLag) }])
})

test('a larger step thins them out, a day comes from the coarse samples', () => {
  const { sampler, now } = sampled(5_000)
  expect(lagHistory(sampler, 'g', { windowMs: 3_600_000, stepMs: 60_000, topics: 0 }, now).points.length).toBeCloseTo(
    65,
    -1,
  )
  const { points, topicsLeftOut } = lagHistory(
    sampler,
    'g',
    { windowMs: 12 * 3_600_000, stepMs: 120_000, topics: 0 },
    now,
  )
  expect(points.length).toBeGreaterThan(340)
  expect(points.length).toBeLessThanOrEqual(361)
  expect(topicsLeftOut).toBe(1)
})

test('nothing is known of a group that was not watched', () => {
  const sampler = { tracker: () => undefined } as unknown as LagSampler
  expect(lagHistory(sampler, 'g', { windowMs: 1, stepMs: 10, topics: 1 })).toEqual({
    stepMs: 10,
    points: [],
    topics: [],
    topicsLeftOut: 0,
  })
})

test('what was not watched is a gap, and nothing before the first sample', () => {
  const paces = { positions: new TimeRing(60), fine: new TimeRing(360), coarse: new TimeRing(720) }
  const tracker = new GroupTracker(paces)
  const start = 1_700_000_000_000
  // Sampled from the third round on; the sixth to eighth are an outage, which the sampler marks by one sample without figures.
  for (const round of [0, 1, 2, 3, 4, 5, 9, 10]) {
    paces.fine.advance(start + round * 10_000)
    const known = round >= 2 && round !== 5
    const state = { asOf: null, totalLag: known ? 7n : null, maxTimeLagMs: null, topics: new Map() }
    tracker.record({ ...state, consumedPerSecond: null, producedPerSecond: null } as unknown as GroupState, 'fine')
  }
  const sampler = { paces, tracker: () => tracker } as unknown as LagSampler
  const query = { windowMs: 600_000, stepMs: 10_000, topics: 0 }
  const { points } = lagHistory(sampler, 'g', query, start + 100_000)
  expect(points.map(({ at, totalLag }) => [(at - start) / 10_000, totalLag])).toEqual([
    [2, '7'],
    [3, '7'],
    [4, '7'],
    [5, null],
    [9, '7'],
    [10, '7'],
  ])
})
