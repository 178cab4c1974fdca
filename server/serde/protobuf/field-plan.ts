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
  | { kind: 'message'; message: ProtoMessage; delimited: boolean }
  | EnumType
export interface EnumType {
  kind: 'enum'
  /** In the order of the schema. */
  numbers: ReadonlyMap<string, number>
  names: ReadonlyMap<number, string>
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
  /** The oneof that it is part of. */
  oneof: string | null
  /** Whether "not set" differs from the default: if not, the default is shown. */
  presence: boolean
}

/** A message as reading and writing need it. Plain data, so that another thread can make it. */
export interface ProtoMessage {
  /** Without a dot in front. */
  name: string
  /** In the order of the schema. */
  fields: FieldPlan[]
  byId: Map<number, FieldPlan>
  /** Messages that are defined inside of it. */
  nested: ProtoMessage[]
  schema: ProtoSchema
}

/** Messages of `.proto` files. Plain data as well. */
export interface ProtoSchema {
  /** Those of the main file, nested ones not among them. */
  tops: ProtoMessage[]
  /** Those of all files by name, nested ones among them. */
  all: Map<string, ProtoMessage>
  /** The same by the last part of the name. */
  bySimpleName: Map<string, ProtoMessage[]>
}

/** The wire types of Protobuf's encoding. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const

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
