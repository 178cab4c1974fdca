import protobuf from 'protobufjs'

export type Scalar =
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'float'
  | 'double'
  | 'bool'
  | 'string'
  | 'bytes'

/** What stands in a field: a scalar, a message or an enum. */
export type ValueType =
  | { kind: 'scalar'; scalar: Scalar }
  | { kind: 'message'; message: protobuf.Type; delimited: boolean }
  | EnumType
export interface EnumType {
  kind: 'enum'
  values: protobuf.Enum
}

/** What reading and writing needs to know of a field, worked out once. */
export interface FieldPlan {
  id: number
  jsonName: string
  protoName: string
  /** With the message's own, such as `shop.Order.placed`. */
  fullName: string
  value: ValueType
  /** Set where the field is a map. */
  mapKey: Scalar | null
  repeated: boolean
  packed: boolean
  /** Whether "not set" differs from the default: if not, the default is shown. */
  presence: boolean
}

export interface MessagePlan {
  name: string
  /** In the order of the schema. */
  fields: readonly FieldPlan[]
  byId: ReadonlyMap<number, FieldPlan>
}

const plans = new WeakMap<protobuf.Type, MessagePlan>()

/** The wire types of Protobuf's encoding. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const

export function messagePlan(type: protobuf.Type): MessagePlan {
  const known = plans.get(type)
  if (known) return known
  const fields = type.fieldsArray.map(fieldPlan)
  const plan = { name: type.fullName.slice(1), fields, byId: new Map(fields.map((field) => [field.id, field])) }
  plans.set(type, plan)
  return plan
}

function fieldPlan(field: protobuf.Field): FieldPlan {
  const resolved = field.resolve()
  const map = resolved instanceof protobuf.MapField
  const value = valueType(resolved)
  return {
    id: resolved.id,
    jsonName: resolved.jsonName,
    protoName: resolved.protoName,
    fullName: `${resolved.parent?.fullName.slice(1)}.${resolved.jsonName}`,
    value,
    mapKey: map ? (resolved.keyType as Scalar) : null,
    repeated: resolved.repeated || map,
    packed: resolved.packed,
    // A message that is not set is not an empty one, whatever the syntax.
    presence: resolved.hasPresence || (value.kind === 'message' && !resolved.repeated && !map),
  }
}

function valueType(field: protobuf.Field): ValueType {
  const { resolvedType } = field
  if (resolvedType instanceof protobuf.Type) {
    return { kind: 'message', message: resolvedType, delimited: field.delimited }
  }
  if (resolvedType instanceof protobuf.Enum) return { kind: 'enum', values: resolvedType }
  return { kind: 'scalar', scalar: field.type as Scalar }
}

const FIXED_64: ReadonlySet<Scalar> = new Set(['fixed64', 'sfixed64', 'double'])
const FIXED_32: ReadonlySet<Scalar> = new Set(['fixed32', 'sfixed32', 'float'])

/** How a value of this type lies on the wire when it is not packed. */
export function wireType(value: ValueType): number {
  if (value.kind === 'message') return value.delimited ? WIRE.groupStart : WIRE.bytes
  if (value.kind === 'enum') return WIRE.varint
  if (FIXED_64.has(value.scalar)) return WIRE.fixed64
  if (FIXED_32.has(value.scalar)) return WIRE.fixed32
  return value.scalar === 'string' || value.scalar === 'bytes' ? WIRE.bytes : WIRE.varint
}
