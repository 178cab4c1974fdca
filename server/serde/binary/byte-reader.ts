import { malformed } from './json-text.ts'

/** Reads primitives front to back, every one checked against the end. What it gives are views, never copies. */
export class ByteReader {
  readonly bytes: Buffer
  at: number
  readonly end: number

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = start
    this.end = end
  }

  get left(): number {
    return this.end - this.at
  }

  /** Moves over `count` bytes and tells where they begin. */
  skip(count: number): number {
    const start = this.at
    if (!(count >= 0 && count <= this.end - start)) {
      throw malformed(`${count} bytes are announced at byte ${start}, ${this.left} are left`)
    }
    this.at = start + count
    return start
  }

  take(count: number): Buffer {
    const start = this.skip(count)
    return this.bytes.subarray(start, start + count)
  }

  u8(): number {
    if (this.at >= this.end) throw malformed(`the bytes end at ${this.at}, within a value`)
    return this.bytes[this.at++] ?? 0
  }

  /** An unsigned varint of up to 64 bits, the lowest seven first: a number up to 2^49, else a bigint. */
  varint(): number | bigint {
    let value = 0
    let factor = 1
    for (let read = 0; read < 7; read++) {
      const byte = this.u8()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 128
    }
    let big = BigInt(value)
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.u8()
      big |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, big)
    }
    throw malformed(`the number before byte ${this.at} is longer than 64 bits`)
  }

  /** A varint whose lowest bit is the sign (Avro's int and long, Protobuf's sint). */
  zigzag(): number | bigint {
    return unzigzag(this.varint())
  }

  /** A length or count; anything that no buffer could hold is refused. */
  size(): number {
    const value = this.varint()
    if (typeof value === 'bigint') throw malformed(`a length of ${value} bytes is announced`)
    return value
  }
}

export function unzigzag(value: number | bigint): number | bigint {
  if (typeof value === 'number') return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  return value & 1n ? -((value + 1n) >> 1n) : value >> 1n
}
