/** A buffer that had to become larger than this is given back when it is cleared. */
const KEPT_BYTES = 1 << 20
const DIGIT_0 = 0x30
/** Numbers are written in two halves, so that both fit the integers a processor divides quickly. */
const HALF_DIGITS = 7
const HALF = 10_000_000

/** JSON as bytes, put together in one buffer that is used over and over: no string is made on the way. */
export class JsonBytes {
  buffer: Buffer
  length = 0

  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(bytes)
  }

  clear(): void {
    this.length = 0
    if (this.buffer.length > KEPT_BYTES) this.buffer = Buffer.allocUnsafeSlow(KEPT_BYTES)
  }

  /** Makes sure that `bytes` more fit. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }

  /** A copy of ready-made bytes; needs room. */
  bytes(bytes: Uint8Array): void {
    const { buffer } = this
    let at = this.length
    for (let index = 0; index < bytes.length; index += 1) buffer[at++] = bytes[index] ?? 0
    this.length = at
  }

  /** Makes room by itself. */
  text(text: string): void {
    this.reserve(text.length * 3)
    this.length += this.buffer.write(text, this.length, 'utf8')
  }

  /** A safe integer; needs room for 20 bytes. */
  integer(value: number): void {
    if (value < 0) return this.text(String(value))
    const high = Math.floor(value / HALF)
    if (high === 0) return this.#digits(value | 0, digitsOf(value))
    this.#digits(high | 0, digitsOf(high))
    this.#digits((value - high * HALF) | 0, HALF_DIGITS)
  }

  copy(): Buffer {
    const copied = Buffer.allocUnsafeSlow(this.length)
    this.buffer.copy(copied, 0, 0, this.length)
    return copied
  }

  #digits(value: number, count: number): void {
    let left = value
    for (let at = this.length + count - 1; at >= this.length; at -= 1) {
      const rest = (left / 10) | 0
      this.buffer[at] = DIGIT_0 + left - rest * 10
      left = rest
    }
    this.length += count
  }
}

function digitsOf(value: number): number {
  let count = 1
  for (let limit = 10; value >= limit && count < 10; limit *= 10) count += 1
  return count
}
