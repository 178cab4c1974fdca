import { sequenceLength } from '#server/serde/utf8-sequence.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const DELETE = 0x7f

/** The letter behind the backslash for a control character that has one and that text may hold; 0 for all others. */
export const ESCAPE_LETTER = new Uint8Array(SPACE)
ESCAPE_LETTER[0x09] = 0x74
ESCAPE_LETTER[0x0a] = 0x6e
ESCAPE_LETTER[0x0d] = 0x72

/** Bytes on their way from a record into the inside of a JSON string. */
export interface Copying {
  source: Uint8Array
  /** The next byte to read. */
  from: number
  end: number
  /** Must have room for twice what is left of the source. */
  target: Uint8Array
  to: number
}

/** Copies UTF-8 text. @returns false where it is no text, or holds control characters other than tab and line breaks */
export function copyText(copying: Copying): boolean {
  const { source, end, target } = copying
  let { from, to } = copying
  while (from < end) {
    const byte = source[from] ?? 0
    if (byte >= 0x80) {
      const length = sequenceLength(source, from, end)
      if (length === 0) return false
      for (const stop = from + length; from < stop; from += 1) target[to++] = source[from] ?? 0
      continue
    }
    if (byte < SPACE) {
      const letter = ESCAPE_LETTER[byte] ?? 0
      if (letter === 0) return false
      target[to++] = BACKSLASH
      target[to++] = letter
    } else if (byte === DELETE) return false
    else {
      if (byte === QUOTE || byte === BACKSLASH) target[to++] = BACKSLASH
      target[to++] = byte
    }
    from += 1
  }
  copying.from = from
  copying.to = to
  return true
}
