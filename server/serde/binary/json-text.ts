import { StringDecoder } from 'node:string_decoder'
import { AppError, isAppError } from '#lib/errors.ts'

/** Nothing decoded becomes longer than this, whatever its bytes announce. */
export const MAX_TEXT_CHARS = 64 << 20
/** Values in values; deeper than anything people write, and far from the end of the stack. */
const MAX_DEPTH = 128

const PIECE_CHARS = 64 << 10
const MAX_KEY_CHARS = 1 << 20

/** Thrown by {@link JsonText} once it holds all that is wanted; {@link writeJson} catches it. */
class Full extends Error {}

/** JSON as it is written, piece by piece, up to a limit: hostile bytes that announce a billion values end with the limit, not with the memory. */
export class JsonText {
  readonly #limit: number
  /** What was written before `#piece`, as UTF-8: a string of millions of pieces would take ten times its length. */
  readonly #parts: Buffer[] = []
  #piece = ''
  #chars = 0
  #depth: number
  /** What closes the open brackets, the innermost first. */
  #closers = ''
  /** Where the last entry of an open bracket ended. */
  #whole: Mark | null = null

  constructor(limit: number, depth = 0) {
    this.#limit = limit
    this.#depth = depth
  }

  get text(): string {
    return this.#parts.length === 0
      ? this.#piece
      : Buffer.concat([...this.#parts, Buffer.from(this.#piece)]).toString('utf8')
  }

  /** Characters that are JSON already: brackets, commas, numbers. */
  raw(piece: string): void {
    this.#piece += piece
    this.#chars += piece.length
    if (this.#chars > this.#limit) throw new Full()
    if (this.#piece.length > PIECE_CHARS) {
      this.#parts.push(Buffer.from(this.#piece))
      this.#piece = ''
    }
  }

  string(text: string): void {
    this.raw(JSON.stringify(text))
  }

  /** A string of UTF-8 bytes; no more of them are read than still fit. */
  utf8(bytes: Buffer): void {
    const left = this.#limit - this.#chars + 1
    // Every byte becomes at least a third of a character.
    if (bytes.length <= left * 4) return this.string(bytes.toString('utf8'))
    this.string(new StringDecoder('utf8').write(bytes.subarray(0, left * 4)))
  }

  /** Bytes as a base64 string. */
  base64(bytes: Buffer): void {
    const left = this.#limit - this.#chars + 1
    this.raw(`"${bytes.subarray(0, left).toString('base64')}"`)
  }

  /** A number of any size; what JSON has no number for becomes a string. */
  number(value: number | bigint): void {
    if (typeof value === 'number' && !Number.isFinite(value)) this.raw(`"${value}"`)
    else this.raw(Object.is(value, -0) ? '-0' : String(value))
  }

  /** An object's key that `write` makes: a string as it is, anything else as its JSON in a string. */
  key(write: (key: JsonText) => void): void {
    const key = new JsonText(MAX_KEY_CHARS, this.#depth + 1)
    write(key)
    const { text } = key
    if (text.startsWith('"')) this.raw(text)
    else this.string(text)
  }

  /** Writes what `write` makes; where its bytes turn out malformed, takes that back and calls `instead`. */
  attempt(write: () => void, instead: (problem: AppError) => void): void {
    const mark = this.#mark()
    const depth = this.#depth
    try {
      write()
    } catch (error) {
      if (!isAppError(error)) throw error
      this.#restore(mark)
      this.#depth = depth
      instead(error)
    }
  }

  /** A bracket whose entries can stay where a later one is malformed; {@link entryEnd} after each, {@link close} at its end. */
  open(bracket: '{' | '['): void {
    this.raw(bracket)
    this.#closers = (bracket === '{' ? '}' : ']') + this.#closers
  }

  entryEnd(): void {
    // Once per item of hostile lists: no object is made for each.
    this.#whole ??= this.#mark()
    this.#whole.parts = this.#parts.length
    this.#whole.piece = this.#piece
    this.#whole.chars = this.#chars
    this.#whole.closers = this.#closers
  }

  close(): void {
    this.raw(this.#closers.charAt(0))
    this.#closers = this.#closers.slice(1)
  }

  /** Takes back what came after the last whole entry and closes what is open. False where there is no such entry. */
  cutToWhole(): boolean {
    if (this.#whole === null) return false
    this.#restore(this.#whole)
    this.#piece += this.#closers
    return true
  }

  #mark(): Mark {
    return { parts: this.#parts.length, piece: this.#piece, chars: this.#chars, closers: this.#closers }
  }

  #restore({ parts, piece, chars, closers }: Mark): void {
    this.#parts.length = parts
    this.#piece = piece
    this.#chars = chars
    this.#closers = closers
  }

  /** Something with values inside. @throws AppError UNDECODABLE where too many lie in each other */
  nested(write: () => void): void {
    if (++this.#depth > MAX_DEPTH) throw malformed(`values are nested deeper than ${MAX_DEPTH} levels`)
    write()
    this.#depth -= 1
  }
}

interface Mark {
  parts: number
  piece: string
  chars: number
  closers: string
}

/** JSON of bytes. `problem`: these were malformed behind the last entry that is shown. */
export interface WrittenJson {
  text: string
  truncated: boolean
  problem?: AppError
}

/**
 * The JSON that `write` makes, cut at `limit` characters; where the bytes turn out malformed, the entries before that if there are any.
 * @throws what else `write` throws
 */
export function writeJson(limit: number, write: (out: JsonText) => void): WrittenJson {
  const most = Math.min(limit, MAX_TEXT_CHARS)
  const out = new JsonText(most)
  try {
    write(out)
    return { text: out.text, truncated: false }
  } catch (error) {
    if (isAppError(error) && out.cutToWhole()) return { text: out.text, truncated: false, problem: error }
    if (!(error instanceof Full)) throw error
    return { text: out.text.slice(0, most), truncated: true }
  }
}

/** Bytes that are not what they are taken for. */
export function malformed(reason: string): AppError {
  return new AppError('UNDECODABLE', reason)
}
