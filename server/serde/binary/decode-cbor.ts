import { isUtf8 } from 'node:buffer'
import type { ByteReader } from './byte-reader.ts'
import { scaledText } from './decimal-text.ts'
import { type JsonText, malformed, writeJson } from './json-text.ts'
import { shortestFloat } from './shortest-float.ts'
import { uuidText } from './uuid-text.ts'

/** The major types of RFC 8949. */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 }
const INDEFINITE = 31
const BREAK = 0xff
const TAG = { dateTime: 0, epoch: 1, bignum: 2, negativeBignum: 3, decimal: 4, uuid: 37, cbor: 55_799 }
const MAX_BIGNUM_BYTES = 2_000

/**
 * Writes one CBOR value (RFC 8949) as JSON: byte strings as base64, big numbers and decimals with every digit, times as ISO 8601, tags
 * without a meaning in JSON as `{"$tag": number, "value": …}`.
 * @param strict only what a careful writer makes: string keys, strings in UTF-8
 * @throws AppError UNDECODABLE
 */
export function decodeCbor(reader: ByteReader, out: JsonText, strict = false): void {
  const { major, info } = readHead(reader)
  switch (major) {
    case MAJOR.unsigned:
      return out.number(argument(reader, info))
    case MAJOR.negative:
      return out.number(negative(argument(reader, info)))
    case MAJOR.bytes:
      return out.base64(readString(reader, major, info))
    case MAJOR.text: {
      const bytes = readString(reader, major, info)
      if (strict && !isUtf8(bytes)) throw malformed('a string is not UTF-8')
      return out.utf8(bytes)
    }
    case MAJOR.array:
    case MAJOR.map:
      return out.nested(() => writeItems(reader, out, { map: major === MAJOR.map, info, strict }))
    case MAJOR.tag:
      return writeTagged(reader, out, { tag: argument(reader, info), strict })
    default:
      return writeSimple(reader, out, info)
  }
}

function readHead(reader: ByteReader): { major: number; info: number } {
  const byte = reader.u8()
  return { major: byte >> 5, info: byte & 0x1f }
}

function argument(reader: ByteReader, info: number): number | bigint {
  if (info < 24) return info
  if (info === 24) return reader.u8()
  if (info === 25) return reader.take(2).readUInt16BE()
  if (info === 26) return reader.take(4).readUInt32BE()
  if (info === 27) {
    const value = reader.take(8).readBigUInt64BE()
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
  }
  throw malformed(`byte ${reader.at - 1} begins no value`)
}

function negative(value: number | bigint): number | bigint {
  return typeof value === 'number' ? -1 - value : -1n - value
}

function length(reader: ByteReader, info: number): number {
  const value = argument(reader, info)
  if (typeof value === 'bigint' || value > reader.left) {
    throw malformed(`${value} items are announced at byte ${reader.at}, ${reader.left} bytes are left`)
  }
  return value
}

/** A string, or the parts of one of unknown length. */
function readString(reader: ByteReader, major: number, info: number): Buffer {
  if (info !== INDEFINITE) return reader.take(length(reader, info))
  const parts: Buffer[] = []
  while (!ends(reader)) {
    const part = readHead(reader)
    if (part.major !== major || part.info === INDEFINITE) throw malformed('a string has a part of another type')
    parts.push(reader.take(length(reader, part.info)))
  }
  return Buffer.concat(parts)
}

function ends(reader: ByteReader): boolean {
  if (reader.bytes[reader.at] !== BREAK || reader.left === 0) return false
  reader.skip(1)
  return true
}

