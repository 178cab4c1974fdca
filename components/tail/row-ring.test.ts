import { describe, expect, test } from 'vitest'
import { RowRing } from './row-ring.ts'

describe('the ring of rows', () => {
  test('keeps the last ones, the newest first', () => {
    const ring = new RowRing<number>(4)
    expect(ring.newestFirst()).toEqual([])
    ring.push([1, 2, 3])
    expect(ring.newestFirst()).toEqual([3, 2, 1])
    ring.push([4, 5, 6])
    expect(ring.newestFirst()).toEqual([6, 5, 4, 3])
    ring.push([7])
    expect(ring.newestFirst()).toEqual([7, 6, 5, 4])
    expect(ring.size).toBe(4)
  })

  test('takes more than it holds at once', () => {
    const ring = new RowRing<number>(3)
    ring.push([1])
    ring.push([2, 3, 4, 5, 6])
    expect(ring.newestFirst()).toEqual([6, 5, 4])
    ring.clear()
    ring.push([9])
    expect(ring.newestFirst()).toEqual([9])
  })
})
