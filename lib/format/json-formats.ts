import type { FormatName } from '../contract/messages.ts'

/** The formats whose text is JSON, whatever the bytes are. */
export const JSON_FORMATS: ReadonlySet<FormatName> = new Set([
  'json',
  'avro',
  'protobuf',
  'jsonSchema',
  'msgpack',
  'cbor',
  'kafka',
])
