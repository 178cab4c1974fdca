import { expect, test } from 'vitest'
import { stepDuration } from './step-duration.ts'
import { timeScale } from './time-scale.ts'

test('times keep their order, and milliseconds stay visible beside hours', () => {
  const { xOf, gaps } = timeScale([1_000, 1_002, 1_010, 3_601_010, 1_002])
  expect(xOf(1_000)).toBe(0)
  expect(xOf(3_601_010)).toBe(1)
  expect(xOf(1_002)).toBeGreaterThan(0.03)
  expect(xOf(1_010)).toBeGreaterThan(xOf(1_002))
  expect(gaps.map(({ ms }) => ms)).toEqual([2, 8, 3_600_000])
  expect(gaps.at(-1)?.to).toBe(1)
  expect(gaps[1]?.from).toBe(gaps[0]?.to)
})

test('one time or none stand at the beginning', () => {
  expect(timeScale([5, 5]).xOf(5)).toBe(0)
  expect(timeScale([]).gaps).toEqual([])
})

test('steps are told to the tenth of a second, with their sign', () => {
  expect([0, 29, 2_290, 59_999, 61_000, -1_500].map(stepDuration)).toEqual([
    '+0 ms',
    '+29 ms',
    '+2.2 s',
    '+59.9 s',
    '+1 m 01 s',
    '−1.5 s',
  ])
})
