import { expect, test } from 'vitest'
import { timeLag } from './time-lag.ts'

const now = 1_000_000
const arrival = { from: now - 40_000, to: now - 30_000, estimate: now - 35_000 }

test('the own time of the next record is exact where it fits the samples', () => {
  expect(timeLag(now, arrival, now - 31_500)).toBe(31_500)
  expect(timeLag(now, arrival, null)).toBe(35_000)
})

test('a record that kept an old time, or one of a wrong clock, does not count', () => {
  expect(timeLag(now, arrival, now - 86_400_000)).toBe(35_000)
  expect(timeLag(now, arrival, now + 86_400_000)).toBe(35_000)
})

test('before the first sample only the record itself can tell', () => {
  const unseen = { from: null, to: now - 600_000, estimate: null }
  expect(timeLag(now, unseen, now - 7_200_000)).toBe(7_200_000)
  expect(timeLag(now, unseen, null)).toBeNull()
})
