export type TimeZone = 'local' | 'utc'

const pad = (value: number, length = 2) => String(value).padStart(length, '0')

function fieldsOf(at: number, zone: TimeZone) {
  const date = new Date(at)
  return zone === 'utc'
    ? {
        day: `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`,
        time: `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`,
        ms: pad(date.getUTCMilliseconds(), 3),
        offset: 'UTC',
      }
    : {
        day: `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`,
        time: `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`,
        ms: pad(date.getMilliseconds(), 3),
        offset: offsetText(-date.getTimezoneOffset()),
      }
}

function offsetText(minutes: number): string {
  const magnitude = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(magnitude / 60))}:${pad(magnitude % 60)}`
}

/** `2026-11-21 14:07:40.839 +01:00` or `… UTC`: the form that is copied. Milliseconds outside what a date can hold are given as they are. */
export function formatAbsolute(at: number, zone: TimeZone): string {
  if (!isDate(at)) return String(at)
  const fields = fieldsOf(at, zone)
  return `${fields.day} ${fields.time}.${fields.ms} ${fields.offset}`
}

/** `14:07:40` today, `11-20 14:07` on another day, `2025-11-20 14:07` in another year: for axes and for "since". */
export function formatClock(at: number, zone: TimeZone, now = Date.now()): string {
  if (!isDate(at)) return String(at)
  const fields = fieldsOf(at, zone)
  const today = fieldsOf(now, zone).day
  if (fields.day === today) return fields.time
  return `${dayText(fields.day, today)} ${fields.time.slice(0, 5)}`
}

/** `14:07:40.839` today, `11-20 14:07:40.839` on another day, with the year in another one: for lists of records. */
export function formatRecordTime(at: number, zone: TimeZone, now = Date.now()): string {
  if (!isDate(at)) return String(at)
  const fields = fieldsOf(at, zone)
  const today = fieldsOf(now, zone).day
  const time = `${fields.time}.${fields.ms}`
  return fields.day === today ? time : `${dayText(fields.day, today)} ${time}`
}

/** Without the year where it is this one. */
function dayText(day: string, today: string): string {
  return day.slice(0, -6) === today.slice(0, -6) ? day.slice(-5) : day
}

/** Whether a date can hold these milliseconds: a producer may write any 64-bit number. */
function isDate(at: number): boolean {
  return !Number.isNaN(new Date(at).getTime())
}

/** ISO 8601 for files and for machines; the bare number where no date can hold it, null for null. */
export function isoTime(at: number | null): string | null {
  if (at === null) return null
  return isDate(at) ? new Date(at).toISOString() : String(at)
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

/** `3 s ago`, `4 min ago`, `2 h ago`, `5 d ago`; `in 4 min` for what is to come. */
export function formatRelative(at: number, now: number): string {
  const distance = now - at
  const text = coarse(Math.abs(distance))
  if (text === null) return 'now'
  return distance > 0 ? `${text} ago` : `in ${text}`
}

function coarse(ms: number): string | null {
  if (ms < SECOND) return null
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`
  if (ms < 2 * YEAR) return `${Math.floor(ms / DAY)} d`
  return `${Math.floor(ms / YEAR)} y`
}

/** A length of time in its two largest units: `350 ms`, `11 s`, `4 m 02 s`, `2 h 11 m`, `7 d`, `3 y 40 d`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOUR) return twoUnits(ms, [MINUTE, 'm'], [SECOND, 's'])
  if (ms < DAY) return twoUnits(ms, [HOUR, 'h'], [MINUTE, 'm'])
  if (ms < 2 * YEAR) return twoUnits(ms, [DAY, 'd'], [HOUR, 'h'])
  return `${Math.floor(ms / YEAR)} y${ms % YEAR < DAY ? '' : ` ${Math.floor((ms % YEAR) / DAY)} d`}`
}

type Unit = [size: number, name: string]

function twoUnits(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((ms % large) / small)
  const head = `${Math.floor(ms / large)} ${largeName}`
  return rest === 0 ? head : `${head} ${pad(rest)} ${smallName}`
}
