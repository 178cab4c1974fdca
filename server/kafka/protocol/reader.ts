import { AppError } from '#lib/errors.ts'

/**
 * Reads the primitives of Kafka's wire protocol from a buffer, front to back. Every read is checked against the end, and every
 * announced length against what is left, so hostile input ends in an UNDECODABLE error and never in a large allocation.
 * Byte fields are views of the buffer, never copies.
 */
export class Reader {
  private readonly buffer: Buffer
  private position = 0

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  get remaining(): number {
    return this.buffer.length - this.position
  }

  int8(): number {
    return this.buffer.readInt8(this.advance(1))
  }

  int16(): number {
    return this.buffer.readInt16BE(this.advance(2))
  }

  uint16(): number {
    return this.buffer.readUInt16BE(this.advance(2))
  }

  int32(): number {
    return this.buffer.readInt32BE(this.advance(4))
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8))
  }

  /** Base64url without padding, the form in which Kafka's own tools print ids. */
  uuid(): string {
    const start = this.advance(16)
    return this.buffer.toString('base64url', start, start + 16)
  }

  /** An unsigned 32-bit varint: seven bits per byte, the lowest first. */
  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer.readUInt8(this.advance(1))
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) {
        if (value > 0xffffffff) break
        return value
      }
    }
    throw undecodable(`the varint before byte ${this.position} is longer than 32 bits`)
  }

  /** `length` bytes as text, or null for a negative length. */
  string(length: number): string | null {
    if (length < 0) return null
    const start = this.advance(length)
    return this.buffer.toString('utf8', start, start + length)
  }

  /** A view of `length` bytes, or null for a negative length. */
  bytes(length: number): Buffer | null {
    if (length < 0) return null
    const start = this.advance(length)
    return this.buffer.subarray(start, start + length)
  }

  /** Passes over a tag buffer (KIP-482): fields which a newer peer may add to any struct of a flexible version. */
  skipTags(): void {
    for (let count = this.unsignedVarint(); count > 0; count--) {
      this.unsignedVarint()
      this.advance(this.unsignedVarint())
    }
  }

  private advance(length: number): number {
    const start = this.position
    if (length > this.buffer.length - start) {
      throw undecodable(`${length} bytes are announced at byte ${start}, ${this.remaining} are left`)
    }
    this.position = start + length
    return start
  }
}

export function undecodable(reason: string): AppError {
  return new AppError('UNDECODABLE', reason)
}
