import type { Decoded, FormatName, Message } from '#lib/contract/messages.ts'
import type { RecordBatch, TimestampType } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'
import { decodeBytes, PREVIEW_BYTES } from '#server/serde/decode.ts'

export interface Formats {
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
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
  { keyFormat, valueFormat }: Formats,
): (cursor: RecordCursor) => string {
  const { topic, partition, batch } = place
  const head = `{"topic":${JSON.stringify(topic)},"partition":${partition},"offset":"`
  const type = `,"timestampType":"${TIMESTAMP_TYPE[batch.timestampType]}","key":`
  const tail = `,"compression":"${batch.compression}","transactional":${batch.transactional}}`
  const safe = batch.lastOffset <= BigInt(Number.MAX_SAFE_INTEGER)
  const base = safe ? Number(batch.baseOffset) : 0
  return (cursor) => {
    const offset = safe ? base + cursor.offsetDelta : cursor.offset()
    const key = decodedJson(cursor.key(), keyFormat)
    const value = decodedJson(cursor.value(), valueFormat)
    const headers = headersJson(cursor)
    return `${head}${offset}","timestamp":${cursor.timestamp}${type}${key},"value":${value},"headers":${headers},"sizeBytes":${cursor.end - cursor.start}${tail}`
  }
}

function decodedJson(bytes: Buffer | null, format: FormatName | undefined): string {
  if (bytes === null) return 'null'
  const decoded = decodeBytes(bytes, { format, maxBytes: PREVIEW_BYTES })
  return hasExtras(decoded)
    ? JSON.stringify(decoded)
    : `{"format":"${decoded.format}","text":${JSON.stringify(decoded.text)},"sizeBytes":${decoded.sizeBytes},"truncated":${decoded.truncated}}`
}

function hasExtras({ reason, schema, error, base64 }: Decoded): boolean {
  return reason !== undefined || schema !== undefined || error !== undefined || base64 !== undefined
}

function headersJson(cursor: RecordCursor): string {
  const headers = cursor.headers()
  if (headers.length === 0) return '[]'
  return JSON.stringify(headers.map((header) => decodeHeader(header, { maxBytes: PREVIEW_BYTES })))
}
