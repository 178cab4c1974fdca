import { protoText } from '../protobuf/print-descriptor.ts'
import type { SchemaText } from './compile-schema.ts'

/** A schema as a person reads it: Avro and JSON Schema with indentation, a compiled Protobuf descriptor as a `.proto` text. */
export function printSchema({ type, text }: Pick<SchemaText, 'type' | 'text'>): string {
  return type === 'PROTOBUF' ? protoText(text) : indented(text)
}

/** What a person reads here is no number of 64 bits. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
