import { expect, test } from 'vitest'
import { Series, TimeRing } from './series.ts'

test('a series keeps the last values of its ring, with their times', () => {
  const ring = new TimeRing(40)
  const series = new Series(ring)
  for (let at = 0; at < 100; at += 1) {
    ring.advance(at * 10)
    series.record(BigInt(at))
  }
  const points = series.points()
  expect(points).toHaveLength(40)
  expect(points[0]).toEqual({ at: 600, value: 60n })
  expect(points.at(-1)).toEqual({ at: 990, value: 99n })
  expect(series.points(970).map(({ value }) => value)).toEqual([97n, 98n, 99n])
})

test('samples that were missed stay gaps, also where an older round left a value', () => {
  const ring = new TimeRing(4)
  const series = new Series(ring)
  for (let at = 0; at < 12; at += 1) {
    ring.advance(at)
    if (at < 8 || at === 11) series.record(BigInt(at))
  }
  expect(series.points()).toEqual([{ at: 11, value: 11n }])
})

test('a series that began late, and null values', () => {
  const ring = new TimeRing(10)
  const series = new Series(ring)
  for (let at = 0; at < 25; at += 1) {
    ring.advance(at)
    if (at >= 21) series.record(at === 23 ? null : BigInt(at))
  }
  expect(series.points().map(({ at }) => at)).toEqual([21, 22, 24])
  expect(series.valueAt(20)).toBeNull()
  series.clear()
  expect(series.points()).toEqual([])
})
