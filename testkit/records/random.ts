import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'

/** A deterministic generator (mulberry32): the same seed gives the same run. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** An integer from 0 to `below` - 1. */
  int(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }

  chance(percent: number): boolean {
    return this.int(100) < percent
  }

  /** Bytes of any kind; every third time well compressible ones. */
  bytes(maxBytes: number): Buffer {
    const fill = this.chance(33) ? this.int(256) : null
    return Buffer.from(Array.from({ length: this.int(maxBytes + 1) }, () => fill ?? this.int(256)))
  }

  bytesOrNull(maxBytes: number): Buffer | null {
    return this.chance(15) ? null : this.bytes(maxBytes)
  }

  records(maxCount: number): EncodableRecord[] {
    const now = 1_760_000_000_000
    return Array.from({ length: 1 + this.int(maxCount) }, () => ({
      key: this.bytesOrNull(20),
      value: this.bytesOrNull(this.chance(5) ? 70_000 : 300),
      headers: Array.from({ length: this.chance(50) ? 0 : this.int(5) }, () => ({
        name: this.bytes(10),
        value: this.bytesOrNull(30),
      })),
      timestamp: this.chance(5) ? this.int(1000) : now + this.int(1_000_000) - 500_000,
    }))
  }
}
