import { invalid } from '../errors.ts'
import { trimEnd } from '../format/trim-end.ts'

/**
 * Opaque, versioned positions that travel in a URL or an SSE `id:`: base64url of unsigned varints, headed by a version and a kind, so that a
 * cursor of another route or of an older console is refused instead of misread.
 *
 *     const cursor = new CursorWriter('messages').text(topicId).uint(filterHash).uint(offset).toString()
 *     const reader = new CursorReader('messages', cursor, 'cursor')   // 'cursor' is the field named in the error
 *     const topicId = reader.text(), hash = reader.uint(), offset = reader.bigUint(); reader.end()
 *
 * Fields are read back in the order they were written. Put in what makes the position meaningless when it changes (topic id, isolation,
 * {@link hashOf} of the filter) and compare it after reading.
 */
const VERSION = 1
const KINDS = { messages: 1, search: 2, tail: 3 } as const
export type CursorKind = keyof typeof KINDS

/** What fits into an HTTP header and a URL with room to spare. */
export const MAX_CURSOR_CHARS = 12_288

export class CursorWriter {
  #bytes = new Uint8Array(256)
  #at = 0

  constructor(kind: CursorKind) {
    this.uint(VERSION).uint(KINDS[kind])
  }

  /** A whole number from 0 on, up to 64 bits. */
  uint(value: number | bigint): this {
    let rest = value
    if (typeof rest === 'bigint') {
      for (; rest > 0x1f_ffff_ffff_ffffn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80)
      rest = Number(rest)
    }
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80)
    return this.#byte(rest)
  }

  text(value: string): this {
    const bytes = new TextEncoder().encode(value)
    this.uint(bytes.length)
    for (const byte of bytes) this.#byte(byte)
    return this
  }

  toString(): string {
    let binary = ''
    for (let at = 0; at < this.#at; at += 1) binary += String.fromCharCode(this.#bytes[at] ?? 0)
    return trimEnd(btoa(binary).replaceAll('+', '-').replaceAll('/', '_'), '=')
  }

  #byte(byte: number): this {
    if (this.#at === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#at++] = byte
    return this
  }
}

export class CursorReader {
  readonly #bytes: Uint8Array
  readonly #field: string
  #at = 0

  /** @param field the input that carried the cursor, named in the error. @throws AppError INVALID_INPUT */
  constructor(kind: CursorKind, cursor: string, field: string) {
    this.#field = field
    if (cursor.length > MAX_CURSOR_CHARS || !/^[\w-]+$/.test(cursor)) throw this.#unreadable()
    try {
      const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
      this.#bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0))
    } catch {
      throw this.#unreadable()
    }
    if (this.uint() !== VERSION || this.uint() !== KINDS[kind]) throw this.#unreadable()
  }

  /** A number up to 2^53. */
  uint(): number {
    const value = Number(this.bigUint())
    if (!Number.isSafeInteger(value)) throw this.#unreadable()
    return value
  }

  bigUint(): bigint {
    let low = 0
    let scale = 1
    // Seven bytes fit a number exactly; only what is longer needs big integers.
    for (let count = 0; count < 7; count += 1, scale *= 0x80) {
      const byte = this.#next()
      low += (byte & 0x7f) * scale
      if (byte < 0x80) return BigInt(low)
    }
    let value = BigInt(low)
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#next()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw this.#unreadable()
  }

  text(): string {
    const size = this.uint()
    if (size > this.#bytes.length - this.#at) throw this.#unreadable()
    this.#at += size
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - size, this.#at))
  }

  /** To be called after the last field. @throws AppError INVALID_INPUT where something is left over */
  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#unreadable()
  }

  #next(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw this.#unreadable()
    return byte
  }

  #unreadable(): Error {
    return invalid(this.#field, 'this is no position that this console gave out: start again without it')
  }
}

/** A 32-bit hash (FNV-1a) of a filter's parts, to tell whether a cursor belongs to it. Not for anything that must resist an attacker. */
export function hashOf(...parts: readonly (string | number | boolean | undefined)[]): number {
  let hash = 0x811c9dc5
  for (const char of parts.map((part) => (part === undefined ? '\u0001' : String(part))).join('\u0000')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash >>> 0
}
