import { ByteReader, unzigzag } from '../binary/byte-reader.ts'
import { type JsonText, malformed } from '../binary/json-text.ts'
import type { Problems } from '../binary/problems.ts'
import { shortestFloat } from '../binary/shortest-float.ts'
import {
  type EnumType,
  type FieldPlan,
  type ProtoMessage,
  type Scalar,
  type ValueType,
  WIRE,
  wireType,
} from './field-plan.ts'
import { FieldBudget, splitMessage, splitReadable, type WireField } from './split-message.ts'
import { writeUnknown } from './unknown-fields.ts'
import { type Inside, type Place, wellKnown } from './well-known.ts'

/**
 * Writes a message as Protobuf's JSON: names in lowerCamelCase, enums by name, bytes as base64, defaults where "not set" is the same. Unlike
 * there 64-bit integers are numbers, with every digit. Fields that the schema does not know come after the others under their number. A field
 * that does not fit the schema is shown as a reader without a schema would, and `problems` says so.
 * @throws AppError UNDECODABLE where no field fits
 */
export function decodeProtobuf(type: ProtoMessage, reader: ByteReader, out: JsonText, problems: Problems): void {
  const place = { reader, out, budget: new FieldBudget(), problems }
  if (wellKnown(type)) writeMessage(type, place)
  else writeReadable(type, place)
}

/** A record may break off: the fields before that are shown if there are any. */
function writeReadable(type: ProtoMessage, place: Place): void {
  const { fields, problem } = splitReadable(place.reader, place.budget)
  if (problem) {
    const { byId, name } = type
    const fits = (id: number, [first]: readonly WireField[]) => first && fitsWire(byId.get(id), first.wire)
    if (![...fields].some(([id, values]) => fits(id, values))) throw problem
    place.problems.add(name, problem.message)
  }
  writeFields(type, place, { fields, before: '' })
}

function fitsWire(field: FieldPlan | undefined, wire: number): boolean {
  if (field === undefined) return false
  if (field.value.kind === 'message') return wire === WIRE.bytes || wire === WIRE.groupStart
  return wire === wireType(field.value) || (field.repeated && wire === WIRE.bytes)
}

function writeMessage(type: ProtoMessage, place: Place): void {
  const special = wellKnown(type)
  if (special) special(place, INSIDE)
  else writeFields(type, place, { fields: splitMessage(place.reader, place.budget), before: '' })
}

interface Found {
  fields: ReadonlyMap<number, readonly WireField[]>
  /** An entry in front of the fields. */
  before: string
}

function writeFields(type: ProtoMessage, place: Place, { fields: found, before }: Found): void {
  const { reader, out, budget, problems } = place
  out.nested(() => {
    out.raw(`{${before}`)
    let first = before === ''
    for (const field of type.fields) {
      const values = found.get(field.id)
      if (!values && field.presence) continue
      if (!first) out.raw(',')
      first = false
      out.string(field.jsonName)
      out.raw(':')
      problems.field = field.fullName
      writeOrRaw(field, values ?? [], place, () => writeField(field, values ?? [], place))
    }
    for (const [id, values] of found) {
      if (type.byId.has(id)) continue
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
  messageBehind: (before, type, place) =>
    writeFields(type, place, { fields: splitMessage(place.reader, place.budget), before }),
}

/** Runs `write`; where the field's values do not fit the schema, writes them as without one. */
function writeOrRaw(field: FieldPlan, values: readonly WireField[], place: Place, write: () => void): void {
  const { out, reader, budget, problems } = place
  out.attempt(write, ({ message }) => {
    problems.add(field.fullName, message)
    if (values.length === 0) out.raw('null')
    else writeUnknown(values, reader.bytes, out, budget)
  })
}

function writeField(field: FieldPlan, values: readonly WireField[], place: Place): void {
  const { out, reader } = place
  if (field.mapKey !== null) return writeMap(field, field.mapKey, values, place)
  if (field.repeated) return writeRepeated(field, values, place)
  if (values.length === 0) return writeDefault(field.value, out)
  // Parsers take a value of another wire type for an unknown field.
  const fitting = values.filter(({ wire }) => fitsWire(field, wire))
  const last = fitting.at(-1)
  if (!last) throw wrongWire(values[0]?.wire ?? 0)
  if (fitting.length < values.length) place.problems.add(field.fullName, 'another of its values has a wrong wire type')
  // A message that comes in parts is one: what stands behind is merged into what stands before.
  if (field.value.kind === 'message' && fitting.length > 1) {
    const whole = Buffer.concat(fitting.map(({ start, end }) => reader.bytes.subarray(start, end)))
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
    // Packed or not, a reader has to understand both.
    if (value.wire !== WIRE.bytes || own === WIRE.bytes || own === WIRE.groupStart) {
      separate()
      writeOrRaw(field, [value], place, () => writeValue(field.value, value, place))
      continue
    }
    const before = first
    const packed = new ByteReader(reader.bytes, value.start, value.end)
    out.attempt(
      () => writePacked(field.value, packed, { out, separate }),
      ({ message }) => {
        first = before
        separate()
        place.problems.add(field.fullName, message)
        writeUnknown([value], reader.bytes, out, place.budget)
      },
    )
  }
  out.raw(']')
}

function writePacked(
  type: ValueType,
  packed: ByteReader,
  { out, separate }: { out: JsonText; separate: () => void },
): void {
  while (packed.left > 0) {
    separate()
    if (type.kind === 'enum') writeEnum(type, packed, out)
    else if (type.kind === 'scalar') writeScalar(type.scalar, packed, out)
    else throw wrongWire(WIRE.bytes)
  }
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
    if (value) writeOrRaw(field, [value], place, () => writeValue(field.value, value, place))
    else if (field.value.kind === 'message') out.raw('{}')
    else writeDefault(field.value, out)
  }
  out.raw('}')
}

function keyText(type: Scalar, { wire, start, end }: WireField, bytes: Buffer): string {
  if (wire !== wireType({ kind: 'scalar', scalar: type })) throw wrongWire(wire)
  if (type === 'string') return bytes.toString('utf8', start, end)
  const value = integerOf(type, new ByteReader(bytes, start, end))
  return type === 'bool' ? String(value !== 0) : String(value)
}

function writeValue(type: ValueType, value: WireField, place: Place): void {
  const { out } = place
  const { bytes } = place.reader
  const { wire, start, end } = value
  if (type.kind === 'message') {
    if (wire !== WIRE.bytes && wire !== WIRE.groupStart) throw wrongWire(wire)
    return writeMessage(type.message, { ...place, reader: new ByteReader(bytes, start, end) })
  }
  if (wire !== wireType(type)) throw wrongWire(wire)
  if (type.kind === 'enum') return writeEnum(type, new ByteReader(bytes, start, end), out)
  if (type.scalar === 'string') return out.utf8(bytes.subarray(start, end))
  if (type.scalar === 'bytes') return out.base64(bytes.subarray(start, end))
  writeScalar(type.scalar, new ByteReader(bytes, start, end), out)
}

function writeEnum(type: EnumType, reader: ByteReader, out: JsonText): void {
  const number = Number(BigInt.asIntN(32, BigInt(reader.varint())))
  const name = type.names.get(number)
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
    const [first] = type.numbers.keys()
    return first === undefined ? out.raw('0') : out.string(type.names.get(0) ?? first)
  }
  if (type.scalar === 'string' || type.scalar === 'bytes') return out.raw('""')
  out.raw(type.scalar === 'bool' ? 'false' : '0')
}

function wrongWire(wire: number): Error {
  return malformed(`a field has the wire type ${wire}, which its type in the schema never has`)
}
