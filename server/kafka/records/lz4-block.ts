/** Up to here bytes are copied one by one faster than by a call. */
const SHORT_BYTES = 48
/** A length of four bits that goes on in the bytes behind it. */
const LONG = 15
const MIN_MATCH_BYTES = 4

/**
 * Unpacks an LZ4 block (lz4_Block_format.md) to `output` from `to` on. Gives where it ends there; -1 where the block is malformed or does not fit. The native library would do no better: it makes memory of its own for each block.
 */
export function unpackLz4Block(data: Buffer, output: Buffer, to: number): number {
  const end = data.length
  let from = 0
  let next = to
  while (from < end) {
    const token = data[from] ?? 0
    from += 1
    let literals = token >>> 4
    if (literals === LONG) {
      let more = 255
      for (; more === 255 && from < end; from += 1) literals += more = data[from] ?? 0
    }
    if (literals > end - from || literals > output.length - next) return -1
    if (literals > SHORT_BYTES) data.copy(output, next, from, from + literals)
    else for (let index = 0; index < literals; index += 1) output[next + index] = data[from + index] ?? 0
    from += literals
    next += literals
    // The last sequence has no match.
    if (from === end) return next
    const distance = (data[from] ?? 0) | ((data[from + 1] ?? 0) << 8)
    from += 2
    let length = token & LONG
    if (length === LONG) {
      let more = 255
      for (; more === 255 && from < end; from += 1) length += more = data[from] ?? 0
    }
    length += MIN_MATCH_BYTES
    const match = next - distance
    if (from > end || distance === 0 || match < to || length > output.length - next) return -1
    if (length > SHORT_BYTES && distance >= length) output.copyWithin(next, match, match + length)
    else for (let index = 0; index < length; index += 1) output[next + index] = output[match + index] ?? 0
    next += length
  }
  return next === to ? next : -1
}
