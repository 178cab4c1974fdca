import { describe, expect, test } from 'vitest'
import { RateMeter } from './rate-meter.ts'

describe('the rate', () => {
  test('is the mean of the last five whole seconds', () => {
    const meter = new RateMeter(10_000)
    expect(meter.rate(10_000)).toBe(0)
    for (let at = 10_000; at < 20_000; at += 100) meter.add(5, at)
    expect(meter.rate(20_000)).toBe(50)
    expect(meter.rate(22_000)).toBe(30)
    expect(meter.rate(30_000)).toBe(0)
  })

  test('rises at once where there is no more than a second', () => {
    const meter = new RateMeter(10_000)
    meter.add(100, 10_500)
    expect(meter.rate(11_100)).toBe(100)
  })

  test('has a history of a minute and forgets what is older', () => {
    const meter = new RateMeter(0)
    meter.add(7, 500)
    meter.add(9, 1_500)
    const history = meter.history(2_000)
    expect(history).toHaveLength(59)
    expect(history.slice(-2)).toEqual([7, 9])
    expect(meter.history(200_000).every((count) => count === 0)).toBe(true)
  })
})
