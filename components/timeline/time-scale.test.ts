import { expect, test } from 'vitest'
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
