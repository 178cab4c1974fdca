import type { JsonNode } from '#lib/json/json-tree.ts'
import { ByteWriter } from '../binary/byte-writer.ts'
import { decimalOf, isNull, type JsonInput, signedBytes, stringOf, wrong } from '../binary/json-input.ts'
import type { ProtoMessage } from './field-plan.ts'
import { logicalInteger } from '../avro/logical-input.ts'

const PER_SECOND = 1_000_000_000n
const WRAPPER = /^google\.protobuf\.(Double|Float|Int64|UInt64|Int32|UInt32|Bool|String|Bytes)Value$/

/**
 * The messages that have a JSON of their own: their bytes, or the same input in the form of a plain message, which the caller goes on with.
 * @throws AppError UNDECODABLE
 */
export function wellKnownInput(type: ProtoMessage, input: JsonInput): JsonInput | Buffer {
  const name = type.name
  if (WRAPPER.test(name)) return within(input, 'value', input.node)
  switch (name) {
    case 'google.protobuf.Timestamp':
      return timestamp(logicalInteger(input, { type: 'timestamp-nanos', scale: 0 }, 64))
    case 'google.protobuf.Duration':
      return secondsAndNanos(duration(input))
    case 'google.protobuf.Struct':
      return within(input, 'fields', input.node)
    case 'google.protobuf.ListValue':
      return within(input, 'values', input.node)
    case 'google.protobuf.Value':
      return anyValue(input)
    case 'google.protobuf.FieldMask':
      return within(input, 'paths', paths(stringOf(input)))
    case 'confluent.type.Decimal':
      return decimal(input)
    case 'google.protobuf.Any':
      throw wrong(input, 'is of the type Any, which cannot be written here: send the bytes')
    default:
      return input
  }
}

function within({ path }: JsonInput, key: string, value: JsonNode): JsonInput {
  return { path, node: { kind: 'object', entries: [{ key, value }] } }
}

function anyValue(input: JsonInput): JsonInput | Buffer {
  const { node } = input
  // The field null_value with the only value there is, zero.
  if (isNull(input)) return Buffer.from([0x08, 0x00])
  switch (node.kind) {
    case 'number':
      return within(input, 'numberValue', node)
    case 'string':
      return within(input, 'stringValue', node)
    case 'word':
      return within(input, 'boolValue', node)
    case 'object':
      return within(input, 'structValue', node)
    case 'array':
      return within(input, 'listValue', node)
  }
}

function duration(input: JsonInput): bigint {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(stringOf(input)) ?? []
  if (whole === undefined) throw wrong(input, 'has to be a duration such as 1.5s')
  const nanos = BigInt(whole) * PER_SECOND + BigInt(fraction.padEnd(9, '0'))
  return sign === '-' ? -nanos : nanos
}

/** The nanoseconds of a timestamp count forward, also before 1970. */
function timestamp(nanos: bigint): Buffer {
  const rest = ((nanos % PER_SECOND) + PER_SECOND) % PER_SECOND
  return instant((nanos - rest) / PER_SECOND, rest)
}

/** Those of a duration have its sign. */
function secondsAndNanos(nanos: bigint): Buffer {
  return instant(nanos / PER_SECOND, nanos % PER_SECOND)
}

function instant(whole: bigint, rest: bigint): Buffer {
  const out = new ByteWriter()
  if (whole !== 0n) {
    out.u8(0x08)
    out.varint(whole)
  }
  if (rest !== 0n) {
    out.u8(0x10)
    out.varint(rest)
  }
  return out.done()
}

function paths(text: string): JsonNode {
  const items = text === '' ? [] : text.split(',')
  const snake = (path: string) => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return { kind: 'array', items: items.map((path) => ({ kind: 'string', text: snake(path) })) }
}

function decimal(input: JsonInput): Buffer {
  const { node } = input
  const text = node.kind === 'number' || node.kind === 'string' ? node.text : ''
  const scale = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0
  const digits = signedBytes(input, decimalOf(input, scale))
  const out = new ByteWriter()
  out.u8(0x0a)
  out.varint(BigInt(digits.length))
  out.bytes(digits)
  if (scale > 0) {
    out.u8(0x18)
    out.varint(BigInt(scale))
  }
  return out.done()
}
