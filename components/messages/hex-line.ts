export const LINE_BYTES = 16

/** One line of a hex dump: where it starts, 16 bytes in two groups, and the printable ones as characters. */
export function hexLine(bytes: Uint8Array, index: number): { offset: string; hex: string; text: string } {
  const start = index * LINE_BYTES
  const line = [...bytes.subarray(start, start + LINE_BYTES)]
  const pairs = line.map((byte) => byte.toString(16).padStart(2, '0'))
  const hex = `${pairs.slice(0, 8).join(' ').padEnd(23)} ${pairs.slice(8).join(' ').padEnd(23)}`
  const text = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
  return { offset: start.toString(16).padStart(6, '0'), hex, text }
}
