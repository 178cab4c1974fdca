import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

function paced(recordsPerSecond: number | null, bytesPerSecond: number | null = null) {
  const clock = { now: 0 }
  return { clock, pace: new Pace({ recordsPerSecond, bytesPerSecond }, () => clock.now) }
}

test('without a limit nothing waits', () => {
  const { pace } = paced(null)
  expect(pace.take(1_000_000, 1e9)).toBe(0)
  expect(pace.records).toBe(Number.POSITIVE_INFINITY)
})

test('keeps the rate over many takes, whatever each of them takes', () => {
  const { clock, pace } = paced(200)
  let sent = 0
  while (clock.now < 10_000) {
    clock.now += pace.take(pace.records, 0)
    sent += pace.records
    clock.now += 30
  }
  expect(sent / 10).toBeGreaterThan(195)
  expect(sent / 10).toBeLessThan(206)
})

test('does not make up for a long silence', () => {
  const { clock, pace } = paced(10)
  pace.take(2, 0)
  clock.now = 60_000
  let burst = 0
  while (pace.take(2, 0) === 0) burst += 2
  expect(burst).toBeLessThanOrEqual(12)
})

test('is not late before its first record', () => {
  const { clock, pace } = paced(100)
  clock.now = 900
  expect(pace.take(25, 0)).toBe(0)
  expect(pace.take(25, 0)).toBe(250)
})

test('the stricter of both limits counts', () => {
  const { pace } = paced(1_000, 1_000)
  pace.take(10, 5_000)
  expect(pace.take(1, 1)).toBe(5_000)
})
