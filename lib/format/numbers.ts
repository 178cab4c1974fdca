/** A count that may exceed 2^53: offsets, lags and record counts arrive as decimal strings. */
export type Count = number | bigint | string

const MISSING = '–'

/** `8291434` → `8,291,434`; exact for any size, `–` for null. */
export function formatCount(value: Count | null | undefined): string {
  if (value === null || value === undefined) return MISSING
  const text = typeof value === 'number' ? roundedText(value) : value.toString()
  return grouped(text)
}

/** The digits at the end in groups of three. */
function grouped(text: string): string {
  let end = text.length
  let rest = ''
  for (; end > 3 && DIGITS.test(text.slice(end - 4, end)); end -= 3) rest = `,${text.slice(end - 3, end)}${rest}`
  return text.slice(0, end) + rest
}

const DIGITS = /^\d{4}$/

function roundedText(value: number): string {
  return Number.isFinite(value) ? BigInt(Math.round(value)).toString() : String(value)
}

const COMPACT_UNITS = ['', ' k', ' M', ' bn', ' tn'] as const

/** `41214882` → `41.2 M`; below 10,000 exact. For headlines, beside an exact figure. */
export function formatCompact(value: Count | null | undefined): string {
  if (value === null || value === undefined) return MISSING
  const size = Number(value)
  return Math.abs(size) < 10_000 ? formatCount(value) : scaled(size, 1000, COMPACT_UNITS)
}

const BYTE_UNITS = [' B', ' kB', ' MB', ' GB', ' TB', ' PB', ' EB'] as const

/** Bytes in decimal units (1 kB = 1000 B), three significant digits. */
export function formatBytes(value: Count | null | undefined): string {
  if (value === null || value === undefined) return MISSING
  return scaled(Number(value), 1000, BYTE_UNITS)
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let size = value
  let unit = 0
  // 999.95 would print as 1000: step up before rounding does.
  while (Math.abs(size) >= base - base / 2000 && unit < units.length - 1) {
    size /= base
    unit += 1
  }
  return `${unit === 0 || size >= base ? formatCount(size) : threeDigits(size)}${units[unit] ?? ''}`
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value)
  if (magnitude >= 99.95) return value.toFixed(0)
  if (magnitude >= 9.995) return value.toFixed(1)
  return value.toFixed(2)
}

/** Records per second: `0.3/s`, `8,412/s`; zero is `0/s`. */
export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined) return MISSING
  if (perSecond === 0) return '0/s'
  if (Math.abs(perSecond) < 0.1) return '<0.1/s'
  return `${Math.abs(perSecond) < 9.95 ? perSecond.toFixed(1) : formatCount(perSecond)}/s`
}

/** Bytes per second with the unit of {@link formatBytes}. */
export function formatByteRate(perSecond: number | null | undefined): string {
  return perSecond === null || perSecond === undefined ? MISSING : `${formatBytes(perSecond)}/s`
}

/** `1 topic`, `1,204 topics`. */
export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${Number(count) === 1 ? one : many}`
}
