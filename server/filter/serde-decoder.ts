import { isUtf8 } from 'node:buffer'
import type { Decoded, FormatName } from '#lib/contract/messages.ts'
import { mayBePacked } from '#server/serde/detect.ts'
import type { Serde } from '#server/serde/serde.ts'
import { parseExact } from './cel-values.ts'
import type { DecodedSide, FilterDecoder } from './condition.ts'
import type { FilterRecord } from './filter-record.ts'

interface Chosen {
  topic: string
  keyFormat?: FormatName | undefined
  valueFormat?: FormatName | undefined
}

/** What a filter sees as JSON or text anyhow. */
const PLAIN: ReadonlySet<FormatName | undefined> = new Set(['json', 'text', 'empty', undefined])
const AS_JSON: ReadonlySet<FormatName> = new Set(['avro', 'protobuf', 'jsonSchema', 'json', 'msgpack', 'cbor', 'kafka'])
const NUMBERS: ReadonlySet<FormatName> = new Set(['int8', 'int16', 'int32', 'int64', 'float', 'double'])
const SCHEMA_HEADER = /^__(key|value)_schema_id$/
/** Larger records are searched in their beginning. */
const MAX_TEXT = 64 << 20

/** Numbers and structure of MessagePack and CBOR are text only once they are decoded. */
const packed = (record: FilterRecord) => mayBePacked(record.firstByte('value')) || mayBePacked(record.firstByte('key'))

/**
 * Decodes for a filter as pages and tails do: by the schema a record names, by the configured message, by the chosen format; MessagePack and
 * CBOR where they are found. Await the serde's `prepare` for the records first.
 */
export function serdeDecoder(serde: Serde, { topic, keyFormat, valueFormat }: Chosen): FilterDecoder {
  const format = { key: keyFormat, value: valueFormat }
  const chosen = !PLAIN.has(keyFormat) || !PLAIN.has(valueFormat)
  const bySchema = !serde.isPlain(topic)
  const everywhere = chosen || serde.knows(topic)
  const named = (record: FilterRecord) =>
    record.key()?.[0] === 0 ||
    record.value()?.[0] === 0 ||
    record.headers().some(({ name }) => SCHEMA_HEADER.test(name.toString('latin1')))
  return {
    mayHide: everywhere ? () => true : bySchema ? (record) => packed(record) || named(record) : packed,
    decode(side, record) {
      const bytes = side === 'key' ? record.key() : record.value()
      if (bytes === null || bytes.length === 0) return null
      const binary = () => bytes[0] === 0 || !isUtf8(bytes)
      if (PLAIN.has(format[side]) && !serde.knows(topic) && !binary() && !(bySchema && named(record))) return null
      const headers = record.headers()
      return decodedSide(serde.decode(bytes, { topic, side, headers }, { format: format[side], maxBytes: MAX_TEXT }))
    },
  }
}

function decodedSide({ format, text, error, schema }: Decoded): DecodedSide | null {
  if (error !== undefined && schema === undefined && (format === 'hex' || format === 'json')) return { problem: error }
  if (AS_JSON.has(format)) return { value: parseExact(text), text }
  if (NUMBERS.has(format)) return { value: Number.isSafeInteger(Number(text)) ? Number(text) : parseExact(text), text }
  return format === 'hex' || format === 'text' ? null : { value: text, text }
}
