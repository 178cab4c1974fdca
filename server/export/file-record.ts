import { isUtf8 } from 'node:buffer'
import type { FileBytes, FileRecord } from '#lib/contract/export.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import type { KafkaRecord, RecordHeader } from '#server/kafka/records/record.ts'

/** A record as a line of an NDJSON file, from which {@link fromFileRecord} makes the same bytes again. */
export function toFileLine(partition: number, { offset, timestamp, key, value, headers }: KafkaRecord): string {
  const line: FileRecord = {
    partition,
    offset: String(offset),
    timestamp,
    key: toFileBytes(key),
    value: toFileBytes(value),
    headers: headers.map(toFileHeader),
  }
  return `${JSON.stringify(line)}\n`
}

function toFileHeader({ name, value }: RecordHeader): FileRecord['headers'][number] {
  const bytes = toFileBytes(value)
  if (isUtf8(name)) return { name: name.toString('utf8'), value: bytes }
  return { nameBase64: name.toString('base64'), value: bytes }
}

function toFileBytes(bytes: Buffer | null): FileBytes {
  if (bytes === null) return null
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') }
}

/** The record to write for a line; a line without a time gets `now`. */
export function fromFileRecord({ timestamp, key, value, headers }: FileRecord, now: number): EncodableRecord {
  return {
    timestamp: timestamp === undefined || timestamp < 0 ? now : timestamp,
    key: fromFileBytes(key),
    value: fromFileBytes(value),
    headers: headers.map((header) => ({
      name: 'name' in header ? Buffer.from(header.name) : Buffer.from(header.nameBase64, 'base64'),
      value: fromFileBytes(header.value),
    })),
  }
}

function fromFileBytes(bytes: FileBytes): Buffer | null {
  if (bytes === null) return null
  return 'text' in bytes ? Buffer.from(bytes.text) : Buffer.from(bytes.base64, 'base64')
}
