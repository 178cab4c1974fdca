import type protobuf from 'protobufjs'
import { ByteReader, unzigzag } from '../binary/byte-reader.ts'
import { type JsonText, malformed } from '../binary/json-text.ts'
import { shortestFloat } from '../binary/shortest-float.ts'
import {
  type EnumType,
  type FieldPlan,
  messagePlan,
  type Scalar,
  type ValueType,
  WIRE,
  wireType,
} from './field-plan.ts'
import { FieldBudget, splitMessage, type WireField } from './split-message.ts'
import { writeUnknown } from './unknown-fields.ts'
import { type Inside, type Place, wellKnown } from './well-known.ts'

/**
 * Writes a message as Protobuf's JSON: names in lowerCamelCase, enums by name, bytes as base64, defaults where "not set" is the same. Unlike
 * there 64-bit integers are numbers, with every digit. Fields that the schema does not know stand behind the others under their number.
 * @throws AppError UNDECODABLE
 */
export function decodeProtobuf(type: protobuf.Type, reader: ByteReader, out: JsonText): void {
  writeMessage(type, { reader, out, budget: new FieldBudget() })
}

function writeMessage(type: protobuf.Type, place: Place): void {
  const special = wellKnown(type)
  if (special) special(place, INSIDE)
  else writeFields(type, place, '')
}

/** `before` is an entry that stands in front of the fields. */
function writeFields(type: protobuf.Type, place: Place, before: string): void {
  const { reader, out, budget } = place
  const plan = messagePlan(type)
  const found = splitMessage(reader, budget)
  out.nested(() => {
    out.raw(`{${before}`)
    let first = before === ''
    for (const field of plan.fields) {
      const values = found.get(field.id)
      if (!values && field.presence) continue
      if (!first) out.raw(',')
      first = false
      out.string(field.jsonName)
      out.raw(':')
      writeField(field, values ?? [], place)
    }
    for (const [id, values] of found) {
      if (plan.byId.has(id)) continue
      if (!first) out.raw(',')
      first = false
      out.raw(`"${id}":`)
      writeUnknown(values, reader.bytes, out, budget)
    }
    out.raw('}')
  })
}

const INSIDE: Inside = {
  field: writeField,
  message: writeMessage,
  messageBehind: (first, type, place) => writeFields(type, place, first),
}

function writeField(field: FieldPlan, values: readonly WireField[], place: Place): void {
  const { out, reader } = place
  if (field.mapKey !== null) return writeMap(field, field.mapKey, values, place)
  if (field.repeated) return writeRepeated(field, values, place)
  const last = values.at(-1)
  if (!last) return writeDefault(field.value, out)
  // A message that comes in parts is one: what stands behind is merged into what stands before.
  if (field.value.kind === 'message' && values.length > 1) {
    const whole = Buffer.concat(values.map(({ start, end }) => reader.bytes.subarray(start, end)))
    return writeMessage(field.value.message, { ...place, reader: new ByteReader(whole) })
  }
  writeValue(field.value, last, place)
}

function writeRepeated(field: FieldPlan, values: readonly WireField[], place: Place): void {
  const { out, reader } = place
  const own = wireType(field.value)
  out.raw('[')
  let first = true
  const separate = () => {
    if (!first) out.raw(',')
    first = false
  }
  for (const value of values) {
    if (value.wire === own || own === WIRE.bytes) {
      separate()
      writeValue(field.value, value, place)
      continue
    }
    // Packed or not, a reader has to understand both.
    if (value.wire !== WIRE.bytes) throw wrongWire(value.wire)
    const packed = new ByteReader(reader.bytes, value.start, value.end)
    while (packed.left > 0) {
      separate()
      if (field.value.kind === 'enum') writeEnum(field.value, packed, out)
      else if (field.value.kind === 'scalar') writeScalar(field.value.scalar, packed, out)
      else throw wrongWire(value.wire)
    }
  }
  out.raw(']')
}

