import type { FormatName, Message } from '#lib/contract/messages.ts'
import { decodeControl } from '#server/kafka/records/control-record.ts'
import type { RecordBatch, TimestampType } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { beginningOf, decodeBytes, PREVIEW_BYTES } from '#server/serde/decode.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'
import type { Serde, Side } from '#server/serde/serde.ts'

/** Where a record was read. */
export interface RecordPlace {
  topic: string
  partition: number
  batch: Pick<RecordBatch, 'timestampType' | 'compression' | 'transactional' | 'control'>
}

export interface MessageOptions {
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
  /** Of key, value and each header; 4 KB by default, Infinity for the whole. */
  maxBytes?: number
  /** Decodes by schemas; await its `prepare` for the record first. */
  serde?: Serde | undefined
}

/** Of one record; others are counted. */
export const MAX_HEADERS = 1_000

const TIMESTAMP_TYPE: Record<TimestampType, Message['timestampType']> = {
  createTime: 'CreateTime',
  logAppendTime: 'LogAppendTime',
  none: 'None',
}

/** A record in the shape of the contract; it keeps no view of the batch. */
export function toMessage(place: RecordPlace, record: KafkaRecord, options: MessageOptions = {}): Message {
  const { topic, partition, batch } = place
  const { keyFormat, valueFormat, maxBytes = PREVIEW_BYTES, serde } = options
  const decode = (side: Side, format: FormatName | undefined) => {
    const bytes = record[side]
    if (bytes === null) return null
    const cut = record.cut?.[side]
    const how = { format, maxBytes, cut }
    // What stands in a marker is the broker's own.
    if (!serde || batch.control) return decodeBytes(bytes, how)
    const decoded = serde.decode(bytes, { topic, side, headers: record.headers, key: record.key }, how)
    return cut ? beginningOf(decoded, cut) : decoded
  }
  const moreHeaders = Math.max(0, record.headers.length - MAX_HEADERS) + (record.cut?.headers ?? 0)
  return {
    topic,
    partition,
    offset: String(record.offset),
    timestamp: record.timestamp,
    ...(record.exactTimestamp === undefined ? {} : { timestampExact: record.exactTimestamp }),
    timestampType: TIMESTAMP_TYPE[batch.timestampType],
    key: decode('key', keyFormat),
    value: decode('value', valueFormat),
    headers: record.headers.slice(0, MAX_HEADERS).map((header) => decodeHeader(header, { maxBytes })),
    ...(moreHeaders > 0 ? { moreHeaders } : {}),
    sizeBytes: record.sizeBytes,
    compression: batch.compression,
    transactional: batch.transactional,
    ...(batch.control ? { control: controlOf(record) } : {}),
  }
}

function controlOf(record: KafkaRecord): NonNullable<Message['control']> {
  const { type } = decodeControl(record)
  return type === 'commit' || type === 'abort' ? type : 'other'
}
