/** Puts bytes together, front to back. */
export class ByteWriter {
  readonly #parts: Buffer[] = []

  bytes(part: Buffer): void {
    this.#parts.push(part)
  }

  u8(value: number): void {
    this.#parts.push(Buffer.from([value]))
  }

  /** Seven bits per byte, the lowest first; negative numbers as the 64 bits of their two's complement. */
  varint(value: bigint): void {
    let rest = BigInt.asUintN(64, value)
    const bytes: number[] = []
    while (rest > 0x7fn) {
      bytes.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    bytes.push(Number(rest))
    this.#parts.push(Buffer.from(bytes))
  }

  /** A varint whose lowest bit is the sign. */
  zigzag(value: bigint): void {
    this.varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)))
  }

  /** Bytes of a fixed width, filled by one of Buffer's write methods. */
  fixed(bytes: number, fill: (buffer: Buffer) => void): void {
    const buffer = Buffer.alloc(bytes)
    fill(buffer)
    this.#parts.push(buffer)
  }

  done(): Buffer {
    return Buffer.concat(this.#parts)
  }
}
