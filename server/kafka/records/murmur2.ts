const SEED = 0x9747b28c
const MIX = 0x5bd1e995

/**
 * The partition that Kafka's Java client and kafkajs choose for `key`: murmur2 with its sign bit cleared, modulo the number of
 * partitions. A null key has no such partition.
 */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}

/** MurmurHash2 with Kafka's seed as a signed 32-bit integer, equal to `Utils.murmur2` of the Java client. */
export function murmur2(data: Uint8Array): number {
  // Reads stay inside `data`, so the `?? 0` only satisfies the compiler.
  const byte = (at: number): number => data[at] ?? 0
  const tail = data.length & ~3
  let hash = SEED ^ data.length
  for (let at = 0; at < tail; at += 4) {
    let word = byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24)
    word = Math.imul(word, MIX)
    word ^= word >>> 24
    hash = Math.imul(hash, MIX) ^ Math.imul(word, MIX)
  }
  const rest = data.length - tail
  if (rest === 3) hash ^= byte(tail + 2) << 16
  if (rest >= 2) hash ^= byte(tail + 1) << 8
  if (rest >= 1) hash = Math.imul(hash ^ byte(tail), MIX)
  hash = Math.imul(hash ^ (hash >>> 13), MIX)
  return hash ^ (hash >>> 15)
}
