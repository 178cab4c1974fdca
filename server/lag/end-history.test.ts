import { expect, test } from 'vitest'
import { EndHistory } from './end-history.ts'

function steady(samples: number, perSample: bigint): { history: EndHistory; now: number; end: bigint } {
  const history = new EndHistory()
  let end = 0n
  let now = 0
  for (let index = 0; index < samples; index += 1) {
    now = index * 10_000
    end = BigInt(index) * perSample
    history.advance(now)
    history.record('t', 0, end)
  }
  return { history, now, end }
}

test('a steady topic: the time of a record is found between two samples', () => {
  const { history, now, end } = steady(60, 100n)
  const { estimate, from, to } = history.arrivalOf('t', 0, { offset: end - 250n, end, now })
  expect(from).toBe(now - 30_000)
  expect(to).toBe(now - 20_000)
  expect(Math.abs((estimate ?? 0) - (now - 25_000))).toBeLessThan(500)
})

test('an idle topic: a record that came long ago is as old as it is', () => {
  const history = new EndHistory()
  for (let index = 0; index < 300; index += 1) {
    history.advance(index * 10_000)
    history.record('t', 0, index < 30 ? 10n : 11n)
  }
  const { from, to } = history.arrivalOf('t', 0, { offset: 10n, end: 11n, now: 2_990_000 })
  // 45 minutes back only every sixth sample is kept.
  expect(from).toBeGreaterThanOrEqual(290_000 - 60_000)
  expect(from).toBeLessThan(300_000)
  expect(to).toBeGreaterThanOrEqual(300_000)
  expect(to).toBeLessThanOrEqual(360_000)
})

test('a day is remembered in bounded memory, what is older is said to be', () => {
  const { history, now, end } = steady(9_000, 5n)
  const hours = (count: number) => history.arrivalOf('t', 0, { offset: end - BigInt(count * 360 * 5), end, now })
  expect(Math.abs((hours(20).estimate ?? 0) - (now - 20 * 3_600_000))).toBeLessThan(600_000)
  const older = hours(24.8)
  expect(older.from).toBeNull()
  expect(older.estimate).toBeNull()
})

test('a recreated topic starts anew', () => {
  const { history } = steady(60, 100n)
  history.advance(600_000)
  history.record('t', 0, 3n)
  expect(history.recent('t', 0, 0)).toEqual([{ at: 600_000, value: 3n }])
})

test('growth over a time, or over what was watched of it', () => {
  const hour = steady(400, 10n).history.growth('t', 0, 3_600_000)
  expect(hour.overMs / 3_600_000).toBeCloseTo(1, 1)
  expect(Number(hour.came)).toBe(hour.overMs / 1_000)
  expect(steady(100, 10n).history.growth('t', 0, 3_600_000)).toEqual({ came: 990n, overMs: 990_000 })
  expect(new EndHistory().growth('t', 0, 1_000)).toEqual({ came: 0n, overMs: 0 })
})
