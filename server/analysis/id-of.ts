import { invalid } from '#lib/errors.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'

/** The bytes of a record's id; null where it has none. */
export type IdOf = (cursor: RecordCursor) => Buffer | null

/** Values above this size are not parsed for their id. */
const MAX_PARSED_BYTES = 1 << 20
const STEP = /^(?:\.?([^.[\]"']+)|\[(\d+)\]|\[(?:"([^"]*)"|'([^']*)')\])/

/** What `key`, `header:<name>` or `value:<path>` finds in a record. @throws AppError INVALID_INPUT */
export function idOf(spec: string): IdOf {
  if (spec === 'key') return (cursor) => cursor.key()
  const name = spec.slice(spec.indexOf(':') + 1)
  if (spec.startsWith('header:')) {
    const wanted = Buffer.from(name)
    return (cursor) => cursor.headers().findLast((header) => header.name.equals(wanted))?.value ?? null
  }
  const path = parsePath(name)
  return (cursor) => {
    const value = cursor.value()
    return value === null || value.length > MAX_PARSED_BYTES ? null : idInJson(value.toString('utf8'), path)
  }
}

/** `$.order.lines[0]["line id"]`, the `$` optional. */
export function parsePath(text: string): string[] {
  const path: string[] = []
  let rest = text.trim().replace(/^\$/, '')
  while (rest !== '') {
    const step = STEP.exec(rest)
    const name = step?.[1] ?? step?.[2] ?? step?.[3] ?? step?.[4]
    if (!step || name === undefined) throw invalid('id', `“${text}” is no path: write it as $.order.lines[0].id`)
    path.push(name)
    rest = rest.slice(step[0].length)
  }
  if (path.length === 0) throw invalid('id', 'the path names no field')
  return path
}

function idInJson(text: string, path: readonly string[]): Buffer | null {
  const found = lookUp(parse(text), path)
  if (found === undefined || found === null) return null
  if (typeof found === 'string') return Buffer.from(found)
  // Digits beyond 2^53 were lost: two ids would look like one.
  if (typeof found === 'number' && !Number.isSafeInteger(found)) {
    const exact = lookUp(parse(text, keepDigits), path)
    return typeof exact === 'string' ? Buffer.from(exact) : null
  }
  return Buffer.from(JSON.stringify(found))
}

function parse(
  text: string,
  reviver?: (key: string, value: unknown, context: { source?: string }) => unknown,
): unknown {
  try {
    // The reviver's third argument (the source text) is not in TypeScript's library yet.
    return JSON.parse(text, reviver as (key: string, value: unknown) => unknown)
  } catch {
    return undefined
  }
}

function keepDigits(_: string, value: unknown, { source }: { source?: string }): unknown {
  return typeof value === 'number' ? source : value
}

function lookUp(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string, unknown>)[step]
  }
  return at
}
