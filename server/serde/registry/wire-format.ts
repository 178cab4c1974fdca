import { uuidText } from '../binary/uuid-text.ts'
import type { SchemaKey } from './load-schema.ts'

const MAGIC = { id: 0, guid: 1 }

/** How a record names its schema. */
export interface SchemaMark {
  key: SchemaKey
  /** What stands behind the mark in the same bytes: the payload, or (from a header) Protobuf's message indexes. */
  rest: Buffer
  from: 'bytes' | 'header'
}

/** Confluent's wire format: a zero byte, then the schema's id in four; null where the bytes do not begin like that. */
export function markOf(bytes: Buffer): SchemaMark | null {
  if (bytes.length < 5 || bytes[0] !== MAGIC.id) return null
  const key = bytes.readUInt32BE(1)
  return key === 0 || key > 0x7fffffff ? null : { key, rest: bytes.subarray(5), from: 'bytes' }
}

/** The header that holds the schema's id or GUID where the payload has none in front (Confluent Platform 8). */
export const SCHEMA_HEADER = { key: '__key_schema_id', value: '__value_schema_id' } as const

export function markOfHeader(header: Buffer): SchemaMark | null {
  if (header[0] === MAGIC.id) {
    const mark = markOf(header)
    return mark && { ...mark, from: 'header' }
  }
  if (header[0] !== MAGIC.guid || header.length < 17) return null
  return { key: uuidText(header.subarray(1, 17)), rest: header.subarray(17), from: 'header' }
}
