import type { FormatName, Message } from '#lib/contract/messages.ts'
import type { RecordBatch, TimestampType } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { MAX_HEADERS } from '#server/records/to-message.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'
import { decodeBytes, PREVIEW_BYTES } from '#server/serde/decode.ts'
import type { Serde, Side } from '#server/serde/serde.ts'
import { copyJson } from './copy-json.ts'
import { copyText } from './copy-text.ts'
import type { JsonBytes } from './json-bytes.ts'

export interface Formats {
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
  /** Decodes by schemas. */
  serde?: Serde | undefined
}

/** Writes the record a cursor stands at. */
export type MessageWriter = (cursor: RecordCursor, to: JsonBytes) => void

const TIMESTAMP_TYPE: Record<TimestampType, Message['timestampType']> = {
  createTime: 'CreateTime',
  logAppendTime: 'LogAppendTime',
  none: 'None',
}

/** Names, numbers and punctuation of a record, beside its topic. */
const FRAME_BYTES = 1024

/**
 * Writes the records of one batch as JSON in the contract's shape of a Message, as bytes: building objects or strings to stringify them would
 * take a third of what one core can send.
 */
export function messageWriter(
  place: { topic: string; partition: number; batch: RecordBatch },
  { keyFormat, valueFormat, serde }: Formats,
): MessageWriter {
  const { topic, partition, batch } = place
  const head = Buffer.from(`{"topic":${JSON.stringify(topic)},"partition":${partition},"offset":"`)
  const key = Buffer.from(`,"timestampType":"${TIMESTAMP_TYPE[batch.timestampType]}","key":`)
  const tail = Buffer.from(`,"compression":"${batch.compression}","transactional":${batch.transactional}}`)
  const safe = batch.lastOffset <= BigInt(Number.MAX_SAFE_INTEGER)
  const base = safe ? Number(batch.baseOffset) : 0
  const headers = headersWriter()
  const bySchema = serde && !serde.isPlain(topic) ? schemaWriter(serde, topic) : null
  return (cursor, to) => {
    to.reserve(head.length + FRAME_BYTES)
    to.bytes(head)
    if (safe) to.integer(base + cursor.offsetDelta)
    else to.text(String(cursor.offset()))
    to.bytes(TIMESTAMP)
    if (Number.isSafeInteger(cursor.timestamp)) to.integer(cursor.timestamp)
    else to.text(`${cursor.timestamp},"timestampExact":"${cursor.exactTimestamp() ?? cursor.timestamp}"`)
    to.bytes(key)
    if (!bySchema?.(cursor, { side: 'key', format: keyFormat }, to)) {
      writeDecoded({ payload: cursor.payload, start: cursor.keyStart, sizeBytes: cursor.keyBytes }, keyFormat, to)
    }
    to.bytes(VALUE)
    if (!bySchema?.(cursor, { side: 'value', format: valueFormat }, to)) {
      writeDecoded({ payload: cursor.payload, start: cursor.valueStart, sizeBytes: cursor.valueBytes }, valueFormat, to)
    }
    to.bytes(HEADERS)
    headers(cursor, to)
    if (cursor.headerCount > MAX_HEADERS) to.text(`,"moreHeaders":${cursor.headerCount - MAX_HEADERS}`)
    to.bytes(SIZE)
    to.integer(cursor.end - cursor.start)
    to.bytes(tail)
  }
}

const TIMESTAMP = Buffer.from('","timestamp":')
const VALUE = Buffer.from(',"value":')
const HEADERS = Buffer.from(',"headers":')
const SIZE = Buffer.from(',"sizeBytes":')
const NULL = Buffer.from('null')
const JSON_HEAD = Buffer.from('{"format":"json","text":"')
const TEXT_HEAD = Buffer.from('{"format":"text","text":"')
const TEXT_SIZE = Buffer.from('","sizeBytes":')
const WHOLE = Buffer.from(',"truncated":false}')

const SCHEMA_HEADER = Buffer.from('_schema_id')

/** Writes what may be written by a schema; false for everything else, which goes the quicker way. */
function schemaWriter(serde: Serde, topic: string) {
  const always = serde.knows(topic)
  return (cursor: RecordCursor, part: { side: Side; format: FormatName | undefined }, to: JsonBytes): boolean => {
    const { side, format } = part
    const bytes = side === 'key' ? cursor.key() : cursor.value()
    if (bytes === null) return false
    const { payload, end } = cursor
    const headers = payload.subarray(cursor.valueStart + Math.max(0, cursor.valueBytes), end)
    const named = headers.length > SCHEMA_HEADER.length && headers.includes(SCHEMA_HEADER)
    if (!always && !named && bytes[0] !== 0) return false
    const place = { topic, side, headers: named ? cursor.headers(MAX_HEADERS) : [], key: cursor.key() }
    to.text(JSON.stringify(serde.decode(bytes, place, { format, maxBytes: PREVIEW_BYTES })))
    to.reserve(FRAME_BYTES)
    return true
  }
}

