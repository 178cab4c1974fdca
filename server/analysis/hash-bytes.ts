/** Two independent 32-bit hashes of some bytes: together wide enough that two of a million ids do not meet (1 in 30 million). */
export interface WideHash {
  low: number
  high: number
}

/** A multiply-and-rotate hash with the finalizer of MurmurHash3 (public domain); not for adversaries, only for counting. */
export function hashBytes(bytes: Uint8Array): WideHash {
  let low = 0x9e3779b9 ^ bytes.length
  let high = 0x85ebca6b ^ bytes.length
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0
    low = Math.imul(low ^ byte, 0x85ebca6b)
    low = (low << 13) | (low >>> 19)
    high = Math.imul(high ^ byte, 0xc2b2ae35)
    high = (high << 17) | (high >>> 15)
  }
  return { low: finalize(low ^ high), high: finalize(high + Math.imul(low, 31)) }
}

function finalize(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
