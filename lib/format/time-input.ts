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
const CLOCK = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})[T ]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/**
 * A time as people type it, in milliseconds: `-15m`, `-2h`, `now`, `14:07` (of today), `2026-11-21`, `2026-11-21 14:07:40.839`, the same with a
 * zone (ISO 8601), or milliseconds since the epoch. Null where it is none of these.
 */
export function parseTimeInput(text: string, zone: TimeZone, now: number): number | null {
  const trimmed = text.trim()
  if (/^now$/i.test(trimmed)) return now
  if (/^\d{10,14}$/.test(trimmed)) return Number(trimmed)
  const relative = RELATIVE.exec(trimmed)
  if (relative) return Math.round(now - Number(relative[1]) * (UNIT_MS[(relative[2] ?? '').toLowerCase()] ?? 0))
  const clock = CLOCK.exec(trimmed)
  if (clock) {
    const [, year, month, day, hour, minute, second, fraction] = clock
    const date = year === undefined ? today(zone, now) : { year, month, day }
    return at(zone, date, [hour, minute, second, (fraction ?? '').padEnd(3, '0')])
  }
  const whole = DAY.exec(trimmed)
  if (whole) return at(zone, { year: whole[1], month: whole[2], day: whole[3] }, [])
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(trimmed)) return null
  const time = Date.parse(trimmed)
  return Number.isNaN(time) ? null : time
}

interface DayText {
  year: string | undefined
  month: string | undefined
  day: string | undefined
}

function today(zone: TimeZone, now: number): DayText {
  const [year, month, day] = (formatAbsolute(now, zone).split(' ')[0] ?? '').split('-')
  return { year, month, day }
}

function at(zone: TimeZone, { year, month, day }: DayText, time: (string | undefined)[]): number | null {
  const [hour = 0, minute = 0, second = 0, ms = 0] = time.map((part) => Number(part ?? 0))
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (m < 1 || m > 12 || d < 1 || d > 31 || hour > 23 || minute > 59 || second > 59) return null
  const fields = [y, m - 1, d, hour, minute, second, ms] as const
  return zone === 'utc' ? Date.UTC(...fields) : new Date(...fields).getTime()
}
