import { trimEnd } from '#lib/format/trim-end.ts'
import { integerOf, type JsonInput, stringOf, wrong } from '../binary/json-input.ts'
import type { Logical } from './parse-schema.ts'

const DAY_MS = 86_400_000n

/** A date, time or timestamp written as text, as the integer that Avro stores; a number is taken as it is. */
export function logicalInteger(input: JsonInput, { type }: Logical, bits: number): bigint {
  if (input.node.kind === 'number') return integerOf(input, bits)
  const text = stringOf(input)
  switch (type) {
    case 'date': {
      if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw wrong(input, 'has to be a date such as 2026-11-21')
      return instant(input, `${text}T00:00:00Z`, 3) / DAY_MS
    }
    case 'time-millis':
      return timeOfDay(input, text, 3)
    case 'time-micros':
      return timeOfDay(input, text, 6)
    default: {
      const digits = type.endsWith('nanos') ? 9 : type.endsWith('micros') ? 6 : 3
      const local = type.startsWith('local-')
      return instant(input, local && !text.endsWith('Z') ? `${text}Z` : text, digits)
    }
  }
}

const TIMESTAMP = /^([+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

function instant(input: JsonInput, text: string, digits: number): bigint {
  const [, seconds, fraction = '', zone] = TIMESTAMP.exec(text) ?? []
  const ms = seconds === undefined ? Number.NaN : Date.parse(`${seconds}${zone}`)
  if (Number.isNaN(ms)) throw wrong(input, 'has to be a time such as 2026-11-21T12:34:56.789Z')
  return BigInt(ms / 1_000) * 10n ** BigInt(digits) + fractionOf(input, fraction, digits)
}

function timeOfDay(input: JsonInput, text: string, digits: number): bigint {
  const [, hours, minutes, seconds, fraction = ''] = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/.exec(text) ?? []
  const whole = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  if (!(whole < 86_400)) throw wrong(input, 'has to be a time of day such as 12:34:56.789')
  return BigInt(whole) * 10n ** BigInt(digits) + fractionOf(input, fraction, digits)
}

function fractionOf(input: JsonInput, fraction: string, digits: number): bigint {
  const kept = trimEnd(fraction, '0')
  if (kept.length > digits) throw wrong(input, `has to have at most ${digits} digits behind the second`)
  return BigInt(kept.padEnd(digits, '0') || '0')
}
