import type { KafkaRecord, RecordHeader } from '#server/kafka/records/record.ts'

/** What a filter looks at. A `RecordCursor` is one, so that nothing is copied or decoded for a record that does not match. */
export interface FilterRecord {
  readonly timestamp: number
  key(): Buffer | null
  value(): Buffer | null
  headers(): RecordHeader[]
  offset(): bigint
  /** -1 where there is none. Makes no view of the bytes. */
  firstByte(side: 'key' | 'value'): number
}

/** Where the record stands. */
export interface FilterPlace {
  topic: string
  partition: number
}

/** A decoded record as filters look at it. */
export function asFilterRecord(record: KafkaRecord): FilterRecord {
  return {
    timestamp: record.timestamp,
    key: () => record.key,
    value: () => record.value,
    headers: () => record.headers,
    offset: () => record.offset,
    firstByte: (side) => record[side]?.[0] ?? -1,
  }
}
