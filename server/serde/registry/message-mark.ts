import type protobuf from 'protobufjs'
import { ByteReader } from '../binary/byte-reader.ts'
import { malformed } from '../binary/json-text.ts'
import type { ProtoSchema } from '../protobuf/load-proto.ts'
import { FieldBudget, splitMessage } from '../protobuf/split-message.ts'

const MAX_INDEXES = 64
/** The field that holds the name in Apicurio's mark. */
const NAME = 1

/** The message that follows, and where it begins behind its mark. */
export interface MarkedMessage {
  type: protobuf.Type
  at: number
}

/**
 * Which message of a Protobuf schema follows. Confluent's serializers write a count and that many indexes, all zigzag varints, a single zero
 * standing for the first message; Apicurio's write a small message with the name. @throws AppError UNDECODABLE
 */
export function markedMessage(schema: ProtoSchema, bytes: Buffer): MarkedMessage {
  const indexed = byIndexes(schema, new ByteReader(bytes)) ?? byName(schema, new ByteReader(bytes))
  if (!indexed) throw malformed('the bytes behind its id name no message of the schema')
  return indexed
}

function byIndexes(schema: ProtoSchema, reader: ByteReader): MarkedMessage | null {
  try {
    const count = Number(reader.zigzag())
    if (count < 0 || count > MAX_INDEXES) return null
    const indexes = count === 0 ? [0] : Array.from({ length: count }, () => Number(reader.zigzag()))
    const type = schema.byIndexes(indexes)
    return type && { type, at: reader.at }
  } catch {
    return null
  }
}

function byName(schema: ProtoSchema, reader: ByteReader): MarkedMessage | null {
  try {
    const length = reader.size()
    const start = reader.skip(length)
    const mark = new ByteReader(reader.bytes, start, start + length)
    const field = splitMessage(mark, new FieldBudget()).get(NAME)?.at(-1)
    const name = field && reader.bytes.toString('utf8', field.start, field.end)
    const type = name === undefined ? null : schema.byName(name)
    return type && { type, at: reader.at }
  } catch {
    return null
  }
}
