import { isAscii } from 'node:buffer'
import type { Decoded, FormatName, Message } from '#lib/contract/messages.ts'
import type { RecordBatch, TimestampType } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'
import { decodeBytes, PREVIEW_BYTES } from '#server/serde/decode.ts'
import type { Serde, Side } from '#server/serde/serde.ts'

export interface Formats {
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
  /** Decodes by schemas. */
  serde?: Serde | undefined
}

const TIMESTAMP_TYPE: Record<TimestampType, Message['timestampType']> = {
  createTime: 'CreateTime',
  logAppendTime: 'LogAppendTime',
  none: 'None',
}

/**
 * Writes the records of one batch as JSON in the contract's shape of a Message, as text: building objects to stringify them would halve what
 * one core can send.
 */
export function messageWriter(
  place: { topic: string; partition: number; batch: RecordBatch },
  { keyFormat, valueFormat, serde }: Formats,
): (cursor: RecordCursor) => string {
  const { topic, partition, batch } = place
  const head = `{"topic":${JSON.stringify(topic)},"partition":${partition},"offset":"`
  const type = `,"timestampType":"${TIMESTAMP_TYPE[batch.timestampType]}","key":`
  const tail = `,"compression":"${batch.compression}","transactional":${batch.transactional}}`
  const safe = batch.lastOffset <= BigInt(Number.MAX_SAFE_INTEGER)
  const base = safe ? Number(batch.baseOffset) : 0
  const headers = headersWriter()
  const bySchema = serde && !serde.isPlain(topic) ? schemaReader(serde, topic) : null
  return (cursor) => {
    const offset = safe ? base + cursor.offsetDelta : cursor.offset()
    const key = bySchema?.(cursor, 'key', keyFormat) ?? decodedJson(cursor.key(), keyFormat)
    const value = bySchema?.(cursor, 'value', valueFormat) ?? decodedJson(cursor.value(), valueFormat)
    return `${head}${offset}","timestamp":${cursor.timestamp}${type}${key},"value":${value},"headers":${headers(cursor)},"sizeBytes":${cursor.end - cursor.start}${tail}`
  }
}

const SCHEMA_HEADER = Buffer.from('_schema_id')

/** Decodes what may be written by a schema; null for everything else, which goes the quicker way. */
function schemaReader(
  serde: Serde,
  topic: string,
): (cursor: RecordCursor, side: Side, format: FormatName | undefined) => string | null {
  const always = serde.knows(topic)
  return (cursor, side, format) => {
    const bytes = side === 'key' ? cursor.key() : cursor.value()
    if (bytes === null) return null
    const { payload, end } = cursor
    const headers = payload.subarray(cursor.valueStart + Math.max(0, cursor.valueBytes), end)
    const named = headers.length > SCHEMA_HEADER.length && headers.includes(SCHEMA_HEADER)
    if (!always && !named && bytes[0] !== 0) return null
    const place = { topic, side, headers: named ? cursor.headers() : [] }
    return JSON.stringify(serde.decode(bytes, place, { format, maxBytes: PREVIEW_BYTES }))
  }
}

function decodedJson(bytes: Buffer | null, format: FormatName | undefined): string {
  if (bytes === null) return 'null'
  const quick = format === undefined ? quickJson(bytes) : null
  if (quick !== null) return quick
  const decoded = decodeBytes(bytes, { format, maxBytes: PREVIEW_BYTES })
  return hasExtras(decoded) ? JSON.stringify(decoded) : written(decoded.format, decoded.text, decoded)
}

function hasExtras({ reason, schema, error, base64 }: Decoded): boolean {
  return reason !== undefined || schema !== undefined || error !== undefined || base64 !== undefined
}

function written(format: FormatName, text: string, { sizeBytes, truncated }: Pick<Decoded, 'sizeBytes' | 'truncated'>) {
  return `{"format":"${format}","text":${JSON.stringify(text)},"sizeBytes":${sizeBytes},"truncated":${truncated}}`
}

/** Printable ASCII that begins like no JSON: most keys. */
const PLAIN = /^[!#-,./:-Z_a-eg-mo-su-z|~][ -~]*$/
const QUICK_TEXT_CHARS = 128
const OPEN_OBJECT = 0x7b
const OPEN_ARRAY = 0x5b
const CLOSED_BY = 2

/**
 * What `decodeBytes` would say of the two commonest cases, a short plain text and an ASCII JSON object or array, with a third of its work;
 * null for everything else.
 */
function quickJson(bytes: Buffer): string | null {
  const sizeBytes = bytes.length
  const first = bytes[0]
  if (sizeBytes === 0 || sizeBytes > PREVIEW_BYTES || first === undefined || !isAscii(bytes)) return null
  const size = { sizeBytes, truncated: false }
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) {
    if (sizeBytes > QUICK_TEXT_CHARS) return null
    const text = bytes.toString('latin1')
    return PLAIN.test(text) ? written('text', text, size) : null
  }
  if (bytes[sizeBytes - 1] !== first + CLOSED_BY || bytes.includes(DELETE)) return null
  const text = bytes.toString('latin1')
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  return written('json', text, size)
}
/** The one control character that JSON lets stand; what has it is not taken for text. */
const DELETE = 0x7f

/** Headers are often the same from record to record: those of the last one are kept, by their bytes. */
function headersWriter(): (cursor: RecordCursor) => string {
  let last: Buffer = Buffer.alloc(0)
  let json = '[]'
  return (cursor) => {
    const { payload, end } = cursor
    const start = cursor.valueStart + Math.max(0, cursor.valueBytes)
    if (last.length !== end - start || last.compare(payload, start, end) !== 0) {
      last = payload.subarray(start, end)
      const headers = cursor.headers().map((header) => decodeHeader(header, { maxBytes: PREVIEW_BYTES }))
      json = headers.length === 0 ? '[]' : JSON.stringify(headers)
    }
    return json
  }
}
