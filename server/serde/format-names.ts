import type { FormatName } from '#lib/contract/messages.ts'

/** What the formats are called in a sentence. */
export const FORMAT_NAME: Record<FormatName, string> = {
  json: 'JSON',
  avro: 'Avro',
  protobuf: 'Protobuf',
  jsonSchema: 'JSON with a schema',
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  xml: 'XML',
  text: 'text',
  hex: 'hex',
  base64: 'base64',
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  float: 'float',
  double: 'double',
  uuid: 'a UUID',
  kafka: 'a record of Kafka itself',
  empty: 'empty',
}
