export const LINE_BYTES = 16

/** One line of a hex dump: where it starts, 16 bytes in groups of four, and the printable ones as characters. */
export function hexLine(bytes: Uint8Array, index: number): { offset: string; hex: string; text: string } {
  const start = index * LINE_BYTES
  const line = [...bytes.subarray(start, start + LINE_BYTES)]
  const pairs = line.map((byte) => byte.toString(16).padStart(2, '0'))
  const hex = [0, 4, 8, 12]
    .map((at) =>
      pairs
        .slice(at, at + 4)
        .join('')
        .padEnd(8),
    )
    .join(' ')
  const text = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
  return { offset: start.toString(16).padStart(4, '0'), hex, text }
}
