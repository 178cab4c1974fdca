import type { FormatName, Input } from '#lib/contract/messages.ts'
import { invalid } from '#lib/errors.ts'
import { checkDigits } from './binary/check-digits.ts'

const WHOLE = /^[+-]?\d+$/
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** The bytes a user describes by text and format; null is Kafka's null. @throws AppError INVALID_INPUT naming `field` */
export function encodeInput(input: Input | null, field: string): Buffer | null {
  if (input === null) return null
  if ('base64' in input) return Buffer.from(input.base64, 'base64')
  return ENCODERS[input.format](input.text, field)
}

const ENCODERS: Record<FormatName, (text: string, field: string) => Buffer> = {
  json: (text, field) => {
    try {
      JSON.parse(text)
    } catch (error) {
      throw invalid(field, `is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}`)
    }
    return Buffer.from(text)
  },
  text: (text) => Buffer.from(text),
  xml: (text) => Buffer.from(text),
  avro: needsSchema,
  protobuf: needsSchema,
  jsonSchema: needsSchema,
  msgpack: onlyRead,
  cbor: onlyRead,
  kafka: onlyRead,
  empty: (text, field) => {
    if (text !== '') throw invalid(field, 'is of the format "empty" and holds text: leave the text out')
    return Buffer.alloc(0)
  },
  hex: (text, field) => {
    const digits = text.replace(/^0x/i, '').replace(/[\s:]/g, '')
    if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits))
      throw invalid(field, 'is not hex: two of 0-9 and a-f per byte are expected')
    return Buffer.from(digits, 'hex')
  },
  base64: (text, field) => {
    const compact = text.replace(/\s/g, '')
    if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) throw invalid(field, 'is not base64')
    return Buffer.from(compact, 'base64')
  },
  int8: (text, field) => integer(text, { field, bits: 8 }),
  int16: (text, field) => integer(text, { field, bits: 16 }),
  int32: (text, field) => integer(text, { field, bits: 32 }),
  int64: (text, field) => integer(text, { field, bits: 64 }),
  float: (text, field) => {
    const data = Buffer.alloc(4)
    data.writeFloatBE(decimal(text, field))
    return data
  },
  double: (text, field) => {
    const data = Buffer.alloc(8)
    data.writeDoubleBE(decimal(text, field))
    return data
  },
  uuid: (text, field) => {
    if (!UUID.test(text.trim())) throw invalid(field, 'is not a UUID')
    return Buffer.from(text.trim().replaceAll('-', ''), 'hex')
  },
}

function needsSchema(_text: string, field: string): never {
  throw invalid(field, 'needs a subject of the schema registry to be written by')
}

function onlyRead(_text: string, field: string): never {
  throw invalid(field, 'is of a format that is only read here: send its bytes as hex or base64')
}

function integer(text: string, { field, bits }: { field: string; bits: 8 | 16 | 32 | 64 }): Buffer {
  checkDigits(text, (what) => invalid(field, what))
  const value = WHOLE.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, '')) : null
  if (value === null || BigInt.asIntN(bits, value) !== value) {
    throw invalid(field, `is not a whole number of ${bits} bits`)
  }
  const data = Buffer.alloc(bits / 8)
  if (bits === 64) data.writeBigInt64BE(value)
  else data.writeIntBE(Number(value), 0, bits / 8)
  return data
}

function decimal(text: string, field: string): number {
  const value = Number(text)
  if (text.trim() === '' || (Number.isNaN(value) && text.trim() !== 'NaN')) throw invalid(field, 'is not a number')
  return value
}
