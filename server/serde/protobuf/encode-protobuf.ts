import { ByteWriter } from '../binary/byte-writer.ts'
import {
  booleanOf,
  bytesOf,
  entriesOf,
  floatOf,
  integerOf,
  isNull,
  itemsOf,
  type JsonInput,
  stringOf,
  wrong,
} from '../binary/json-input.ts'
import {
  type EnumType,
  type FieldPlan,
  type ProtoMessage,
  type Scalar,
  type ValueType,
  WIRE,
  wireType,
} from './field-plan.ts'
import { wellKnownInput } from './well-known-input.ts'

/**
 * The bytes of a message from JSON in the form that reading shows; names in lowerCamelCase or as in the `.proto` text.
 * @throws AppError UNDECODABLE that says where the mistake is
 */
export function encodeProtobuf(type: ProtoMessage, input: JsonInput): Buffer {
  const plain = wellKnownInput(type, input)
  if (Buffer.isBuffer(plain)) return plain
  const out = new ByteWriter()
  const oneofs = new Map<string, string>()
  for (const { key, value } of entriesOf(plain)) {
    const field = type.fields.find(({ jsonName, protoName }) => jsonName === key || protoName === key)
    if (!field) throw wrong(value, `is no field of ${type.name}`)
    if (isNull(value) && !takesNull(field)) continue
    checkOneof(field, value, oneofs)
    writeField(field, value, out)
  }
  return out.done()
}

/** Null is "not set", except where a field can hold it. */
function takesNull({ value }: FieldPlan): boolean {
  return value.kind === 'message' && value.message.name === 'google.protobuf.Value'
}

function checkOneof(field: FieldPlan, input: JsonInput, seen: Map<string, string>): void {
  const { oneof } = field
  if (oneof === null) return
  const other = seen.get(oneof)
  if (other !== undefined) throw wrong(input, `cannot be set together with ${other}: both are of ${oneof}`)
  seen.set(oneof, field.jsonName)
}

function writeField(field: FieldPlan, input: JsonInput, out: ByteWriter): void {
  if (field.mapKey !== null) {
    for (const { key, value } of entriesOf(input)) {
      const entry = new ByteWriter()
      writeTagged(1, { kind: 'scalar', scalar: field.mapKey }, keyInput(field.mapKey, key, value), entry)
      writeTagged(2, field.value, value, entry)
      writeBytes(field.id, entry.done(), out)
    }
  } else if (!field.repeated) {
    // Where "not set" is the same as the default, the default is not written.
    if (field.presence || !isDefault(field.value, input)) writeTagged(field.id, field.value, input, out)
  } else if (field.packed && wireType(field.value) !== WIRE.bytes) {
    const packed = new ByteWriter()
    for (const item of itemsOf(input)) writeValue(field.value, item, packed)
    const bytes = packed.done()
    if (bytes.length > 0) writeBytes(field.id, bytes, out)
  } else for (const item of itemsOf(input)) writeTagged(field.id, field.value, item, out)
}

function isDefault(type: ValueType, input: JsonInput): boolean {
  if (type.kind === 'message') return false
  if (type.kind === 'enum') return enumNumber(type, input) === 0n
  const { scalar } = type
  if (scalar === 'string') return stringOf(input) === ''
  if (scalar === 'bytes') return bytesOf(input).length === 0
  if (scalar === 'bool') return !booleanOf(input)
  // Minus zero is not the default.
  if (scalar === 'float' || scalar === 'double') return Object.is(floatOf(input), 0)
  return integerOf(input, 65) === 0n
}

/** A map's key as if it stood for itself. */
function keyInput(type: Scalar, key: string, { path }: JsonInput): JsonInput {
  return { node: { kind: type === 'bool' ? 'word' : 'string', text: key }, path }
}

function writeTag(id: number, wire: number, out: ByteWriter): void {
  out.varint(BigInt(id) * 8n + BigInt(wire))
}

function writeBytes(id: number, bytes: Buffer, out: ByteWriter): void {
  writeTag(id, WIRE.bytes, out)
  out.varint(BigInt(bytes.length))
  out.bytes(bytes)
}

function writeTagged(id: number, type: ValueType, input: JsonInput, out: ByteWriter): void {
  if (type.kind === 'message') {
    const message = encodeProtobuf(type.message, input)
    if (!type.delimited) return writeBytes(id, message, out)
    writeTag(id, WIRE.groupStart, out)
    out.bytes(message)
    return writeTag(id, WIRE.groupEnd, out)
  }
  if (type.kind === 'scalar' && type.scalar === 'string') return writeBytes(id, Buffer.from(stringOf(input)), out)
  if (type.kind === 'scalar' && type.scalar === 'bytes') return writeBytes(id, bytesOf(input), out)
  writeTag(id, wireType(type), out)
  writeValue(type, input, out)
}

function writeValue(type: ValueType, input: JsonInput, out: ByteWriter): void {
  if (type.kind === 'enum') return out.varint(enumNumber(type, input))
  if (type.kind === 'message') throw wrong(input, 'cannot be packed')
  switch (type.scalar) {
    case 'double':
      return out.fixed(8, (buffer) => buffer.writeDoubleLE(floatOf(input)))
    case 'float':
      return out.fixed(4, (buffer) => buffer.writeFloatLE(floatOf(input)))
    case 'bool':
      return out.u8(booleanOf(input) ? 1 : 0)
    case 'int32':
    case 'int64':
      return out.varint(integerOf(input, type.scalar === 'int32' ? 32 : 64))
    case 'uint32':
    case 'uint64':
      return out.varint(integerOf(input, type.scalar === 'uint32' ? 32 : 64, { unsigned: true }))
    case 'sint32':
    case 'sint64':
      return out.zigzag(integerOf(input, type.scalar === 'sint32' ? 32 : 64))
    case 'fixed32':
      return out.fixed(4, (buffer) => buffer.writeUInt32LE(Number(integerOf(input, 32, { unsigned: true }))))
    case 'sfixed32':
      return out.fixed(4, (buffer) => buffer.writeInt32LE(Number(integerOf(input, 32))))
    case 'fixed64':
      return out.fixed(8, (buffer) => buffer.writeBigUInt64LE(integerOf(input, 64, { unsigned: true })))
    case 'sfixed64':
      return out.fixed(8, (buffer) => buffer.writeBigInt64LE(integerOf(input, 64)))
    case 'string':
    case 'bytes':
      throw wrong(input, 'cannot be packed')
  }
}

function enumNumber({ numbers }: EnumType, input: JsonInput): bigint {
  if (input.node.kind === 'number') return integerOf(input, 32)
  const number = numbers.get(stringOf(input))
  if (number !== undefined) return BigInt(number)
  throw wrong(input, `has to be one of ${[...numbers.keys()].slice(0, 20).join(', ')}`)
}
