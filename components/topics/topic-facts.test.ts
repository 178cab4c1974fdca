import { expect, it } from 'vitest'
import { retentionText } from './topic-facts.tsx'

const text = (retentionMs: number, cleanupPolicy = 'delete') => retentionText({ retentionMs, cleanupPolicy })

it('retention without an end is “forever”, however it is written', () => {
  expect(text(-1)).toBe('forever')
  expect(text(Number(2n ** 63n - 1n))).toBe('forever')
  expect(text(Number(2n ** 63n - 1n), 'compact,delete')).toBe('compacted, forever')
})

it('retention with an end is a duration', () => {
  expect(text(604_800_000)).toBe('7 d')
  expect(text(604_800_000, 'compact')).toBe('compacted')
})
