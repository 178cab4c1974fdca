import { expect, test } from 'vitest'
import { PartitionTracker } from './partition-tracker.ts'
import { TimeRing } from './series.ts'

test('an offset that this console set is not taken for reading', () => {
  const ring = new TimeRing(60)
  const tracker = new PartitionTracker(ring, 0)
  const sample = (at: number, committed: bigint) => {
    ring.advance(at)
    tracker.observe(committed, at)
    tracker.positions.record(committed)
  }
  sample(0, 20n)
  sample(10_000, 30n)
  expect(tracker.consumedPerSecond(30n, 10_000)).toBe(1)
  tracker.adopt(6_549n)
  tracker.observe(6_549n, 12_000)
  expect(tracker.consumedPerSecond(6_549n, 12_000)).toBeNull()
  expect(tracker.movedAt).toBe(10_000)
  sample(20_000, 6_549n)
  sample(30_000, 6_559n)
  expect(tracker.consumedPerSecond(6_559n, 30_000)).toBe(1)
})
