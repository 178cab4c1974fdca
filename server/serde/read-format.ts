import { isUtf8 } from 'node:buffer'
import { StringDecoder } from 'node:string_decoder'
import type { FormatName } from '#lib/contract/messages.ts'
import { jsonProblem } from './detect.ts'

/** Bytes in one format. `exact` is false where the text does not bring the same bytes back. */
export interface FormatText {
  text: string
  truncated: boolean
  exact: boolean
}

const NUMBERS: Partial<Record<FormatName, { bytes: number; read: (data: Buffer) => string }>> = {
  int32: { bytes: 4, read: (data) => String(data.readInt32BE()) },
  int64: { bytes: 8, read: (data) => String(data.readBigInt64BE()) },
  float: { bytes: 4, read: (data) => floatText(data.readFloatBE()) },
  double: { bytes: 8, read: (data) => floatText(data.readDoubleBE()) },
  uuid: { bytes: 16, read: uuidText },
}

/** Why `bytes` cannot be read in `format`; null where they can. Hex, base64 and text take anything. */
export function formatProblem(format: FormatName, bytes: Buffer): string | null {
  if (format === 'json') return jsonProblem(bytes)
  if (format === 'text') return isUtf8(bytes) ? null : 'Not text: the bytes are not UTF-8.'
  if (format === 'empty') return bytes.length === 0 ? null : `Not empty: there are ${bytes.length} bytes.`
  const fixed = NUMBERS[format]
  if (!fixed || fixed.bytes === bytes.length) return null
  return `Not ${format}: that takes ${fixed.bytes} bytes, and there are ${bytes.length}.`
}

/** The text of `bytes` in a format that has no {@link formatProblem}, or in `text`, at most `maxBytes` of it. */
export function readFormat(format: FormatName, bytes: Buffer, maxBytes: number): FormatText {
  const fixed = NUMBERS[format]
  if (fixed) {
    // The payload of a NaN is lost in print.
    const text = fixed.read(bytes)
    return { text, truncated: false, exact: text !== 'NaN' }
  }
  const truncated = bytes.length > maxBytes
  const shown = truncated ? bytes.subarray(0, maxBytes) : bytes
  if (format === 'hex') return { text: shown.toString('hex'), truncated, exact: true }
  if (format === 'base64') return { text: shown.toString('base64'), truncated, exact: true }
  return { text: utf8(shown, truncated), truncated, exact: isUtf8(bytes) }
}

/** UTF-8 text; where it was cut, a character is not left in half. */
function utf8(bytes: Buffer, cut: boolean): string {
  return cut ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8')
}

function floatText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function uuidText(data: Buffer): string {
  const hex = data.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
