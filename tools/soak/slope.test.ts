import { expect, test } from 'vitest'
import { slopePerMinute } from './slope.ts'

test('the slope of memory over time', () => {
  const samples = [0, 1, 2, 3].map((minute) => ({ at: minute * 60_000, mb: 100 + minute * 2 }))
  expect(slopePerMinute(samples)).toBeCloseTo(2)
  expect(slopePerMinute([{ at: 0, mb: 5 }])).toBe(0)
  expect(slopePerMinute(samples.map(({ at }) => ({ at, mb: 70 })))).toBe(0)
})
