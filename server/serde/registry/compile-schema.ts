import { isUtf8 } from 'node:buffer'
import { decodeAvro } from '../avro/decode-avro.ts'
import { type AvroType, parseAvroSchema } from '../avro/parse-schema.ts'
import { ByteReader } from '../binary/byte-reader.ts'
import { malformed, writeJson } from '../binary/json-text.ts'
import { jsonProblem } from '../detect.ts'
import { decodeProtobuf } from '../protobuf/decode-protobuf.ts'
import { loadProto, type ProtoSchema } from '../protobuf/load-proto.ts'
import { readFormat } from '../read-format.ts'
import type { SchemaType } from './answers.ts'
import { markedMessage } from './message-mark.ts'

/** A schema made ready once for all the records that name it. */
export type CompiledSchema = { text: string; references: ReadonlyMap<string, string> } & (
  | { type: 'AVRO'; avro: AvroType }
  | { type: 'PROTOBUF'; proto: ProtoSchema }
  | { type: 'JSON' }
)

export interface SchemaText {
  type: SchemaType
  text: string
  /** Texts by the name they are referred to, each behind those it needs itself. */
  references: ReadonlyMap<string, string>
}

/** @throws AppError UNDECODABLE that says what is wrong with the schema */
export function compileSchema({ type, text, references }: SchemaText): CompiledSchema {
  if (type === 'AVRO') return { type, text, references, avro: parseAvroSchema(text, [...references.values()]) }
  if (type === 'PROTOBUF') return { type, text, references, proto: loadProto(text, references) }
  return { type, text, references }
}

interface Payload {
  bytes: Buffer
  /** What stands in front of a Protobuf message to say which one it is, where that is apart from the bytes: in a header. */
  mark: Buffer | null
  maxChars: number
}

/** A payload as JSON text, cut at `maxChars`. @throws AppError UNDECODABLE where it does not fit the schema */
export function decodeWithSchema(
  schema: CompiledSchema,
  { bytes, mark, maxChars }: Payload,
): { text: string; truncated: boolean } {
  if (schema.type === 'JSON') return jsonText(bytes, maxChars)
  if (schema.type === 'PROTOBUF') {
    const { type, at } = markedMessage(schema.proto, mark ?? bytes)
    const reader = new ByteReader(bytes, mark === null ? at : 0)
    return writeJson(maxChars, (out) => decodeProtobuf(type, reader, out))
  }
  const reader = new ByteReader(bytes)
  // An array of a billion nulls takes five bytes: beyond what field names explain, the text only grows with the bytes.
  const most = Math.max(MIN_AVRO_CHARS, bytes.length * MAX_AVRO_RATIO)
  const written = writeJson(Math.min(maxChars, most), (out) => decodeAvro(schema.avro, reader, out))
  if (!written.truncated && reader.left > 0) throw malformed(`${reader.left} bytes are left over behind the value`)
  return written
}

const MIN_AVRO_CHARS = 1 << 20
const MAX_AVRO_RATIO = 200

/** Above this size a preview does not parse the JSON it shows the beginning of. */
const PARSED_BYTES = 8 << 20

function jsonText(bytes: Buffer, maxChars: number): { text: string; truncated: boolean } {
  if (bytes.length <= Math.max(maxChars * 4, 16 << 10) && bytes.length <= PARSED_BYTES) {
    const problem = jsonProblem(bytes)
    if (problem !== null) throw malformed(problem)
  } else if (!isUtf8(bytes)) throw malformed('Not JSON: the bytes are not UTF-8.')
  return readFormat('json', bytes, maxChars)
}
