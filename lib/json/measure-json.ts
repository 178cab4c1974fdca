/** How large JSON is once it is parsed, as far as it was looked at. */
export interface JsonMeasure {
  depth: number
  /** Brackets that open, colons and commas: as many as values, give or take one per list. */
  values: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
const [COMMA, COLON] = [0x2c, 0x3a]

/** Measures JSON in one pass over its UTF-8 bytes, without parsing it, and stops where it is beyond either limit. */
export function measureJson(bytes: Uint8Array, limit: JsonMeasure): JsonMeasure {
  let depth = 0
  let deepest = 0
  let values = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1
      if (depth > deepest) deepest = depth
      values += 1
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1
    else if (byte === COMMA || byte === COLON) values += 1
    if (deepest > limit.depth || values > limit.values) break
  }
  return { depth: deepest, values }
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1
  for (; at < bytes.length && bytes[at] !== QUOTE; at += 1) if (bytes[at] === BACKSLASH) at += 1
  return at
}
