import { sequenceLength } from './utf8-sequence.ts'

/** Larger bytes are only looked at in their beginning. */
const LOOKED_AT_BYTES = 256 << 10
/** Of bytes that are mostly text, at most one in so many is none. */
const ODD_IN = 5
const NUL = 0

/** Bytes that are text but for some: control characters that text does not hold, and what is no UTF-8. */
export interface OddBytes {
  controls: number
  invalid: number
}

/** What of bytes is no text, where most of them are; null where they are none, or all of them are text. */
export function oddBytes(bytes: Buffer): OddBytes | null {
  const end = Math.min(bytes.length, LOOKED_AT_BYTES)
  // Numbers and records of a schema registry begin so.
  if (end < 5 || bytes[0] === NUL) return null
  let [controls, invalid, last, separators] = [0, 0, -2, true]
  let only: number | null = null
  for (let at = 0; at < end;) {
    const length = textLength(bytes, at, end)
    if (length > 0) {
      at += length
      continue
    }
    // A character that is cut is none that is wrong.
    if (end < bytes.length && end - at < 4) break
    const byte = bytes[at] ?? 0
    if (byte < 0x80) controls += 1
    else invalid += 1
    separators &&= (only === null || only === byte) && byte < 0x20 && last !== at - 1
    only ??= byte
    last = at
    at += 1
  }
  const odd = controls + invalid
  if (odd === 0) return null
  // By chance, numbers of 8 bytes often have some that are letters; hardly ever seven.
  const few = bytes.length <= 8 ? odd <= 1 : odd * ODD_IN <= end
  return few || (separators && odd * 2 < end) || onlyBehind(bytes, odd) ? { controls, invalid } : null
}

/** Text that ends with one or two zeros, as C does. */
function onlyBehind(bytes: Buffer, odd: number): boolean {
  if (odd > 2 || bytes.length === 8) return false
  for (let at = bytes.length - odd; at < bytes.length; at += 1) if (bytes[at] !== NUL) return false
  return true
}

/** Bytes that were cut somewhere, without the character that was cut in half. */
export function withoutHalfCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const lead = bytes[bytes.length - back] ?? 0
    if (lead < 0x80) return bytes
    if (lead < 0xc0) continue
    return sequenceLength(bytes, bytes.length - back, bytes.length) === 0
      ? bytes.subarray(0, bytes.length - back)
      : bytes
  }
  return bytes
}

/** The text of at most `maxBytes`, in which each byte that is none stands as `<01>`. */
export function markedText(bytes: Buffer, maxBytes: number): { text: string; truncated: boolean } {
  const truncated = bytes.length > maxBytes
  const end = truncated ? maxBytes : bytes.length
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < end;) {
    const length = textLength(bytes, at, end)
    if (length > 0) {
      at += length
      continue
    }
    parts.push(bytes.toString('utf8', start, at))
    start = at
    if (truncated && end - at < 4 && textLength(bytes, at, bytes.length) > 0) break
    parts.push(`<${(bytes[at] ?? 0).toString(16).padStart(2, '0')}>`)
    start = at += 1
  }
  if (start < end && textLength(bytes, start, end) > 0) parts.push(bytes.toString('utf8', start, end))
  return { text: parts.join(''), truncated }
}

/** How many bytes of text stand at `at` as one character: 0 for a control character and for what is no UTF-8. */
function textLength(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at] ?? 0
  if (first >= 0x80) return sequenceLength(bytes, at, end)
  return isControl(first) ? 0 : 1
}

/** Tab, line breaks and ESC (coloured logs) are text. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) || byte === 0x7f
}

export type Utf16 = 'utf-16le' | 'utf-16be'

/** Whether bytes are UTF-16: by their byte-order mark, or because every second byte is zero and the others are ASCII text. */
export function utf16Of(bytes: Buffer): Utf16 | null {
  if (bytes.length < 4 || bytes.length % 2 === 1) return null
  const mark = bytes.readUInt16BE(0)
  if (mark === 0xfffe || mark === 0xfeff) {
    const order = mark === 0xfffe ? 'utf-16le' : 'utf-16be'
    return isUtf16(bytes, order) ? order : null
  }
  if (bytes.length < 6) return null
  const end = Math.min(bytes.length, LOOKED_AT_BYTES)
  let [even, odd] = [0, 0]
  for (let at = 0; at < end; at += 2) {
    const [one = 0, other = 0] = [bytes[at], bytes[at + 1]]
    if (other === NUL && one !== NUL && one < 0x7f && !isControl(one)) even += 1
    if (one === NUL && other !== NUL && other < 0x7f && !isControl(other)) odd += 1
  }
  const all = Math.ceil(end / 2)
  return even === all ? 'utf-16le' : odd === all ? 'utf-16be' : null
}

function isUtf16(bytes: Buffer, order: Utf16): boolean {
  try {
    new TextDecoder(order, { fatal: true }).decode(bytes.subarray(0, LOOKED_AT_BYTES))
    return true
  } catch {
    return false
  }
}

export function utf16Text(bytes: Buffer, order: Utf16, maxBytes: number): { text: string; truncated: boolean } {
  const truncated = bytes.length > maxBytes
  // Of a cut pair of surrogates the first half stays away.
  const shown = truncated ? bytes.subarray(0, maxBytes - (maxBytes % 2)) : bytes
  return { text: new TextDecoder(order).decode(shown, { stream: truncated }), truncated }
}
