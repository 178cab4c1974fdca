import { isUtf8 } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import type { FormatName } from '#lib/contract/messages.ts'
import { ByteReader } from './binary/byte-reader.ts'
import { decodeCbor } from './binary/decode-cbor.ts'
import { decodeMsgpack } from './binary/decode-msgpack.ts'
import { type JsonText, malformed, writeJson } from './binary/json-text.ts'
import { shortestFloat } from './binary/shortest-float.ts'
import { uuidText } from './binary/uuid-text.ts'
import { hasByteOrderMark, jsonProblem } from './detect.ts'
import { writeSchemaless } from './protobuf/unknown-fields.ts'
import { FieldBudget } from './protobuf/split-message.ts'

/** Bytes in one format. `exact` is false where the text does not bring the same bytes back. */
export interface FormatText {
  text: string
  truncated: boolean
  exact: boolean
}

const NUMBERS: Partial<Record<FormatName, { bytes: number; read: (data: Buffer) => string }>> = {
  int8: { bytes: 1, read: (data) => String(data.readInt8()) },
  int16: { bytes: 2, read: (data) => String(data.readInt16BE()) },
  int32: { bytes: 4, read: (data) => String(data.readInt32BE()) },
  int64: { bytes: 8, read: (data) => String(data.readBigInt64BE()) },
  float: { bytes: 4, read: (data) => floatText(shortestFloat(data.readFloatBE())) },
  double: { bytes: 8, read: (data) => floatText(data.readDoubleBE()) },
  uuid: { bytes: 16, read: uuidText },
}

/** Formats whose bytes say themselves how they are to be read, as JSON. */
const STRUCTURED: Partial<Record<FormatName, (reader: ByteReader, out: JsonText) => void>> = {
  msgpack: decodeMsgpack,
  cbor: decodeCbor,
  protobuf: (reader, out) => writeSchemaless(reader, out, new FieldBudget()),
}

const NEEDS: Partial<Record<FormatName, string>> = {
  avro: 'Not Avro: the bytes name no schema of the schema registry.',
  jsonSchema: 'Not JSON with a schema: the bytes name no schema of the schema registry.',
  kafka: 'Not a record of Kafka itself: the topic is none of the internal ones that are known here.',
}

/** Why `bytes` cannot be read in `format`; null where nothing speaks against it yet. Hex, base64 and text take anything. */
export function formatProblem(format: FormatName, bytes: Buffer): string | null {
  if (format === 'json') return jsonProblem(bytes)
  if (format === 'text' || format === 'xml') return isUtf8(bytes) ? null : 'Not text: the bytes are not UTF-8.'
  if (format === 'empty') return bytes.length === 0 ? null : `Not empty: there are ${bytes.length} bytes.`
  const fixed = NUMBERS[format]
  if (!fixed || fixed.bytes === bytes.length) return NEEDS[format] ?? null
  return `Not ${format}: that takes ${fixed.bytes} bytes, and there are ${bytes.length}.`
}

/**
 * The text of `bytes` in a format that has no {@link formatProblem}, or in `text`, at most `maxBytes` of it.
 * @throws AppError UNDECODABLE where a structured format turns out not to be what the bytes hold
 */
export function readFormat(format: FormatName, bytes: Buffer, maxBytes: number): FormatText {
  const fixed = NUMBERS[format]
  if (fixed) {
    // The payload of a NaN is lost in print.
    const text = fixed.read(bytes)
    return { text, truncated: false, exact: text !== 'NaN' }
  }
  const structured = STRUCTURED[format]
  if (structured) {
    const reader = new ByteReader(bytes)
    const written = writeJson(maxBytes, (out) => structured(reader, out))
    if (!written.truncated && reader.left > 0) throw malformed(`${reader.left} bytes are left over behind the value`)
    return { ...written, exact: false }
  }
  const truncated = bytes.length > maxBytes
  const shown = truncated ? bytes.subarray(0, maxBytes) : bytes
  if (format === 'hex') return { text: shown.toString('hex'), truncated, exact: true }
  if (format === 'base64') return { text: shown.toString('base64'), truncated, exact: true }
  if (format === 'json' && hasByteOrderMark(bytes))
    return { text: utf8(shown.subarray(3), truncated), truncated, exact: false }
  return { text: utf8(shown, truncated), truncated, exact: isUtf8(bytes) }
}

/** UTF-8 text; where it was cut, a character is not left in half. */
function utf8(bytes: Buffer, cut: boolean): string {
  return cut ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8')
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
