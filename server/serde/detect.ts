import { plural } from '#lib/format/numbers.ts'
import { sentence } from '#lib/format/sentence.ts'
import { isUtf8 } from 'node:buffer'
import type { FormatName } from '#lib/contract/messages.ts'
import { ByteReader } from './binary/byte-reader.ts'
import { decodeCbor } from './binary/decode-cbor.ts'
import { decodeMsgpack } from './binary/decode-msgpack.ts'
import { fileKindOf } from './file-kinds.ts'
import { type OddBytes, oddBytes, type Utf16, utf16Of } from './text-bytes.ts'
import { type JsonText, writeJson } from './binary/json-text.ts'

/** Text above this size is only looked at in its beginning for control characters. */
const LOOKED_AT_BYTES = 256 << 10
/** Confluent's wire format: a zero byte, then the schema's id in four. */
const WIRE_FORMAT_BYTES = 5
/** Control characters that text does not hold; tab, line breaks and ESC (coloured logs) may stand in it. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/

export interface Detected {
  format: FormatName
  /** How the bytes become text where they are not all UTF-8 text. */
  as?: 'marked' | Utf16
  /** Why this format; left out where it needs no explanation. */
  reason?: string | undefined
  /** Why a better format failed. */
  error?: string | undefined
}

interface Looked {
  /** JSON above this size is told by its first and last character, since parsing it would hold up other requests. */
  parsedBytes: number
  /** The last bytes of what only the beginning is there. */
  ending?: Buffer
}

/**
 * The best format for bytes of which nothing is known: JSON, XML, text, MessagePack, CBOR, a number or UUID where that is plausible, else hex.
 */
