import { expect, it, vi } from 'vitest'
import { RefusalSampler } from './refusal-sampler.ts'

it('records the first of a kind and thirty in all, and says how many it left out', () => {
  vi.useFakeTimers()
  try {
    const leftOut: number[] = []
    const sampler = new RefusalSampler((count) => leftOut.push(count))
    expect([sampler.take('a'), sampler.take('a'), sampler.take('b')]).toEqual([true, false, true])
    const others = Array.from({ length: 100 }, (_, at) => sampler.take(`user-${at}`))
    expect(others.filter(Boolean)).toHaveLength(28)
    vi.advanceTimersByTime(60_000)
    expect(leftOut).toEqual([73])
    expect(sampler.take('a')).toBe(true)
    vi.advanceTimersByTime(60_000)
    expect(leftOut).toEqual([73])
  } finally {
    vi.useRealTimers()
  }
})
