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

/** The bytes of the character that begins at `at`, 2 to 4; 0 where it is not well-formed UTF-8 (Unicode 15, table 3-7). */
export function sequenceLength(source: Uint8Array, at: number, end: number): number {
  const lead = source[at] ?? 0
  const second = source[at + 1] ?? 0
  const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (length === 0 || at + length > end || !continues(second)) return 0
  if (length > 2 && !continues(source[at + 2] ?? 0)) return 0
  if (length > 3 && !continues(source[at + 3] ?? 0)) return 0
  if (lead === 0xe0 && second < 0xa0) return 0
  if (lead === 0xed && second > 0x9f) return 0
  if (lead === 0xf0 && second < 0x90) return 0
  if (lead === 0xf4 && second > 0x8f) return 0
  return length
}

function continues(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
