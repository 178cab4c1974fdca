import type { JsonText } from '../binary/json-text.ts'
import type { Logical } from './parse-schema.ts'

const DAY_MS = 86_400_000
const MAX_DATE_MS = 8.64e15

/** An int or long with a logical type, as a person reads it; the plain number where it is outside of what dates can say. */
export function writeLogicalInteger(out: JsonText, value: number | bigint, { type }: Logical): void {
  const text = integerText(BigInt(value), type)
  if (text === null) out.number(value)
  else out.string(text)
}

function integerText(value: bigint, type: string): string | null {
  switch (type) {
    case 'date':
      return dateTime(value * BigInt(DAY_MS), 0n, 3)?.slice(0, -'T00:00:00.000'.length) ?? null
    case 'time-millis':
      return timeOfDay(value, 1_000n)
    case 'time-micros':
      return timeOfDay(value, 1_000_000n)
    case 'timestamp-millis':
    case 'local-timestamp-millis':
      return zoned(dateTime(value, 0n, 3), type)
    case 'timestamp-micros':
    case 'local-timestamp-micros':
      return zoned(split(value, 1_000n, 6), type)
    case 'timestamp-nanos':
    case 'local-timestamp-nanos':
      return zoned(split(value, 1_000_000n, 9), type)
    default:
      return null
  }
}

function zoned(text: string | null, type: string): string | null {
  return text === null || type.startsWith('local-') ? text : `${text}Z`
}

function split(value: bigint, perMs: bigint, digits: number): string | null {
  const rest = ((value % perMs) + perMs) % perMs
  return dateTime((value - rest) / perMs, rest, digits)
}

function dateTime(ms: bigint, rest: bigint, digits: number): string | null {
  if (ms > BigInt(MAX_DATE_MS) || ms < -BigInt(MAX_DATE_MS)) return null
  const text = new Date(Number(ms)).toISOString().slice(0, -1)
  return digits === 3 ? text : text + String(rest).padStart(digits - 3, '0')
}

function timeOfDay(value: bigint, perSecond: bigint): string | null {
  if (value < 0n || value >= perSecond * 86_400n) return null
  const seconds = Number(value / perSecond)
  const clock = new Date(seconds * 1_000).toISOString().slice(11, 19)
  return `${clock}.${String(value % perSecond).padStart(String(perSecond).length - 1, '0')}`
}

/** Months, days and milliseconds, each little-endian in four bytes. */
export function writeDuration(out: JsonText, bytes: Buffer): void {
  out.raw(`{"months":${bytes.readUInt32LE(0)},"days":${bytes.readUInt32LE(4)},"millis":${bytes.readUInt32LE(8)}}`)
}
