import { SHORT_ESCAPES } from './json-escapes.ts'
import { Needle } from './needle.ts'

/** Text of which at least one must occur in the bytes of a record for it to match. */
export interface Literals {
  any: readonly Needle[]
  /** The bytes are compared without regard to ASCII case; `any` is in lower case then. */
  folded: boolean
}

/** Shorter ones occur nearly everywhere, and looking for them costs more than it saves. */
const MIN_BYTES = 3
/** CBOR may write text in pieces; this byte begins it (RFC 8949, section 3.2.3). */
const TEXT_IN_PIECES = new Needle(Buffer.from([0x7f]))
/** JSON may write a slash like this (RFC 8259, section 7). */
const ESCAPED_SLASH = new Needle(Buffer.from('\\/'))
const UNICODE_ESCAPE = new Needle(Buffer.from('\\u'))
/** What JSON may write with a short escape or must not write raw, and what stands for bytes that are no UTF-8. */
// oxlint-disable-next-line no-control-regex
const ESCAPABLE = /["\\/\u0000-\u001f\ufffd]+/
/** Characters outside of ASCII whose lower case is, or contains, an ASCII letter: the Kelvin sign and the dotted capital I. */
const FOLDS_TO_ASCII = [
  { letter: 'k', bytes: Buffer.from('\u212a') },
  { letter: 'i', bytes: Buffer.from('\u0130') },
]

/** For bytes that are stored as they are: a header, an exact key. */
export function storedLiteral(bytes: Buffer): Literals | null {
  return bytes.length < MIN_BYTES ? null : { any: [new Needle(bytes)], folded: false }
}

/** For a string's own text, which JSON writes wholly in its own form: what an expression compares. */
export function constantLiteral(text: string): Literals | null {
  const bytes = Buffer.from(text)
  if (bytes.length < MIN_BYTES || !text.isWellFormed()) return null
  return { any: [new Needle(bytes), ...escapedForms(text), TEXT_IN_PIECES], folded: false }
}

/**
 * For text as it is stored or as it is shown once JSON's escapes are resolved. Some of what JSON may escape can then stand raw in it and some
 * escaped (`"path":"C:\temp`), so that a run without any of that is looked for: it stands raw in each form, or with a `\u`.
 */
export function textLiteral(text: string): Literals | null {
  if (!text.isWellFormed()) return null
  const run = rarest(text.split(ESCAPABLE))
  if (Buffer.byteLength(run) >= MIN_BYTES) return anyOf([run, '\\u'])
  // Bytes that are no UTF-8 are read as this character.
  if (Buffer.byteLength(text) < MIN_BYTES || text.includes('\ufffd')) return null
  return anyOf([text, ...shortEscapes(text), '\\u'])
}

/** The same for text of any case. */
export function foldedLiteral(text: string): Literals | null {
  const parts = text.toLowerCase().split(/[^\u0020-\u007e]+/)
  const run = rarest(parts.flatMap((part) => part.split(ESCAPABLE)))
  const wanted = run.length >= MIN_BYTES ? run : rarest(parts)
  if (wanted.length < MIN_BYTES) return null
  const { any } = anyOf([wanted, ...shortEscapes(wanted), '\\u'])
  const special = FOLDS_TO_ASCII.filter(({ letter }) => wanted.includes(letter)).map(
    ({ bytes }) => new Needle(foldLatin1(bytes)),
  )
  return { any: [...any, ...special], folded: true }
}

function anyOf(texts: readonly string[]): Literals {
  return { any: [...texts.map((text) => new Needle(Buffer.from(text))), TEXT_IN_PIECES], folded: false }
}

/**
 * The part that is likely to be the rarest: one with digits where it is long enough, because the names of fields, which stand in every record, mostly
 * have none; else the longest. Of equal ones the last: behind a name comes its value.
 */
function rarest(parts: readonly string[]): string {
  const numbered = parts.filter((part) => /\d/.test(part) && Buffer.byteLength(part) >= MIN_BYTES)
  const wanted = numbered.length > 0 ? numbered : parts
  return wanted.reduce((best, part) => (Buffer.byteLength(part) >= Buffer.byteLength(best) ? part : best), '')
}

/**
 * One of these stands where text was made of escapes, if no `\u` does. A backslash alone would be found in nearly every batch: among the offsets.
 */
function shortEscapes(text: string): string[] {
  return [...SHORT_ESCAPES].filter(([char]) => text.includes(char)).map(([, escape]) => escape)
}

/**
 * What stands in JSON that holds a string in another form than its own bytes. With the short escapes there is one such form; a slash may have
 * one or not, and whatever else JSON may escape begins with `\\u`.
 */
function escapedForms(text: string): Needle[] {
  const escaped = JSON.stringify(text).slice(1, -1)
  return [
    ...(escaped === text ? [] : [new Needle(Buffer.from(escaped))]),
    ...(text.includes('/') ? [ESCAPED_SLASH] : []),
    UNICODE_ESCAPE,
  ]
}

/** The more telling one of two that must both hold. */
export function stronger(one: Literals | null, other: Literals | null): Literals | null {
  if (!one || !other) return one ?? other
  return weight(other) > weight(one) ? other : one
}

/** Where either may hold. */
export function union(one: Literals | null, other: Literals | null): Literals | null {
  if (!one || !other || one.folded !== other.folded) return null
  const any = [...one.any]
  for (const needle of other.any) if (!any.some(({ bytes }) => bytes.equals(needle.bytes))) any.push(needle)
  return { any, folded: one.folded }
}

/** Comparing without case needs a copy of the bytes; apart from that the shortest literal decides how many records are looked at. */
function weight({ any, folded }: Literals): number {
  const sizes = any.map(({ bytes }) => bytes.length).filter((length) => length >= MIN_BYTES)
  return Math.min(...sizes) / (folded ? 10 : 1) / any.length
}

function foldLatin1(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1')
}

/** The places in `payload` where one of the literals stands, asked for in rising order. */
export interface Hits {
  /** The first at or after `from`; -1 where there is none. */
  next(from: number): number
}

/** Null where none of the literals occurs at all. */
export function findHits(payload: Buffer, { any, folded }: Literals): Hits | null {
  const search = folded ? inFolded(payload, any) : inBytes(payload, any)
  const at = any.map((_, index) => search(index, 0))
  if (at.every((position) => position < 0)) return null
  return {
    next(from) {
      let first = -1
      for (let index = 0; index < at.length; index += 1) {
        let position = at[index] ?? -1
        if (position >= 0 && position < from) at[index] = position = search(index, from)
        if (position >= 0 && (first < 0 || position < first)) first = position
      }
      return first
    },
  }
}

type Search = (index: number, from: number) => number

function inBytes(payload: Buffer, any: readonly Needle[]): Search {
  return (index, from) => any[index]?.indexIn(payload, from) ?? -1
}

function inFolded(payload: Buffer, any: readonly Needle[]): Search {
  const lower = payload.toString('latin1').toLowerCase()
  const wanted = any.map(({ bytes }) => bytes.toString('latin1'))
  return (index, from) => lower.indexOf(wanted[index] ?? '', from)
}
