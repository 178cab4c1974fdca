import { isUtf8 } from 'node:buffer'
import type { RecordHeader } from '#server/kafka/records/record.ts'

/** Shorter numbers fit a double exactly. */
const LONG_NUMBER = /\d{16,}/g
const LARGEST_EXACT = String(Number.MAX_SAFE_INTEGER)
const OBJECT_ARRAY_OR_STRING = /^\s*[{["]/
const BARE = /^\s*(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null)\s*$/
const WHOLE = /^-?\d{1,19}$/

/**
 * A value as expressions see it: JSON as maps, lists, strings, doubles (whole numbers beyond 2^53 as exact ints), other UTF-8 as a string,
 * the rest as bytes. A key that is a bare number or word stays a string.
 */
export function celValueOf(side: 'key' | 'value', bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return new Uint8Array(bytes)
  const text = bytes.toString('utf8')
  if (!OBJECT_ARRAY_OR_STRING.test(text) && (side === 'key' || text.length > 64 || !BARE.test(text))) return text
  return parseExact(text)
}

/** JSON with whole numbers beyond 2^53 as exact ints; what is no JSON stays text. */
export function parseExact(text: string): unknown {
  try {
    return hasLongNumber(text) ? JSON.parse(text, exactInteger as Reviver) : (JSON.parse(text) as unknown)
  } catch {
    return text
  }
}

/** Whether it holds a number beyond 2^53, or text that looks like one. */
function hasLongNumber(text: string): boolean {
  LONG_NUMBER.lastIndex = 0
  for (let found = LONG_NUMBER.exec(text); found; found = LONG_NUMBER.exec(text)) {
    const [digits] = found
    if (digits.length > LARGEST_EXACT.length || digits > LARGEST_EXACT) return true
  }
  return false
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown

/** Node 21+ hands a reviver the source text of each primitive. */
function exactInteger(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const { source } = context
  if (source === undefined || !WHOLE.test(source)) return value
  const exact = BigInt(source)
  return exact === BigInt.asIntN(64, exact) ? exact : value
}

/** Headers by name, values as text, or bytes where they are none; of several with one name the last. */
export function celHeaders(headers: readonly RecordHeader[]): Record<string, unknown> {
  const map = Object.create(null) as Record<string, unknown>
  for (const { name, value } of headers)
    map[name.toString('utf8')] = value === null ? null : isUtf8(value) ? value.toString('utf8') : new Uint8Array(value)
  // Expressions take plain objects only.
  return Object.assign({}, map)
}
