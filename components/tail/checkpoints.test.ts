import { expect, test } from 'vitest'
import { Checkpoints } from './checkpoints.ts'

test('the eldest position that is not too far back is kept', () => {
  const points = new Checkpoints()
  expect(points.eldest).toBeNull()
  points.add({ cursor: 'a', scanned: 0 })
  points.add({ cursor: 'too soon', scanned: 10 })
  points.add({ cursor: 'b', scanned: 50_000 })
  points.add({ cursor: 'c', scanned: 90_000 })
  expect(points.eldest).toBe('a')
  points.add({ cursor: 'd', scanned: 140_000 })
  expect(points.eldest).toBe('b')
  points.add({ cursor: 'e', scanned: 1_000_000 })
  expect(points.eldest).toBe('e')
  points.clear()
  expect(points.eldest).toBeNull()
})