function writeMap(field: FieldPlan, keyType: Scalar, values: readonly WireField[], place: Place): void {
  const { out, reader, budget } = place
  out.raw('{')
  for (const [index, { start, end, wire }] of values.entries()) {
    if (wire !== WIRE.bytes) throw wrongWire(wire)
    const entry = splitMessage(new ByteReader(reader.bytes, start, end), budget)
    const key = entry.get(1)?.at(-1)
    const value = entry.get(2)?.at(-1)
    if (index > 0) out.raw(',')
    out.string(
      key ? keyText(keyType, key, reader.bytes) : keyType === 'string' ? '' : keyType === 'bool' ? 'false' : '0',
    )
    out.raw(':')
    if (value) writeValue(field.value, value, place)
    else if (field.value.kind === 'message') out.raw('{}')
    else writeDefault(field.value, out)
  }
  out.raw('}')
}

function keyText(type: Scalar, { start, end }: WireField, bytes: Buffer): string {
  if (type === 'string') return bytes.toString('utf8', start, end)
  const value = integerOf(type, new ByteReader(bytes, start, end))
  return type === 'bool' ? String(value !== 0) : String(value)
}

function writeValue(type: ValueType, value: WireField, { reader, out, budget }: Place): void {
  const { bytes } = reader
  const { wire, start, end } = value
  if (type.kind === 'message') {
    if (wire !== WIRE.bytes && wire !== WIRE.groupStart) throw wrongWire(wire)
    return writeMessage(type.message, { reader: new ByteReader(bytes, start, end), out, budget })
  }
  if (wire !== wireType(type)) throw wrongWire(wire)
  if (type.kind === 'enum') return writeEnum(type, new ByteReader(bytes, start, end), out)
  if (type.scalar === 'string') return out.utf8(bytes.subarray(start, end))
  if (type.scalar === 'bytes') return out.base64(bytes.subarray(start, end))
  writeScalar(type.scalar, new ByteReader(bytes, start, end), out)
}

function writeEnum(type: EnumType, reader: ByteReader, out: JsonText): void {
  const number = Number(BigInt.asIntN(32, BigInt(reader.varint())))
  const name = type.values.valuesById[number]
  if (name === undefined) out.number(number)
  else out.string(name)
}

function writeScalar(type: Scalar, reader: ByteReader, out: JsonText): void {
  if (type === 'double') return out.number(reader.take(8).readDoubleLE())
  if (type === 'float') return out.number(shortestFloat(reader.take(4).readFloatLE()))
  const value = integerOf(type, reader)
  if (type === 'bool') out.raw(value === 0 ? 'false' : 'true')
  else out.number(value)
}

function integerOf(type: Scalar, reader: ByteReader): number | bigint {
  switch (type) {
    case 'fixed32':
      return reader.take(4).readUInt32LE()
    case 'sfixed32':
      return reader.take(4).readInt32LE()
    case 'fixed64':
      return reader.take(8).readBigUInt64LE()
    case 'sfixed64':
      return reader.take(8).readBigInt64LE()
    case 'int32':
      return signed(32, reader.varint())
    case 'int64':
      return signed(64, reader.varint())
    case 'uint32':
      return Number(BigInt.asUintN(32, BigInt(reader.varint())))
    case 'sint32':
    case 'sint64':
      return unzigzag(reader.varint())
    case 'bool':
    case 'uint64':
      return reader.varint()
    case 'double':
    case 'float':
    case 'string':
    case 'bytes':
      throw malformed(`a ${type} is no integer`)
  }
}

function signed(bits: number, value: number | bigint): number | bigint {
  if (typeof value === 'number' && value < 2 ** 31) return value
  return BigInt.asIntN(bits, BigInt(value))
}

function writeDefault(type: ValueType, out: JsonText): void {
  if (type.kind === 'message') return out.raw('null')
  if (type.kind === 'enum') {
    const [first] = Object.keys(type.values.values)
    return first === undefined ? out.raw('0') : out.string(type.values.valuesById[0] ?? first)
  }
  if (type.scalar === 'string' || type.scalar === 'bytes') return out.raw('""')
  out.raw(type.scalar === 'bool' ? 'false' : '0')
}

function wrongWire(wire: number): Error {
  return malformed(`a field has the wire type ${wire}, which its type in the schema never has`)
}
