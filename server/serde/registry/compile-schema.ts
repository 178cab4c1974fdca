import { isUtf8 } from 'node:buffer'
import { type AppError, isAppError } from '#lib/errors.ts'
import { decodeAvro, writeBytes } from '../avro/decode-avro.ts'
import { type AvroType, parseAvroSchema } from '../avro/parse-schema.ts'
import { ByteReader } from '../binary/byte-reader.ts'
import { malformed, writeJson } from '../binary/json-text.ts'
import { Problems } from '../binary/problems.ts'
import { jsonProblem } from '../detect.ts'
import { decodeProtobuf } from '../protobuf/decode-protobuf.ts'
import type { ProtoSchema } from '../protobuf/field-plan.ts'
import { loadProto } from '../protobuf/load-proto.ts'
import { readFormat } from '../read-format.ts'
import type { SchemaType } from './answers.ts'
import { type MarkedMessage, markedMessages } from './message-mark.ts'

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

/** JSON text with what the reader should know of it: how it was read, and which parts could not be. */
export interface SchemaJson {
  text: string
  truncated: boolean
  reason?: string
  error?: string
}

/** A payload as JSON text, cut at `maxChars`. @throws AppError UNDECODABLE where it does not fit the schema */
export function decodeWithSchema(schema: CompiledSchema, payload: Payload): SchemaJson {
  if (schema.type === 'JSON') return jsonText(payload.bytes, payload.maxChars)
  if (schema.type === 'PROTOBUF') return protobufText(schema.proto, payload)
  return schema.avro.kind === 'bytes' ? bytesText(schema.avro, payload) : avroText(schema.avro, payload)
}

/** The first of the messages that the mark may mean which fits without a flaw, else the first that can be read at all. */
function protobufText(proto: ProtoSchema, { bytes, mark, maxChars }: Payload): SchemaJson {
  const [likeliest, ...others] = markedMessages(proto, mark ?? bytes)
  const read = ({ type, at, reason }: MarkedMessage): SchemaJson => {
    const reader = new ByteReader(bytes, mark === null ? at : 0)
    const problems = new Problems()
    const written = writeJson(maxChars, (out) => decodeProtobuf(type, reader, out, problems))
    return noted(written, problems, reason)
  }
  let partly: SchemaJson | null = null
  let problem: AppError | null = null
  for (const message of [likeliest, ...others]) {
    try {
      const json = read(message)
      if (json.error === undefined) return json
      partly ??= json
    } catch (error) {
      if (!isAppError(error)) throw error
      problem ??= error
    }
  }
  if (partly === null) throw problem ?? malformed('it names no message')
  return partly
}

function noted(written: { text: string; truncated: boolean }, problems: Problems, reason?: string): SchemaJson {
  const { text, truncated } = written
  const error = problems.text
  return { text, truncated, ...(reason === undefined ? {} : { reason }), ...(error === undefined ? {} : { error }) }
}

const MAX_OTHER_CHARS = 60

/** Confluent's Java and Python clients write bytes that are the whole value as they are, without the length that Avro has in front. */
function bytesText(type: AvroType & { kind: 'bytes' }, { bytes, maxChars }: Payload): SchemaJson {
  const problems = new Problems()
  const written = writeJson(maxChars, (out) => writeBytes(type, bytes, out, problems))
  const prefixed = afterLength(bytes)
  if (prefixed === null) return noted(written, problems)
  const other = writeJson(MAX_OTHER_CHARS, (out) => out.base64(prefixed)).text
  const reason = `Read without a length in front, as Confluent's clients write it; with one it is ${other}.`
  return noted(written, problems, reason)
}

/** What is behind a length that fits the bytes; null where they begin with none. */
function afterLength(bytes: Buffer): Buffer | null {
  const reader = new ByteReader(bytes)
  try {
    return Number(reader.zigzag()) === reader.left ? bytes.subarray(reader.at) : null
  } catch {
    return null
  }
}

function avroText(type: AvroType, { bytes, maxChars }: Payload): SchemaJson {
  const reader = new ByteReader(bytes)
  const problems = new Problems()
  // An array of a billion nulls takes five bytes: beyond what field names explain, the text only grows with the bytes.
  const most = Math.max(MIN_AVRO_CHARS, bytes.length * MAX_AVRO_RATIO)
  const written = writeJson(Math.min(maxChars, most), (out) => decodeAvro(type, reader, out, problems))
  if (written.problem) problems.add(null, `${written.problem.message}; what follows is left out`)
  else if (!written.truncated && reader.left > 0) {
    throw malformed(`${reader.left} bytes are left over behind the value`)
  }
  return noted(written, problems)
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
