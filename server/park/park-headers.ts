import { PARK_HEADER } from '#server/dead-letters/families/parked.ts'
import type { KafkaRecord, RecordHeader } from '#server/kafka/records/record.ts'

interface Parked {
  group: string
  topic: string
  partition: number
  record: KafkaRecord
  by: string
  reason: string
}

/** What tells where a parked record comes from: text throughout, behind the record's own headers. */
export function parkHeaders({ group, topic, partition, record, by, reason }: Parked): RecordHeader[] {
  const values: Record<keyof typeof PARK_HEADER, string> = {
    topic,
    partition: String(partition),
    offset: String(record.offset),
    timestamp: String(record.timestamp),
    group,
    by,
    reason,
  }
  return Object.entries(PARK_HEADER).map(([part, name]) => ({
    name: Buffer.from(name),
    value: Buffer.from(values[part as keyof typeof PARK_HEADER]),
  }))
}