function writeItems(
  reader: ByteReader,
  out: JsonText,
  { map, info, strict }: { map: boolean; info: number; strict: boolean },
): void {
  const count = info === INDEFINITE ? Infinity : length(reader, info)
  out.raw(map ? '{' : '[')
  for (let index = 0; index < count; index++) {
    if (count === Infinity && ends(reader)) break
    if (index > 0) out.raw(',')
    if (map) {
      const string = (reader.bytes[reader.at] ?? 0) >> 5 === MAJOR.text
      if (strict && !string) throw malformed('a key is no string')
      if (string) decodeCbor(reader, out, strict)
      else out.key((key) => decodeCbor(reader, key, strict))
      out.raw(':')
    }
    decodeCbor(reader, out, strict)
  }
  out.raw(map ? '}' : ']')
}

function writeTagged(
  reader: ByteReader,
  out: JsonText,
  { tag, strict }: { tag: number | bigint; strict: boolean },
): void {
  if (tag === TAG.cbor || tag === TAG.dateTime) return out.nested(() => decodeCbor(reader, out, strict))
  const start = reader.at
  const known = knownTag(reader, tag)
  if (known !== null) return out.raw(known)
  reader.at = start
  out.nested(() => {
    out.raw(`{"$tag":${tag},"value":`)
    decodeCbor(reader, out, strict)
    out.raw('}')
  })
}

/** The JSON of a tagged value that has one of its own; null for any other. */
function knownTag(reader: ByteReader, tag: number | bigint): string | null {
  const { major, info } = readHead(reader)
  if (tag === TAG.bignum || tag === TAG.negativeBignum) {
    return major === MAJOR.bytes ? bignum(readString(reader, major, info), tag === TAG.negativeBignum) : null
  }
  if (tag === TAG.uuid && major === MAJOR.bytes && info === 16) {
    return `"${uuidText(reader.take(16))}"`
  }
  if (tag === TAG.epoch && (major <= MAJOR.negative || (major === MAJOR.simple && info >= 25 && info <= 27))) {
    reader.at -= 1
    const { text } = writeJson(100, (out) => decodeCbor(reader, out))
    const date = new Date(Number(text) * 1_000)
    return Number.isNaN(date.getTime()) ? null : `"${date.toISOString()}"`
  }
  if (tag === TAG.decimal && major === MAJOR.array && info === 2) {
    const exponent = integer(reader)
    const mantissa = integer(reader)
    return exponent === null || mantissa === null ? null : scaledText(mantissa, -Number(exponent))
  }
  return null
}

function integer(reader: ByteReader): bigint | null {
  const { major, info } = readHead(reader)
  if (major === MAJOR.unsigned) return BigInt(argument(reader, info))
  if (major === MAJOR.negative) return BigInt(negative(argument(reader, info)))
  if (major !== MAJOR.tag || (info !== TAG.bignum && info !== TAG.negativeBignum)) return null
  const head = readHead(reader)
  if (head.major !== MAJOR.bytes) return null
  return BigInt(bignum(readString(reader, head.major, head.info), info === TAG.negativeBignum))
}

function bignum(bytes: Buffer, isNegative: boolean): string {
  if (bytes.length > MAX_BIGNUM_BYTES) throw malformed(`a number of ${bytes.length} bytes is too large to be shown`)
  const value = bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`)
  return String(isNegative ? -1n - value : value)
}

function writeSimple(reader: ByteReader, out: JsonText, info: number): void {
  switch (info) {
    case 20:
      return out.raw('false')
    case 21:
      return out.raw('true')
    case 22:
    case 23:
      return out.raw('null')
    case 25:
      return out.number(half(reader.take(2).readUInt16BE()))
    case 26:
      return out.number(shortestFloat(reader.take(4).readFloatBE()))
    case 27:
      return out.number(reader.take(8).readDoubleBE())
    default:
      if (info > 24) throw malformed(`byte ${reader.at - 1} begins no value`)
      return out.raw(`{"$simple":${info === 24 ? reader.u8() : info}}`)
  }
}

/** IEEE 754 in 16 bits. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Infinity
          : NaN
        : (1 + fraction / 1_024) * 2 ** (exponent - 15)
  return bits & 0x8000 ? -size : size
}
