import { expect, it } from 'vitest'
import { parseTimeInput } from './time-input.ts'
import { formatAbsolute } from './times.ts'

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
  ['2026-11-28T11:50:59.118000Z', Date.UTC(2026, 10, 28, 11, 50, 59, 118)],
  ['09:05', Date.UTC(2026, 10, 21, 9, 5)],
])('%s', (text, expected) => {
  expect(parseTimeInput(text, 'utc', now)).toBe(expected)
})

it.each([
  '',
  'yesterday',
  '25:00',
  '2026-11-31 10:00:00 +01:00',
  '0000-00-00',
  '2026-11-28 10:00 +25:00',
  '2026-13-01',
  '15m',
  '12',
  '2026-11-20T99:00:00Z',
])('%j is no time', (text) => {
  expect(parseTimeInput(text, 'utc', now)).toBeNull()
})

it('reads local times in the local zone', () => {
  expect(parseTimeInput('2026-11-20 09:05', 'local', now)).toBe(new Date(2026, 10, 20, 9, 5).getTime())
})

it.each(['2026-02-31', '2026-02-29 10:00', '2026-04-31T10:00:00Z'])('%s is not on the calendar', (text) => {
  expect(parseTimeInput(text, 'utc', now)).toBeNull()
  expect(parseTimeInput(text, 'local', now)).toBeNull()
})

it.each([
  ['1795866659', 1_795_866_659_000],
  ['1795866659.118', 1_795_866_659_118],
  ['1,795,866,659,118', 1_795_866_659_118],
  ['1795866659118000', 1_795_866_659_118],
  ['1795866659118000123', 1_795_866_659_118],
])('%s is read by its number of digits', (text, expected) => {
  expect(parseTimeInput(text, 'utc', now)).toBe(expected)
})

const COPIED = Date.UTC(2026, 10, 28, 11, 50, 59, 118)

it.each([
  '2026-11-28 12:50:59.118 +01:00',
  '2026-11-28 11:50:59.118 UTC',
  '2026-11-28 11:50:59.118Z',
  '2026-11-28 11:50:59.118 Z',
  '2026-11-28T12:50:59,118+0100',
  '2026-11-28 06:50:59.118 -05',
  '"2026-11-28T11:50:59.118Z"',
])('%s, as it is copied from a page or a log', (text) => {
  expect(parseTimeInput(text, 'local', now)).toBe(COPIED)
})

it('11-20 09:05, as lists show it, is of this year', () => {
  expect(parseTimeInput('11-20 09:05', 'utc', now)).toBe(Date.UTC(2026, 10, 20, 9, 5))
  expect(parseTimeInput('11-20 09:05:06.700', 'utc', now)).toBe(Date.UTC(2026, 10, 20, 9, 5, 6, 700))
})

it('reads what formatAbsolute writes, in either zone', () => {
  for (const zone of ['utc', 'local'] as const)
    expect(parseTimeInput(formatAbsolute(now, zone), zone === 'utc' ? 'local' : 'utc', now)).toBe(now)
})
