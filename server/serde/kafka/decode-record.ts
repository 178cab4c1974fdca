import { ByteReader } from '../binary/byte-reader.ts'
import { type JsonText, malformed, writeJson } from '../binary/json-text.ts'
import type { FormatText } from '../read-format.ts'
import { type FieldType, parseFields, type RecordField } from './parse-fields.ts'
import { INTERNAL_TOPICS, type RecordText } from './record-texts.ts'

/** Whether the records of this topic are Kafka's own and known here. */
export function isInternalTopic(topic: string): boolean {
  return INTERNAL_TOPICS.has(topic)
}

interface InternalBytes {
  topic: string
  side: 'key' | 'value'
  bytes: Buffer
  /** The record's key, which says what its value is. */
  key: Buffer | null
}

/** A key or value of one of Kafka's internal topics as JSON. @throws AppError UNDECODABLE */
export function decodeInternal({ topic, side, bytes, key }: InternalBytes, maxChars: number): FormatText {
  const record = side === 'key' ? recordOf(topic, bytes) : recordOf(topic, key ?? Buffer.alloc(0))
  const reader = new ByteReader(bytes)
  const version = reader.take(2).readInt16BE()
  const written = writeJson(maxChars, (out) => {
    if (side === 'key') {
      const how = { version: 0, flexible: false }
      return writeFields(parseFields(record.key), reader, out, { ...how, before: `"type":"${record.name}"` })
    }
    if (version > record.latest || version < 0) {
      throw malformed(`version ${version} of ${record.name} is not known here`)
    }
    const how = { version, flexible: version >= record.flexible, before: `"version":${version}` }
    writeFields(parseFields(record.value), reader, out, how)
  })
  if (!written.truncated && reader.left > 0) throw malformed(`${reader.left} bytes are left over behind the record`)
  return { ...written, exact: false }
}

function recordOf(topic: string, key: Buffer): RecordText {
  const number = key.length >= 2 ? key.readInt16BE() : -1
  const record = INTERNAL_TOPICS.get(topic)?.[number]
  if (!record) throw malformed(`records of the type ${number} are not known here`)
  return record
}

interface Version {
  version: number
  flexible: boolean
}

function writeFields(
  fields: readonly RecordField[],
  reader: ByteReader,
  out: JsonText,
  { before = '', ...version }: Version & { before?: string },
): void {
  out.nested(() => {
    out.raw(`{${before}`)
    let first = before === ''
    const write = (field: RecordField, bytes: ByteReader) => {
      out.raw(`${first ? '' : ','}"${field.name}":`)
      first = false
      writeValue(field.type, field.nullable, bytes, { out, ...version })
    }
    for (const field of fields) if (field.tag === null && isIn(field, version)) write(field, reader)
    if (version.flexible) {
      for (let tags = reader.size(); tags > 0; tags--) {
        const tag = reader.size()
        const bytes = new ByteReader(reader.take(reader.size()))
        const field = fields.find((candidate) => candidate.tag === tag)
        // Newer versions may tag on what is not known here.
        if (field) write(field, bytes)
      }
    }
    out.raw('}')
  })
}

function isIn({ from, to }: RecordField, { version }: Version): boolean {
  return version >= from && version <= to
}

interface Place extends Version {
  out: JsonText
}

function writeValue(type: FieldType, nullable: boolean, reader: ByteReader, place: Place): void {
  const { out, flexible } = place
  switch (type.kind) {
    case 'int8':
      return out.number(reader.take(1).readInt8())
    case 'int16':
      return out.number(reader.take(2).readInt16BE())
    case 'uint16':
      return out.number(reader.take(2).readUInt16BE())
    case 'int32':
      return out.number(reader.take(4).readInt32BE())
    case 'int64':
      return out.number(reader.take(8).readBigInt64BE())
    case 'uuid':
      return out.string(reader.take(16).toString('base64url'))
    case 'string': {
      const length = flexible ? reader.size() - 1 : reader.take(2).readInt16BE()
      return length < 0 ? out.raw('null') : out.utf8(reader.take(length))
    }
    case 'bytes': {
      const length = lengthOf(reader, flexible)
      return length < 0 ? out.raw('null') : out.base64(reader.take(length))
    }
    case 'array':
      return writeArray(type.of, lengthOf(reader, flexible), reader, place)
    case 'struct':
      if (nullable && reader.take(1).readInt8() < 0) return out.raw('null')
      return writeFields(type.fields, reader, out, place)
  }
}

function lengthOf(reader: ByteReader, flexible: boolean): number {
  return flexible ? reader.size() - 1 : reader.take(4).readInt32BE()
}

function writeArray(of: FieldType, count: number, reader: ByteReader, place: Place): void {
  const { out } = place
  if (count < 0) return out.raw('null')
  if (count > reader.left) throw malformed(`an array of ${count} is announced, ${reader.left} bytes are left`)
  out.raw('[')
  for (let index = 0; index < count; index++) {
    if (index > 0) out.raw(',')
    writeValue(of, false, reader, place)
  }
  out.raw(']')
}
