import { isUtf8 } from 'node:buffer'
import type { ByteReader } from './byte-reader.ts'
import { type JsonText, malformed } from './json-text.ts'
import { shortestFloat } from './shortest-float.ts'

const TIMESTAMP = -1

/**
 * Writes one MessagePack value as JSON: bytes as base64, timestamps as ISO 8601, other extensions as `{"$ext": type, "data": base64}`.
 * @param strict only what a careful writer makes: string keys, strings in UTF-8
 * @throws AppError UNDECODABLE
 */
export function decodeMsgpack(reader: ByteReader, out: JsonText, strict = false): void {
  const byte = reader.u8()
  if (byte < 0x80) return out.number(byte)
  if (byte < 0x90) return writeMap(reader, out, byte & 0x0f, strict)
  if (byte < 0xa0) return writeArray(reader, out, byte & 0x0f, strict)
  if (byte < 0xc0) return writeString(reader.take(byte & 0x1f), out, strict)
  if (byte >= 0xe0) return out.number(byte - 0x100)
  switch (byte) {
    case 0xc0:
      return out.raw('null')
    case 0xc2:
      return out.raw('false')
    case 0xc3:
      return out.raw('true')
    case 0xc4:
      return out.base64(reader.take(reader.u8()))
    case 0xc5:
      return out.base64(reader.take(u16(reader)))
    case 0xc6:
      return out.base64(reader.take(u32(reader)))
    case 0xc7:
      return writeExtension(reader, out, reader.u8())
    case 0xc8:
      return writeExtension(reader, out, u16(reader))
    case 0xc9:
      return writeExtension(reader, out, u32(reader))
    case 0xca:
      return out.number(shortestFloat(reader.take(4).readFloatBE()))
    case 0xcb:
      return out.number(reader.take(8).readDoubleBE())
    case 0xcc:
      return out.number(reader.u8())
    case 0xcd:
      return out.number(u16(reader))
    case 0xce:
      return out.number(u32(reader))
    case 0xcf:
      return out.number(reader.take(8).readBigUInt64BE())
    case 0xd0:
      return out.number(reader.take(1).readInt8())
    case 0xd1:
      return out.number(reader.take(2).readInt16BE())
    case 0xd2:
      return out.number(reader.take(4).readInt32BE())
    case 0xd3:
      return out.number(reader.take(8).readBigInt64BE())
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return writeExtension(reader, out, 1 << (byte - 0xd4))
    case 0xd9:
      return writeString(reader.take(reader.u8()), out, strict)
    case 0xda:
      return writeString(reader.take(u16(reader)), out, strict)
    case 0xdb:
      return writeString(reader.take(u32(reader)), out, strict)
    case 0xdc:
      return writeArray(reader, out, u16(reader), strict)
    case 0xdd:
      return writeArray(reader, out, u32(reader), strict)
    case 0xde:
      return writeMap(reader, out, u16(reader), strict)
    case 0xdf:
      return writeMap(reader, out, u32(reader), strict)
    default:
      throw malformed(`byte ${reader.at - 1} begins no value`)
  }
}

function u16(reader: ByteReader): number {
  return reader.take(2).readUInt16BE()
}

function u32(reader: ByteReader): number {
  return reader.take(4).readUInt32BE()
}

function writeString(bytes: Buffer, out: JsonText, strict: boolean): void {
  if (strict && !isUtf8(bytes)) throw malformed('a string is not UTF-8')
  out.utf8(bytes)
}

function writeArray(reader: ByteReader, out: JsonText, count: number, strict: boolean): void {
  if (count > reader.left) throw malformed(`an array of ${count} is announced, ${reader.left} bytes are left`)
  out.nested(() => {
    out.raw('[')
    for (let index = 0; index < count; index++) {
      if (index > 0) out.raw(',')
      decodeMsgpack(reader, out, strict)
    }
    out.raw(']')
  })
}

function writeMap(reader: ByteReader, out: JsonText, count: number, strict: boolean): void {
  if (count > reader.left) throw malformed(`a map of ${count} is announced, ${reader.left} bytes are left`)
  out.nested(() => {
    out.raw('{')
    for (let index = 0; index < count; index++) {
      if (index > 0) out.raw(',')
      const first = reader.bytes[reader.at] ?? 0
      const string = (first >= 0xa0 && first < 0xc0) || (first >= 0xd9 && first <= 0xdb)
      if (strict && !string) throw malformed('a key is no string')
      if (string) decodeMsgpack(reader, out, strict)
      else out.key((key) => decodeMsgpack(reader, key, strict))
      out.raw(':')
      decodeMsgpack(reader, out, strict)
    }
    out.raw('}')
  })
}

function writeExtension(reader: ByteReader, out: JsonText, length: number): void {
  const type = reader.take(1).readInt8()
  const data = reader.take(length)
  const time = type === TIMESTAMP ? timestamp(data) : null
  if (time !== null) return out.string(time)
  out.raw(`{"$ext":${type},"data":`)
  out.base64(data)
  out.raw('}')
}

/** The specification's timestamp: seconds in 4 bytes, nanoseconds and seconds in 8, or both apart in 12. */
function timestamp(data: Buffer): string | null {
  let seconds: bigint
  let nanos = 0
  if (data.length === 4) seconds = BigInt(data.readUInt32BE())
  else if (data.length === 8) {
    const both = data.readBigUInt64BE()
    nanos = Number(both >> 34n)
    seconds = both & 0x3ffffffffn
  } else if (data.length === 12) {
    nanos = data.readUInt32BE()
    seconds = data.readBigInt64BE(4)
  } else return null
  if (nanos > 999_999_999 || seconds > 8_640_000_000_000n || seconds < -8_640_000_000_000n) return null
  const text = new Date(Number(seconds) * 1_000).toISOString().slice(0, -5)
  return `${text}${
    nanos === 0
      ? ''
      : `.${String(nanos)
          .padStart(9, '0')
          .replace(/(000){1,2}$/, '')}`
  }Z`
}
