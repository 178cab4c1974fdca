import type { FormatName } from '#lib/contract/messages.ts'

export const FORMAT_LABEL: Record<FormatName, string> = {
  json: 'JSON',
  avro: 'Avro',
  protobuf: 'Protobuf',
  jsonSchema: 'JSON Schema',
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  xml: 'XML',
  text: 'Text',
  hex: 'Hex',
  base64: 'Base64',
  int8: '8-bit integer',
  int16: '16-bit integer',
  int32: '32-bit integer',
  int64: '64-bit integer',
  float: '32-bit float',
  double: '64-bit float',
  uuid: 'UUID',
  kafka: 'Kafka internal',
  empty: 'Empty',
}

/** What somebody may choose to write bytes as. */
const WRITTEN = [
  'json',
  'text',
  'xml',
  'hex',
  'base64',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'uuid',
] as const

/** What somebody may choose to read bytes as. */
export const FORMATS = [
  'json',
  'avro',
  'protobuf',
  'jsonSchema',
  'msgpack',
  'cbor',
  'xml',
  'text',
  'hex',
  'base64',
  'int8',
  'int16',
  'int32',
  'int64',
  'float',
  'double',
  'uuid',
] as const

const optionOf = <Name extends FormatName>(value: Name) => ({ value, label: FORMAT_LABEL[value] })

export type WrittenFormat = (typeof WRITTEN)[number]

export const FORMAT_OPTIONS = WRITTEN.map(optionOf)

/** To read as; `auto` finds out. */
export const FORMAT_CHOICES = [{ value: 'auto', label: 'Found out' }, ...FORMATS.map(optionOf)] as const
