import protobuf from 'protobufjs'
import { malformed } from '../binary/json-text.ts'
import type { EnumType, FieldPlan, ProtoMessage, ProtoSchema, Scalar, ValueType } from './field-plan.ts'

/** Of all files together. What is made of them goes from one thread to another within some milliseconds. */
const MAX_FIELDS = 10_000

/**
 * What reading and writing need of resolved types. @param tops the full names of the main file's messages
 * @throws AppError UNDECODABLE where it is too much
 */
export function plainSchema(root: protobuf.Root, tops: readonly string[]): ProtoSchema {
  const schema: ProtoSchema = { tops: [], all: new Map(), bySimpleName: new Map() }
  const messages = new Map<protobuf.Type, ProtoMessage>()
  const enums = new Map<protobuf.Enum, EnumType>()
  declare(root, schema, messages)
  let fields = 0
  for (const [type, message] of messages) {
    fields += type.fieldsArray.length
    if (fields > MAX_FIELDS) throw malformed(`the Protobuf schema has more than ${MAX_FIELDS} fields`)
    for (const field of type.fieldsArray) {
      const plan = fieldPlan(field.resolve(), (other) => valueType(other, messages, enums))
      message.fields.push(plan)
      message.byId.set(plan.id, plan)
    }
  }
  schema.tops = tops.flatMap((name) => schema.all.get(name.replace(/^\./, '')) ?? [])
  return schema
}

function declare(scope: protobuf.NamespaceBase, schema: ProtoSchema, messages: Map<protobuf.Type, ProtoMessage>): void {
  const parent = scope instanceof protobuf.Type ? messages.get(scope) : undefined
  for (const nested of scope.nestedArray) {
    if (nested instanceof protobuf.Type) {
      // Without the dot in front that protobufjs gives it.
      const name = nested.fullName.slice(1)
      const message: ProtoMessage = { name, fields: [], byId: new Map(), nested: [], schema }
      messages.set(nested, message)
      schema.all.set(name, message)
      schema.bySimpleName.set(nested.name, [...(schema.bySimpleName.get(nested.name) ?? []), message])
      parent?.nested.push(message)
    }
    if (nested instanceof protobuf.Namespace) declare(nested, schema, messages)
  }
}

function fieldPlan(field: protobuf.Field, valueOf: (field: protobuf.Field) => ValueType): FieldPlan {
  const map = field instanceof protobuf.MapField
  const value = valueOf(field)
  return {
    id: field.id,
    jsonName: field.jsonName,
    protoName: field.protoName,
    fullName: `${field.parent?.fullName.slice(1)}.${field.jsonName}`,
    value,
    mapKey: map ? (field.keyType as Scalar) : null,
    repeated: field.repeated || map,
    packed: field.packed,
    oneof: field.partOf?.name ?? null,
    // A message that is not set is not an empty one, whatever the syntax.
    presence: field.hasPresence || (value.kind === 'message' && !field.repeated && !map),
  }
}

function valueType(
  field: protobuf.Field,
  messages: ReadonlyMap<protobuf.Type, ProtoMessage>,
  enums: Map<protobuf.Enum, EnumType>,
): ValueType {
  const { resolvedType } = field
  if (resolvedType instanceof protobuf.Enum) {
    const known = enums.get(resolvedType) ?? enumType(resolvedType)
    enums.set(resolvedType, known)
    return known
  }
  const message = resolvedType ? messages.get(resolvedType) : undefined
  if (message) return { kind: 'message', message, delimited: field.delimited }
  return { kind: 'scalar', scalar: field.type as Scalar }
}

function enumType({ values, valuesById }: protobuf.Enum): EnumType {
  const names = Object.entries(valuesById).map(([number, name]) => [Number(number), name] as const)
  return { kind: 'enum', numbers: new Map(Object.entries(values)), names: new Map(names) }
}
