import { formatAbsolute, type TimeZone } from './times.ts'

const UNIT_MS: Record<string, number> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}
const RELATIVE = /^-\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d|w)$/i
const DAY = String.raw`(?:(?<year>\d{4})-)?(?<month>\d{1,2})-(?<day>\d{1,2})`
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`
const ZONE = String.raw`\s*(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`
const DATE_AND_TIME = new RegExp(`^(?:${DAY}[T ]+)?${CLOCK}(?:${ZONE})?$`, 'i')
const WHOLE_DAY = /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/
/** The largest offset that is in use anywhere is 14 h. */
const MAX_OFFSET_MINUTES = 14 * 60

/**
 * A time as people type or paste it, in milliseconds: `-15m`, `-2h`, `now`, `14:07` (of today), `2026-11-21`, `11-21 14:07` (of this
 * year), `2026-11-21 14:07:40.839`, the same with a zone (`+01:00`, `UTC`, `Z`; ISO 8601 and what {@link formatAbsolute} writes), or a
 * number since the epoch: seconds to ten digits, then milliseconds, microseconds, nanoseconds. Null where it is none of these or not on
 * the calendar.
 */
export function parseTimeInput(text: string, zone: TimeZone, now: number): number | null {
  const trimmed = text
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim()
  if (/^now$/i.test(trimmed)) return now
  const relative = RELATIVE.exec(trimmed)
  if (relative) return Math.round(now - Number(relative[1]) * (UNIT_MS[(relative[2] ?? '').toLowerCase()] ?? 0))
  const sinceEpoch = epochTime(trimmed.replaceAll(',', ''))
  if (sinceEpoch !== null) return sinceEpoch
  const fields = (DATE_AND_TIME.exec(trimmed) ?? WHOLE_DAY.exec(trimmed))?.groups
  return fields ? calendarTime(fields, zone, now) : null
}

/** A bare number since the epoch, its unit known by its digits. */
function epochTime(text: string): number | null {
  const [, whole = '', fraction = ''] = /^(\d{9,19})(\.\d+)?$/.exec(text) ?? []
  if (whole === '') return null
  if (whole.length <= 10) return Math.round(Number(whole + fraction) * 1000)
  if (whole.length <= 14) return Number(whole)
  return Number(BigInt(whole) / (whole.length <= 17 ? 1000n : 1_000_000n))
}

type Fields = Record<string, string | undefined>

function calendarTime(fields: Fields, zone: TimeZone, now: number): number | null {
  const [thisYear, thisMonth, today] = (formatAbsolute(now, zone).split(' ')[0] ?? '').split('-')
  const year = Number(fields['year'] ?? thisYear)
  const month = Number(fields['month'] ?? thisMonth)
  const day = Number(fields['day'] ?? today)
  const [hour = 0, minute = 0, second = 0] = [fields['hour'], fields['minute'], fields['second']].map((part) =>
    Number(part ?? 0),
  )
  const ms = Number((fields['fraction'] ?? '').slice(0, 3).padEnd(3, '0'))
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour > 23 || minute > 59 || second > 59)
    return null
  const parts = [year, month - 1, day, hour, minute, second, ms] as const
  const offset = fields['zone'] === undefined ? null : offsetMinutes(fields['zone'])
  if (offset === undefined) return null
  if (offset !== null) return Date.UTC(...parts) - offset * 60_000
  return zone === 'utc' ? Date.UTC(...parts) : new Date(...parts).getTime()
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Undefined for an offset that no zone has. */
function offsetMinutes(zone: string): number | undefined {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  if (sign === undefined) return 0
  const total = Number(hours) * 60 + Number(minutes)
  if (total > MAX_OFFSET_MINUTES || Number(minutes) > 59) return undefined
  return sign === '-' ? -total : total
}
