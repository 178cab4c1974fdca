import type { FormatName, Message } from '#lib/contract/messages.ts'
import { decodeControl } from '#server/kafka/records/control-record.ts'
import type { RecordBatch, TimestampType } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { decodeBytes, PREVIEW_BYTES } from '#server/serde/decode.ts'
import { decodeHeader } from '#server/serde/decode-header.ts'

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
}

const TIMESTAMP_TYPE: Record<TimestampType, Message['timestampType']> = {
  createTime: 'CreateTime',
  logAppendTime: 'LogAppendTime',
  none: 'None',
}

/** A record in the shape of the contract; it keeps no view of the batch. */
export function toMessage(place: RecordPlace, record: KafkaRecord, options: MessageOptions = {}): Message {
  const { topic, partition, batch } = place
  const { keyFormat, valueFormat, maxBytes = PREVIEW_BYTES } = options
  const decode = (bytes: Buffer | null, format: FormatName | undefined) =>
    bytes === null ? null : decodeBytes(bytes, { format, maxBytes })
  return {
    topic,
    partition,
    offset: String(record.offset),
    timestamp: record.timestamp,
    timestampType: TIMESTAMP_TYPE[batch.timestampType],
    key: decode(record.key, keyFormat),
    value: decode(record.value, valueFormat),
    headers: record.headers.map((header) => decodeHeader(header, { maxBytes })),
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
