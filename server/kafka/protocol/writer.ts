import { AppError } from '#lib/errors.ts'

/** Writes the primitives of Kafka's wire protocol into a buffer that grows. A number outside its type is a RangeError. */
export class Writer {
  private buffer = Buffer.allocUnsafe(256)
  private position = 0

  /** What has been written; a view, so write no more after taking it. */
  result(): Buffer {
    return this.buffer.subarray(0, this.position)
  }

  int8(value: number): void {
    const start = this.reserve(1)
    this.buffer.writeInt8(value, start)
  }

  int16(value: number): void {
    const start = this.reserve(2)
    this.buffer.writeInt16BE(value, start)
  }

  uint16(value: number): void {
    const start = this.reserve(2)
    this.buffer.writeUInt16BE(value, start)
  }

  int32(value: number): void {
    const start = this.reserve(4)
    this.buffer.writeInt32BE(value, start)
  }

  int64(value: bigint): void {
    const start = this.reserve(8)
    this.buffer.writeBigInt64BE(value, start)
  }

  /** @param value base64url, as Kafka's own tools print ids */
  uuid(value: string): void {
    const bytes = Buffer.from(value, 'base64url')
    if (bytes.length !== 16)
      throw new AppError('INVALID_INPUT', `"${value}" is not a Kafka id of 22 base64url characters`)
    this.bytes(bytes)
  }

  unsignedVarint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      const start = this.reserve(1)
      this.buffer.writeUInt8((rest & 0x7f) | 0x80, start)
      rest >>>= 7
    }
    const start = this.reserve(1)
    this.buffer.writeUInt8(rest, start)
  }

  /** @param length of the text in UTF-8 */
  string(value: string, length: number): void {
    const start = this.reserve(length)
    this.buffer.write(value, start, 'utf8')
  }

  bytes(value: Buffer): void {
    const start = this.reserve(value.length)
    value.copy(this.buffer, start)
  }

  /** Makes room, perhaps in a new buffer: take `this.buffer` only after it. */
  private reserve(length: number): number {
    const start = this.position
    const end = start + length
    if (end > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.buffer.length * 2))
      this.buffer.copy(larger, 0, 0, start)
      this.buffer = larger
    }
    this.position = end
    return start
  }
}
