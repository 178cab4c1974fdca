import { isUtf8 } from 'node:buffer'
import { type CelMap, celMap, celUint } from '@bufbuild/cel'
import type { RecordHeader } from '#server/kafka/records/record.ts'

/** Shorter numbers fit a double exactly. */
const LONG_NUMBER = /\d{16,}/g
const LARGEST_EXACT = String(Number.MAX_SAFE_INTEGER)
const BYTE_ORDER_MARK = '\ufeff'
const OBJECT_ARRAY_OR_STRING = /^\s*[{["]/
const BARE = /^\s*(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null)\s*$/
const WHOLE = /^-?\d{1,20}$/
/** An object with a field of this name is none to the library; a name may also be written with escapes. */
const MAY_HOLD_CONSTRUCTOR = /constructor|\\u/

/**
 * A value as expressions see it: JSON as maps, lists, strings, doubles (whole numbers beyond 2^53 as exact ints or uints), other UTF-8 as a string,
 * the rest as bytes. A key that is a bare number or word stays a string.
 */
export function celValueOf(side: 'key' | 'value', bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return new Uint8Array(bytes)
  const text = bytes.toString('utf8')
  if (text.startsWith(BYTE_ORDER_MARK)) {
    const behind = celValueOf(side, bytes.subarray(Buffer.byteLength(BYTE_ORDER_MARK)))
    return typeof behind === 'string' ? text : behind
  }
  if (!OBJECT_ARRAY_OR_STRING.test(text) && (side === 'key' || text.length > 64 || !BARE.test(text))) return text
  return parseExact(text)
}

/** JSON with whole numbers beyond 2^53 as exact ints, beyond 2^63 as uints; what is no JSON stays text. */
export function parseExact(text: string): unknown {
  try {
    const parsed = hasLongNumber(text) ? JSON.parse(text, exactInteger as Reviver) : (JSON.parse(text) as unknown)
    return MAY_HOLD_CONSTRUCTOR.test(text) ? withMaps(parsed) : parsed
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
  if (exact === BigInt.asIntN(64, exact)) return exact
  return exact === BigInt.asUintN(64, exact) ? celUint(exact) : value
}

/** Objects with a field `constructor` as maps, in place: the library takes an object by its constructor's name. */
function withMaps(root: unknown): unknown {
  const holder = { root }
  const open: object[] = [holder]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [key, child] of Object.entries(at) as [string, unknown][]) {
      if (typeof child !== 'object' || child === null) continue
      open.push(child)
      if (!Object.hasOwn(child, 'constructor')) continue
      const map = new Map(Object.entries(child)) as Entries
      open.push(...[...map.values()].filter((value) => typeof value === 'object' && value !== null))
      Object.defineProperty(at, key, { value: celMap(map) })
    }
  }
  return holder.root
}

/** Headers by name, values as text, or bytes where they are none; of several with one name the last. */
export function celHeaders(headers: readonly RecordHeader[]): CelMap {
  const map: Entries = new Map()
  for (const { name, value } of headers) {
    const text = value === null ? null : isUtf8(value) ? value.toString('utf8') : new Uint8Array(value)
    map.set(name.toString('utf8'), text)
  }
  return celMap(map)
}

type Entries = Parameters<typeof celMap>[0] & Map<string, string | Uint8Array | null>
