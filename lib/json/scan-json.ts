/**
 * Reads JSON from its beginning without building anything, so that a preview that was cut off somewhere can be read as far as it goes.
 * Positions are indexes into the text; {@link CUT} says that the text ended first (or is no JSON).
 */
export const CUT = -1

const PRIMITIVE_END = /[\s,\]}]/g

/** The first position at or after `at` that is no white space. */
export function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && ' \n\r\t'.includes(text[next] ?? '')) next += 1
  return next
}

/** Where the string that begins at `at` ends: behind its closing quote. */
export function endOfString(text: string, at: number): number {
  for (let from = at + 1; ;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return CUT
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return quote + 1
    from = quote + 1
  }
}

/** Where the value that begins at `at` ends. */
export function endOfValue(text: string, at: number): number {
  const first = text[at]
  if (first === '"') return endOfString(text, at)
  if (first !== '{' && first !== '[') {
    PRIMITIVE_END.lastIndex = at
    return PRIMITIVE_END.exec(text)?.index ?? CUT
  }
  let depth = 0
  for (let next = at; next < text.length; next += 1) {
    const char = text[next]
    if (char === '"') {
      const end = endOfString(text, next)
      if (end === CUT) return CUT
      next = end - 1
    } else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') {
      depth -= 1
      if (depth === 0) return next + 1
    }
  }
  return CUT
}

/** A child of an object or array: its name or index, and where its value stands; `end` is {@link CUT} for the one the text ends in. */
export interface JsonChild {
  step: string | number
  start: number
  end: number
}

/**
 * The children of the object or array that begins at `at`, in their order. The generator returns whether it came to the closing bracket:
 * false where the text was cut off before, so that there may be more.
 */
export function* childrenAt(text: string, at: number): Generator<JsonChild, boolean> {
  const inObject = text[at] === '{'
  let next = skipSpace(text, at + 1)
  for (let index = 0; ; index += 1) {
    if (text[next] === (inObject ? '}' : ']')) return true
    let step: string | number = index
    if (inObject) {
      if (text[next] !== '"') return false
      const end = endOfString(text, next)
      if (end === CUT) return false
      step = stringAt(text.slice(next, end))
      next = skipSpace(text, end)
      if (text[next] !== ':') return false
      next = skipSpace(text, next + 1)
    }
    if (next >= text.length) return false
    const end = endOfValue(text, next)
    yield { step, start: next, end }
    if (end === CUT) return false
    next = skipSpace(text, end)
    if (text[next] === ',') next = skipSpace(text, next + 1)
    else if (next >= text.length) return false
  }
}

/** The content of a quoted string; the quoted text itself where its escapes are wrong. */
export function stringAt(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted
  }
}
