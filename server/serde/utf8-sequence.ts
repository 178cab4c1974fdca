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
