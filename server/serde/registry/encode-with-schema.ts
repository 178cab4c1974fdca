import { createHash } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import { encodeAvro } from '../avro/encode-avro.ts'
import { ByteWriter } from '../binary/byte-writer.ts'
import { parseInput } from '../binary/json-input.ts'
import { encodeProtobuf } from '../protobuf/encode-protobuf.ts'
import type { ProtoSchema } from '../protobuf/field-plan.ts'
import { indexesOf, messageByIndexes, messageNames } from '../protobuf/find-message.ts'
import { jsonCheck } from './check-json.ts'
import { compileSchema, type SchemaText } from './compile-schema.ts'

type Encoder = (text: string, message: string | undefined) => Buffer

const MAX_KEPT = 30
const kept = new Map<string, Encoder>()

/**
 * The bytes of JSON by a schema, behind the registry's id. A schema is compiled once; those used last are kept.
 * @throws AppError UNDECODABLE that says what does not fit
 */
export function encodeWithSchema(
  schema: SchemaText,
  { text, message }: { text: string; message: string | undefined },
): Buffer {
  const key = keyOf(schema)
  const encoder = kept.get(key) ?? encoderOf(schema)
  kept.delete(key)
  kept.set(key, encoder)
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) break
    kept.delete(oldest)
  }
  return encoder(text, message)
}

function keyOf({ type, text, references }: SchemaText): string {
  return createHash('sha256')
    .update(JSON.stringify([type, text, [...references]]))
    .digest('base64')
}

function encoderOf(schema: SchemaText): Encoder {
  if (schema.type === 'JSON') {
    const check = jsonCheck(schema)
    return (text) => {
      check(text)
      return Buffer.from(text)
    }
  }
  const compiled = compileSchema(schema)
  if (compiled.type === 'AVRO') return (text) => encodeAvro(compiled.avro, parseInput(text))
  if (compiled.type === 'PROTOBUF') return (text, message) => protobufBytes(compiled.proto, { text, message })
  throw new AppError('INTERNAL', 'The schema is of another type than it says.')
}

function protobufBytes(proto: ProtoSchema, input: { text: string; message: string | undefined }): Buffer {
  const names = messageNames(proto)
  const name = input.message ?? names[0]
  const indexes = name === undefined ? null : indexesOf(proto, name)
  const type = indexes && messageByIndexes(proto, indexes)
  if (!indexes || !type) {
    throw new AppError('UNDECODABLE', `it has no message ${name}, but ${names.slice(0, 20).join(', ')}`)
  }
  const out = new ByteWriter()
  // A single zero stands for the first message.
  const isFirst = indexes.length === 1 && indexes[0] === 0
  for (const number of isFirst ? [0] : [indexes.length, ...indexes]) out.zigzag(BigInt(number))
  out.bytes(encodeProtobuf(type, parseInput(input.text)))
  return out.done()
}
