import type { FormatName } from '../contract/messages.ts'

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
export const FORMATS = (Object.keys(FORMAT_LABEL) as FormatName[]).filter(
  (name) => name !== 'kafka' && name !== 'empty',
)

/** A format as it is chosen in a menu or was remembered; null finds it out. */
export function formatOf(text: string | undefined): (typeof FORMATS)[number] | null {
  return FORMATS.find((format) => format === text) ?? null
}

const optionOf = <Name extends FormatName>(value: Name) => ({ value, label: FORMAT_LABEL[value] })

/** Written by a schema of the registry. */
const BY_SCHEMA = ['avro', 'protobuf', 'jsonSchema'] as const

export type WrittenFormat = (typeof WRITTEN)[number] | (typeof BY_SCHEMA)[number]

export const isBySchema = (format: WrittenFormat): boolean => BY_SCHEMA.some((name) => name === format)

/** For a header's value. */
export const FORMAT_OPTIONS: { value: WrittenFormat; label: string }[] = WRITTEN.map(optionOf)

/** For a key or value. */
export const SIDE_FORMAT_OPTIONS = [...FORMAT_OPTIONS, ...BY_SCHEMA.map(optionOf)]

/** To read as; `auto` finds out. */
export const FORMAT_CHOICES = [{ value: 'auto', label: 'Found out' }, ...FORMATS.map(optionOf)] as const