export function detect(bytes: Buffer, { parsedBytes, ending = bytes }: Looked): Detected {
  if (bytes.length === 0) return { format: 'empty' }
  if (hasByteOrderMark(bytes)) {
    const behind = bytes.subarray(BYTE_ORDER_MARK.length)
    if (!hasByteOrderMark(behind) && detect(behind, { parsedBytes, ending }).format === 'json')
      return { format: 'json', reason: 'It begins with a byte-order mark, which is left out here.' }
  }
  if (isUtf8(bytes)) {
    const text = bytes.toString('latin1', 0, LOOKED_AT_BYTES)
    if (!CONTROL.test(text)) {
      if (looksLikeJson(bytes, ending, parsedBytes)) return detectJson(bytes, parsedBytes)
      return looksLikeXml(bytes, ending)
        ? { format: 'xml', reason: 'It begins and ends like XML.' }
        : { format: 'text' }
    }
  }
  return detectBinary(bytes)
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff')

/** Whether bytes begin with the mark that some programs put in front of UTF-8; JSON must not have it (RFC 8259, section 8.1). */
export function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** Why the bytes are not JSON, or null where they are. */
export function jsonProblem(bytes: Buffer): string | null {
  if (!isUtf8(bytes)) return 'Not JSON: the bytes are not UTF-8.'
  try {
    JSON.parse(bytes.toString('utf8', hasByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0))
    return null
  } catch (error) {
    return sentence(`Not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}`)
  }
}

function detectJson(bytes: Buffer, parsedBytes: number): Detected {
  if (bytes.length > parsedBytes) {
    return { format: 'json', reason: 'It begins and ends like JSON; values of this size are not parsed here.' }
  }
  const problem = jsonProblem(bytes)
  if (problem === null) return { format: 'json' }
  return meantAsJson(bytes) ? { format: 'text', error: problem } : { format: 'text' }
}

/** `{"`, `[{` and the like. A log line begins with a bracket, too, and a sentence with a quote. */
function meantAsJson(bytes: Buffer): boolean {
  return /^\s*(\{\s*["}]|\[\s*["{[])/.test(bytes.toString('latin1', 0, 64)) || /^\s*[{[][^]*[\]}]$/.test(ends(bytes))
}

function ends(bytes: Buffer): string {
  return `${bytes.toString('latin1', 0, 64).trimEnd()}${endOf(bytes)}`
}

const OPENS = /^[\s]*[{["\-0-9tfn]/
const NUMBER_OR_WORD = /^\s*(-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)\s*$/

/** Objects, arrays and strings by their first character; a bare number or word only as a whole, since plain text begins with digits too. */
function looksLikeJson(bytes: Buffer, ending: Buffer, parsedBytes: number): boolean {
  const start = bytes.toString('latin1', 0, 64)
  if (!OPENS.test(start)) return false
  const first = start.trimStart()[0] ?? ''
  if (!'{["'.includes(first)) return bytes.length <= 64 && NUMBER_OR_WORD.test(start)
  if (bytes.length <= parsedBytes) return true
  const last = endOf(ending).at(-1) ?? ''
  return ['{}', '[]', '""'].includes(first + last)
}

const XML_OPENS = /^(?:\u00ef\u00bb\u00bf)?\s*<(?:\?xml\s|!DOCTYPE\s|!--|([A-Za-z_][\w:.-]*)[\s/>])/

/** A declaration or an element in front, and an end tag behind: of the same element where it is the first. */
function looksLikeXml(bytes: Buffer, ending: Buffer): boolean {
  const opened = XML_OPENS.exec(bytes.toString('latin1', 0, 300))
  if (!opened) return false
  const end = endOf(ending)
  if (opened[1] === undefined) return end.endsWith('>')
  return end.endsWith(`</${opened[1]}>`) || end.endsWith('/>')
}

function endOf(bytes: Buffer): string {
  return bytes.toString('latin1', Math.max(0, bytes.length - 300)).trimEnd()
}

function detectBinary(bytes: Buffer): Detected {
  // By chance alone hardly any bytes are a whole map of named values, so this comes before what only the length says.
  if (isWhole(bytes, isMsgpackBranch, decodeMsgpack)) {
    return { format: 'msgpack', reason: 'From the first byte to the last it is one MessagePack value.' }
  }
  if (isWhole(bytes, isCborBranch, decodeCbor)) {
    return { format: 'cbor', reason: 'From the first byte to the last it is one CBOR value.' }
  }
  const kind = fileKindOf(bytes)
  if (kind !== null) return { format: 'hex', reason: `By its first bytes this is ${kind}; it is not unpacked here.` }
  const order = utf16Of(bytes)
  if (order !== null)
    return {
      format: 'text',
      as: order,
      reason: `UTF-16, ${order === 'utf-16le' ? 'little' : 'big'}-endian, read as text.`,
    }
  const odd = oddBytes(bytes)
  if (odd !== null) return { format: 'text', as: 'marked', reason: oddReason(odd) }
  if (bytes.length === 8)
    return { format: 'int64', reason: '8 bytes that are not text: shown as a big-endian integer.' }
  if (bytes.length === 4)
    return { format: 'int32', reason: '4 bytes that are not text: shown as a big-endian integer.' }
  if (bytes.length === 16 && isUuid(bytes)) return { format: 'uuid', reason: '16 bytes with the marks of a UUID.' }
  if (bytes[0] === 0 && bytes.length > WIRE_FORMAT_BYTES) {
    const id = bytes.readUInt32BE(1)
    return {
      format: 'hex',
      reason: 'Neither text nor a number.',
      error: `It begins like a record of schema ${id} in a schema registry; none is configured for this cluster.`,
    }
  }
  return { format: 'hex', reason: 'Neither text nor a number.' }
}

function oddReason({ controls, invalid }: OddBytes): string {
  const parts = [
    controls === 0 ? null : plural(controls, 'control character'),
    invalid === 0 ? null : `${plural(invalid, 'byte')} that ${invalid === 1 ? 'is' : 'are'} not UTF-8`,
  ]
  return `Text but for ${parts.filter((part) => part !== null).join(' and ')}, shown like <01>.`
}

/** How much of a value is looked at before it is believed. */
const BELIEVED_CHARS = 16 << 10

type Decode = (reader: ByteReader, out: JsonText, strict: boolean) => void

function isWhole(bytes: Buffer, isBranch: (first: number) => boolean, decode: Decode): boolean {
  if (bytes.length < 3 || !isBranch(bytes[0] ?? 0)) return false
  const reader = new ByteReader(bytes)
  try {
    const { text, truncated } = writeJson(BELIEVED_CHARS, (out) => decode(reader, out, true))
    // A list of bare numbers says nothing: any bytes can be taken for one.
    return (truncated || reader.left === 0) && text.includes('"')
  } catch {
    return false
  }
}

/** A map or an array with something in it. */
function isMsgpackBranch(first: number): boolean {
  return (first > 0x80 && first < 0xa0 && first !== 0x90) || (first >= 0xdc && first <= 0xdf)
}

function isCborBranch(first: number): boolean {
  // Also 0xd9, with which CBOR says of itself that it is.
  return (first > 0x80 && first < 0xc0 && first !== 0xa0) || first === 0xd9
}

/** Whether bytes that begin like this may be found to be MessagePack or CBOR; no JSON and no ASCII text does. */
export function mayBePacked(first: number): boolean {
  return isMsgpackBranch(first) || isCborBranch(first)
}

/** RFC 9562: the variant's two bits are 10, and the version is one of 1 to 8. */
function isUuid(bytes: Buffer): boolean {
  const version = (bytes[6] ?? 0) >> 4
  return ((bytes[8] ?? 0) & 0xc0) === 0x80 && version >= 1 && version <= 8
}
