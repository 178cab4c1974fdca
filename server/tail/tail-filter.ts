import type { TailQuery } from '#lib/contract/tail.ts'
import { hashOf } from '#lib/cursor/cursor.ts'
import { invalid } from '#lib/errors.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'

const BACKSLASH = 0x5c

/** What a viewer wants to see, ready to be asked of every batch and record. */
export interface TailFilter {
  /** False only where no record of this unpacked batch can match; true means: look at each. */
  mayMatch(payload: Buffer): boolean
  matches(cursor: RecordCursor): boolean
}

export type FilterInput = Pick<TailQuery, 'text' | 'caseSensitive' | 'key' | 'header'>

/** Tells filters apart; two viewers with the same one share all work. */
export function filterHash({ text, caseSensitive, key, header }: FilterInput): number {
  return hashOf(text, text === undefined || caseSensitive, key, header)
}

/** Null where everything is wanted. @throws AppError INVALID_INPUT for a header that is not `name` or `name:value` */
export function compileFilter(input: FilterInput): TailFilter | null {
  const tests = [
    input.text === undefined || input.text === '' ? null : textFilter(input.text, input.caseSensitive),
    input.key === undefined ? null : keyFilter(Buffer.from(input.key)),
    input.header === undefined || input.header === '' ? null : headerFilter(input.header),
  ].filter((test) => test !== null)
  if (tests.length === 0) return null
  return {
    mayMatch: (payload) => tests.every((test) => test.mayMatch(payload)),
    matches: (cursor) => tests.every((test) => test.matches(cursor)),
  }
}

function keyFilter(key: Buffer): TailFilter {
  return {
    mayMatch: (payload) => payload.includes(key),
    matches: ({ payload, keyBytes, keyStart }) =>
      keyBytes === key.length && key.compare(payload, keyStart, keyStart + keyBytes) === 0,
  }
}

function headerFilter(header: string): TailFilter {
  const colon = header.indexOf(':')
  const name = Buffer.from(colon < 0 ? header : header.slice(0, colon))
  const value = colon < 0 ? null : Buffer.from(header.slice(colon + 1))
  if (name.length === 0) throw invalid('header', 'name:value is expected, or a name alone')
  return {
    mayMatch: (payload) => payload.includes(name) && (value === null || payload.includes(value)),
    matches: (cursor) =>
      cursor.headers().some((has) => has.name.equals(name) && (value === null || (has.value?.equals(value) ?? false))),
  }
}

/** Text in the key, the value or a header's value: in the bytes as stored, or in the text once JSON's escapes are resolved. */
function textFilter(text: string, caseSensitive: boolean): TailFilter {
  const literal = Buffer.from(text)
  const folded = text.toLowerCase()
  const found = caseSensitive
    ? (bytes: Buffer) => bytes.includes(literal)
    : (bytes: Buffer) => bytes.toString('utf8').toLowerCase().includes(folded)
  const inEscaped = (bytes: Buffer) => {
    if (!bytes.includes(BACKSLASH)) return false
    const resolved = resolveEscapes(bytes.toString('utf8'))
    return caseSensitive ? resolved.includes(text) : resolved.toLowerCase().includes(folded)
  }
  const inPart = (bytes: Buffer | null) => bytes !== null && bytes.length > 0 && (found(bytes) || inEscaped(bytes))
  return {
    // A backslash may hide the text in an escape; only without one does its absence from the batch decide.
    mayMatch: (payload) => found(payload) || payload.includes(BACKSLASH),
    matches: (cursor) =>
      inPart(cursor.value()) || inPart(cursor.key()) || cursor.headers().some((header) => inPart(header.value)),
  }
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

function resolveEscapes(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escape: string) =>
    escape.length === 5 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : (ESCAPES[escape] ?? escape),
  )
}
