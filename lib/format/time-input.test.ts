import { expect, it } from 'vitest'
import { parseTimeInput } from './time-input.ts'

const now = Date.UTC(2026, 10, 21, 14, 7, 40, 839)

it.each([
  ['now', now],
  ['-15m', now - 15 * 60_000],
  ['- 2 h', now - 7_200_000],
  ['-1.5d', now - 129_600_000],
  ['1795270060839', 1_795_270_060_839],
  ['2026-11-21', Date.UTC(2026, 10, 21)],
  ['2026-11-20 09:05', Date.UTC(2026, 10, 20, 9, 5)],
  ['2026-11-20T09:05:06.7', Date.UTC(2026, 10, 20, 9, 5, 6, 700)],
  ['2026-11-20T09:05:06+01:00', Date.UTC(2026, 10, 20, 8, 5, 6)],
  ['09:05', Date.UTC(2026, 10, 21, 9, 5)],
])('%s', (text, expected) => {
  expect(parseTimeInput(text, 'utc', now)).toBe(expected)
})

it.each(['', 'yesterday', '25:00', '2026-13-01', '15m', '12', '2026-11-20T99:00:00Z'])('%j is no time', (text) => {
  expect(parseTimeInput(text, 'utc', now)).toBeNull()
})

it('reads local times in the local zone', () => {
  expect(parseTimeInput('2026-11-20 09:05', 'local', now)).toBe(new Date(2026, 10, 20, 9, 5).getTime())
})
