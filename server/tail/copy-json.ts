import { sequenceLength } from '#server/serde/utf8-sequence.ts'
import { type Copying, ESCAPE_LETTER } from './copy-text.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const DELETE = 0x7f
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const LETTER_U = 0x75

/** What may come next. */
const VALUE = 0
const FIRST_ITEM = 1
const FIRST_KEY = 2
const KEY = 3
const BEFORE_COLON = 4
const AFTER_VALUE = 5

/** Deeper JSON is left to the parser. */
const MAX_DEPTH = 64
const inObject = new Uint8Array(MAX_DEPTH + 1)

const SIMPLE_ESCAPES = new Uint8Array(256)
for (const letter of '"\\/bfnrt') SIMPLE_ESCAPES[letter.charCodeAt(0)] = 1

/**
 * Copies a JSON object or array (RFC 8259, in UTF-8) and checks it on the way, in one pass over the bytes: to parse it and to stringify it again
 * would cost four times as much. @returns false where it is not JSON, or something that is left to the parser
 */
export function copyJson(copying: Copying): boolean {
  const { source, end, target } = copying
  let expected = VALUE
  let depth = 0
  while (copying.from < end) {
    const byte = source[copying.from] ?? 0
    if (byte === QUOTE) {
      if (expected >= BEFORE_COLON || !copyString(copying)) return false
      expected = expected === KEY || expected === FIRST_KEY ? BEFORE_COLON : AFTER_VALUE
      continue
    }
    if (byte <= SPACE) {
      const letter = ESCAPE_LETTER[byte] ?? 0
      if (letter !== 0) {
        target[copying.to++] = BACKSLASH
        target[copying.to++] = letter
      } else if (byte === SPACE) target[copying.to++] = byte
      else return false
      copying.from += 1
      continue
    }
    if (byte === COLON) {
      if (expected !== BEFORE_COLON) return false
      expected = VALUE
    } else if (byte === COMMA) {
      if (expected !== AFTER_VALUE || depth === 0) return false
      expected = inObject[depth] === 1 ? KEY : VALUE
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (expected > FIRST_ITEM || depth === MAX_DEPTH) return false
      depth += 1
      inObject[depth] = byte === OPEN_OBJECT ? 1 : 0
      expected = byte === OPEN_OBJECT ? FIRST_KEY : FIRST_ITEM
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      const object = byte === CLOSE_OBJECT
      if (depth === 0 || (inObject[depth] === 1) !== object) return false
      if (expected !== AFTER_VALUE && expected !== (object ? FIRST_KEY : FIRST_ITEM)) return false
      depth -= 1
      expected = AFTER_VALUE
    } else {
      if (expected > FIRST_ITEM || depth === 0 || !copyScalar(copying)) return false
      expected = AFTER_VALUE
      continue
    }
    target[copying.to++] = byte
    copying.from += 1
  }
  return depth === 0 && expected === AFTER_VALUE
}

/** A string with its quotes, escaped once more. */
function copyString(copying: Copying): boolean {
  const { source, end, target } = copying
  let { from, to } = copying
  from += 1
  target[to++] = BACKSLASH
  target[to++] = QUOTE
  while (from < end) {
    const byte = source[from] ?? 0
    if (byte === QUOTE) {
      target[to++] = BACKSLASH
      target[to++] = QUOTE
      copying.from = from + 1
      copying.to = to
      return true
    }
    if (byte === BACKSLASH) {
      const letter = source[from + 1] ?? 0
      if (from + 1 >= end || (SIMPLE_ESCAPES[letter] !== 1 && letter !== LETTER_U)) return false
      if (letter === LETTER_U && !isHex(source, from + 2, end)) return false
      target[to++] = BACKSLASH
      target[to++] = BACKSLASH
      if (letter === QUOTE || letter === BACKSLASH) target[to++] = BACKSLASH
      target[to++] = letter
      from += 2
    } else if (byte >= 0x80) {
      const length = sequenceLength(source, from, end)
      if (length === 0) return false
      for (const stop = from + length; from < stop; from += 1) target[to++] = source[from] ?? 0
    } else if (byte < SPACE || byte === DELETE) return false
    else {
      target[to++] = byte
      from += 1
    }
  }
  return false
}

function isHex(source: Uint8Array, start: number, end: number): boolean {
  if (start + 4 > end) return false
  for (let at = start; at < start + 4; at += 1) {
    const byte = source[at] ?? 0
    const lower = byte | 0x20
    if (!isDigit(byte) && (lower < 0x61 || lower > 0x66)) return false
  }
  return true
}

const WORDS: Readonly<Record<number, string>> = { 0x74: 'true', 0x66: 'false', 0x6e: 'null' }

/** A number, true, false or null. */
function copyScalar(copying: Copying): boolean {
  const { source, from, end, target } = copying
  const word = WORDS[source[from] ?? 0]
  const stop = word === undefined ? numberEnd(source, from, end) : wordEnd(word, source, from)
  if (stop < 0 || stop > end) return false
  for (let at = from; at < stop; at += 1) target[copying.to++] = source[at] ?? 0
  copying.from = stop
  return true
}

function wordEnd(word: string, source: Uint8Array, start: number): number {
  for (let index = 0; index < word.length; index += 1) {
    if (source[start + index] !== word.charCodeAt(index)) return -1
  }
  return start + word.length
}

const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const ZERO = 0x30
const LETTER_E = 0x65

function numberEnd(source: Uint8Array, start: number, end: number): number {
  let at = source[start] === MINUS ? start + 1 : start
  if (source[at] === ZERO) at += 1
  else if ((at = digitsEnd(source, at, end)) < 0) return -1
  if (at < end && source[at] === POINT && (at = digitsEnd(source, at + 1, end)) < 0) return -1
  if (at < end && ((source[at] ?? 0) | 0x20) === LETTER_E) {
    at += 1
    if (source[at] === PLUS || source[at] === MINUS) at += 1
    at = digitsEnd(source, at, end)
  }
  return at
}

/** Behind one digit or more; -1 where there is none. */
function digitsEnd(source: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isDigit(source[at] ?? 0)) at += 1
  return at === start ? -1 : at
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
