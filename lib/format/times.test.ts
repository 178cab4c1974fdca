import { describe, expect, it } from 'vitest'
import { formatAbsolute, formatClock, formatDuration, formatRelative } from './times.ts'

const AT = Date.UTC(2026, 10, 21, 14, 7, 40, 839)

describe('formatAbsolute', () => {
  it('says milliseconds and zone', () => {
    expect(formatAbsolute(AT, 'utc')).toBe('2026-11-21 14:07:40.839 UTC')
    const local = new Date(AT)
    expect(formatAbsolute(AT, 'local')).toMatch(/^2026-11-2\d \d\d:\d\d:40\.839 [+-]\d\d:\d\d$/)
    expect(formatAbsolute(AT, 'local')).toContain(String(local.getHours()).padStart(2, '0') + ':')
  })
  it('does not hide a timestamp no date can hold', () => {
    expect(formatAbsolute(9e15, 'utc')).toBe('9000000000000000')
  })
})

describe('formatClock', () => {
  it('drops the day only today', () => {
    expect(formatClock(AT, 'utc', AT + 60_000)).toBe('14:07:40')
    expect(formatClock(AT, 'utc', AT + 86_400_000)).toBe('11-21 14:07')
  })
})

it('formatClock shows the year where it is another one', () => {
  expect(formatClock(AT, 'utc', AT + 86_400_000 * 60)).toBe('2026-11-21 14:07')
  expect(formatClock(AT, 'utc', AT - 86_400_000 * 365)).toBe('2026-11-21 14:07')
})

it('formatClock does not hide a timestamp no date can hold', () => {
  expect(formatClock(9e15, 'utc', AT)).toBe('9000000000000000')
})

describe('formatRelative', () => {
  it.each([
    [0, 'now'],
    [999, 'now'],
    [3_000, '3 s ago'],
    [239_000, '3 min ago'],
    [2 * 3_600_000, '2 h ago'],
    [47 * 3_600_000, '47 h ago'],
    [5 * 86_400_000, '5 d ago'],
    [800 * 86_400_000, '2 y ago'],
    [-240_000, 'in 4 min'],
  ])('%s ms → %s', (distance, text) => expect(formatRelative(AT, AT + distance)).toBe(text))
})

it.each([
  [800 * 86_400_000, '2 y 70 d'],
  [730 * 86_400_000, '2 y'],
])('formatDuration counts years from two on: %s ms → %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [350, '350 ms'],
    [11_400, '11 s'],
    [242_000, '4 m 02 s'],
    [240_000, '4 m'],
    [7_860_000, '2 h 11 m'],
    [604_800_000, '7 d'],
    [608_400_000, '7 d 01 h'],
    [-5_000, '-5 s'],
    [null, '–'],
  ])('%s → %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
})