/** Where a key or a value stands; `sizeBytes` is -1 for null. */
interface Place {
  payload: Buffer
  start: number
  sizeBytes: number
}

/** Leaves room for the rest of the record. */
function writeDecoded(place: Place, format: FormatName | undefined, to: JsonBytes): void {
  const { payload, start, sizeBytes } = place
  if (sizeBytes < 0) return to.bytes(NULL)
  if (format === undefined && sizeBytes > 0 && sizeBytes <= PREVIEW_BYTES) {
    to.reserve(sizeBytes * 2 + FRAME_BYTES)
    const kind = kindOf(payload, start, start + sizeBytes)
    if (kind !== UNKNOWN && writeQuick(place, kind === STRUCTURE, to)) return
  }
  const decoded = decodeBytes(payload.subarray(start, start + sizeBytes), { format, maxBytes: PREVIEW_BYTES })
  to.text(JSON.stringify(decoded))
  to.reserve(FRAME_BYTES)
}

/** What `decodeBytes` would say of JSON or text, from one pass over the bytes; false, with nothing written, where they are neither. */
function writeQuick({ payload, start, sizeBytes }: Place, json: boolean, to: JsonBytes): boolean {
  const before = to.length
  to.bytes(json ? JSON_HEAD : TEXT_HEAD)
  const copying = { source: payload, from: start, end: start + sizeBytes, target: to.buffer, to: to.length }
  if (!(json ? copyJson(copying) : copyText(copying))) {
    to.length = before
    return false
  }
  to.length = copying.to
  to.bytes(TEXT_SIZE)
  to.integer(sizeBytes)
  to.bytes(WHOLE)
  return true
}

const UNKNOWN = 0
/** A JSON object or array, by its first character. */
const STRUCTURE = 1
/** Text, if it is text at all: it cannot be taken for JSON. */
const PLAIN = 2
/** A digit or a minus: text only where something in it is part of no number. */
const NUMBER = 3

/** By the first byte. What is UNKNOWN is looked at in whole by `decodeBytes`: words that may be `true` or `null`, quotes, blanks, XML. */
const KIND = new Uint8Array(256)
KIND.fill(PLAIN, 0x21, 0x7f).fill(PLAIN, 0xc2, 0xf5).fill(NUMBER, 0x30, 0x3a)
for (const character of '"tfn<\u00ef') KIND[character.charCodeAt(0)] = UNKNOWN
for (const character of '{[') KIND[character.charCodeAt(0)] = STRUCTURE
KIND[0x2d] = NUMBER

/** 1 for what numbers are made of, blanks included. */
const OF_NUMBERS = new Uint8Array(256)
for (const character of '0123456789+-.eE \t\n\v\f\r\u00a0') OF_NUMBERS[character.charCodeAt(0)] = 1

function kindOf(payload: Buffer, start: number, end: number): number {
  const kind = KIND[payload[start] ?? 0] ?? UNKNOWN
  if (kind !== NUMBER) return kind
  for (let at = start + 1; at < end; at += 1) if (OF_NUMBERS[payload[at] ?? 0] === 0) return PLAIN
  return UNKNOWN
}

const NO_HEADERS = Buffer.from('[]')

/** Headers are often the same from record to record: those of the last one are kept, by their bytes. */
function headersWriter(): MessageWriter {
  let last: Buffer = Buffer.alloc(0)
  let json = NO_HEADERS
  return (cursor, to) => {
    const { payload, end } = cursor
    const start = cursor.valueStart + Math.max(0, cursor.valueBytes)
    if (last.length !== end - start || !sameBytes(last, payload, start)) {
      last = payload.subarray(start, end)
      const headers = cursor.headers(MAX_HEADERS).map((header) => decodeHeader(header, { maxBytes: PREVIEW_BYTES }))
      json = headers.length === 0 ? NO_HEADERS : Buffer.from(JSON.stringify(headers))
    }
    to.reserve(json.length + FRAME_BYTES)
    to.bytes(json)
  }
}

const COMPARED_HERE = 64

function sameBytes(bytes: Buffer, payload: Buffer, start: number): boolean {
  if (bytes.length > COMPARED_HERE) return bytes.compare(payload, start, start + bytes.length) === 0
  for (let index = 0; index < bytes.length; index += 1) if (bytes[index] !== payload[start + index]) return false
  return true
}
