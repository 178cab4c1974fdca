import { ByteReader } from '../binary/byte-reader.ts'
import { malformed } from '../binary/json-text.ts'
import type { ProtoMessage, ProtoSchema } from '../protobuf/field-plan.ts'
import { messageByIndexes, messageByName } from '../protobuf/find-message.ts'
import { FieldBudget, splitMessage } from '../protobuf/split-message.ts'

const MAX_INDEXES = 64
/** The field that holds the name in Apicurio's mark. */
const NAME = 1

/** The message that follows, and where it begins behind its mark. */
export interface MarkedMessage {
  type: ProtoMessage
  at: number
  /** What the reader should know of the mark. */
  reason?: string
}

const UNSIGNED = 'Its message is named by unsigned indexes, an old form of the wire format.'

/**
 * Which message of a Protobuf schema follows, the likeliest first. Confluent's serializers write a count and that many indexes, all zigzag
 * varints (its Python and .NET clients could also write plain ones), a single zero standing for the first message; Apicurio's write a small
 * message with the name. @throws AppError UNDECODABLE where there is none
 */
export function markedMessages(schema: ProtoSchema, bytes: Buffer): [MarkedMessage, ...MarkedMessage[]] {
  const zigzag = byIndexes(schema, bytes, 'zigzag')
  const unsigned = byIndexes(schema, bytes, 'varint')
  const [first, ...others] = [zigzag, byName(schema, new ByteReader(bytes)), unsigned].filter((one) => one !== null)
  if (!first) throw malformed('the bytes behind its id name no message of the schema')
  return [first, ...others.filter(({ type, at }) => type !== first.type || at !== first.at)]
}

function byIndexes(schema: ProtoSchema, bytes: Buffer, form: 'zigzag' | 'varint'): MarkedMessage | null {
  const reader = new ByteReader(bytes)
  try {
    const count = Number(reader[form]())
    if (count < 0 || count > MAX_INDEXES) return null
    const indexes = count === 0 ? [0] : Array.from({ length: count }, () => Number(reader[form]()))
    const type = messageByIndexes(schema, indexes)
    return type && { type, at: reader.at, ...(form === 'varint' ? { reason: UNSIGNED } : {}) }
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
    const type = name === undefined ? null : messageByName(schema, name)
    return type && { type, at: reader.at }
  } catch {
    return null
  }
}
