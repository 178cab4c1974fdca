import { malformed } from '../binary/json-text.ts'

/** A schema as it is needed for reading and writing: names resolved, logical types checked. */
export type AvroType =
  | { kind: 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'string'; logical?: Logical }
  | { kind: 'bytes'; logical?: Logical }
  | { kind: 'fixed'; name: string; size: number; logical?: Logical }
  | { kind: 'enum'; name: string; symbols: readonly string[] }
  | { kind: 'array'; items: AvroType }
  | { kind: 'map'; values: AvroType }
  | { kind: 'union'; branches: readonly AvroType[] }
  /** Its fields are put in after it is known by its name, since they may hold it. */
  | { kind: 'record'; name: string; fields: AvroField[] }

export interface AvroField {
  name: string
  type: AvroType
  /** Null where the field has none, which differs from a default of null. */
  fallback: { value: unknown } | null
}

export interface Logical {
  type: string
  scale: number
}

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const
type Primitive = (typeof PRIMITIVES)[number]

/** Which logical types belong on what; on anything else they are passed over, as Avro's specification says. */
const LOGICAL: Record<string, readonly string[]> = {
  int: ['date', 'time-millis'],
  long: [
    'time-micros',
    'timestamp-millis',
    'timestamp-micros',
    'timestamp-nanos',
    'local-timestamp-millis',
    'local-timestamp-micros',
    'local-timestamp-nanos',
  ],
  bytes: ['decimal', 'big-decimal'],
  fixed: ['decimal', 'duration', 'uuid'],
  string: ['uuid'],
}
const MAX_TYPES = 20_000

type Json = Record<string, unknown>

/**
 * An Avro schema and those it refers to, which come first. @throws AppError UNDECODABLE that says what is wrong with it
 */
export function parseAvroSchema(text: string, references: readonly string[] = []): AvroType {
  const parser = new SchemaParser()
  for (const reference of references) parser.parse(jsonOf(reference), '')
  return parser.parse(jsonOf(text), '')
}

function jsonOf(text: string): unknown {
  // A registry may keep a schema of one primitive type as its bare name.
  if (/^\s*[a-z]+\s*$/.test(text)) return text.trim()
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('the Avro schema is not JSON')
  }
}

class SchemaParser {
  readonly #named = new Map<string, AvroType>()
  #types = 0
  #depth = 0

  parse(schema: unknown, namespace: string): AvroType {
    if (++this.#types > MAX_TYPES) throw malformed(`the Avro schema has more than ${MAX_TYPES} types`)
    if (++this.#depth > 100) throw malformed('the Avro schema is nested deeper than 100 levels')
    const type = this.#parse(schema, namespace)
    this.#depth -= 1
    return type
  }

  #parse(schema: unknown, namespace: string): AvroType {
    if (typeof schema === 'string') return this.#byName(schema, namespace)
    if (Array.isArray(schema)) {
      return { kind: 'union', branches: schema.map((branch: unknown) => this.parse(branch, namespace)) }
    }
    if (typeof schema !== 'object' || schema === null)
      throw malformed('the Avro schema holds something that is no type')
    const json = schema as Json
    const { type } = json
    if (type === 'record' || type === 'error') return this.#record(json, namespace)
    if (type === 'enum') {
      const symbols = json['symbols']
      if (!Array.isArray(symbols)) throw malformed('an enum of the Avro schema has no symbols')
      return this.#name(json, namespace, (name) => ({ kind: 'enum', name, symbols: symbols.map(String) }))
    }
    if (type === 'fixed') {
      const size = json['size']
      if (typeof size !== 'number' || size < 0) throw malformed('a fixed type of the Avro schema has no size')
      return this.#name(json, namespace, (name) => withLogical({ kind: 'fixed', name, size }, json))
    }
    if (type === 'array') return { kind: 'array', items: this.parse(json['items'], namespace) }
    if (type === 'map') return { kind: 'map', values: this.parse(json['values'], namespace) }
    const inner = this.parse(type, namespace)
    return 'name' in inner ? inner : withLogical(inner, json)
  }

  #record(json: Json, namespace: string): AvroType {
    const { fields } = json
    if (!Array.isArray(fields)) throw malformed('a record of the Avro schema has no fields')
    const parsed: AvroField[] = []
    const record = this.#name(json, namespace, (name) => ({ kind: 'record', name, fields: parsed }))
    const inside = namespaceOf('name' in record ? record.name : '')
    for (const field of fields as unknown[]) {
      if (typeof field !== 'object' || field === null) throw malformed('a field of the Avro schema is no object')
      const { name, type, default: value } = field as Json
      parsed.push({
        name: String(name),
        type: this.parse(type, inside),
        fallback: 'default' in field ? { value } : null,
      })
    }
    return record
  }

  #name(json: Json, namespace: string, make: (name: string) => AvroType): AvroType {
    const { name } = json
    if (typeof name !== 'string' || name === '') throw malformed('a type of the Avro schema has no name')
    const own = typeof json['namespace'] === 'string' ? json['namespace'] : namespace
    const full = name.includes('.') || own === '' ? withoutDot(name) : `${own}.${name}`
    const type = make(full)
    this.#named.set(full, type)
    return type
  }

  #byName(name: string, namespace: string): AvroType {
    const primitive = PRIMITIVES.find((known) => known === name)
    if (primitive) return primitive === 'bytes' ? { kind: 'bytes' } : { kind: primitive }
    const own = namespace === '' || name.includes('.') ? undefined : this.#named.get(`${namespace}.${name}`)
    const found = own ?? this.#named.get(withoutDot(name))
    if (!found) throw malformed(`the Avro schema refers to ${name}, which is defined nowhere`)
    return found
  }
}

function withLogical<Type extends AvroType & { kind: Primitive | 'fixed' | 'array' | 'map' | 'union' }>(
  type: Type,
  json: Json,
): AvroType {
  const logical = json['logicalType']
  if (typeof logical !== 'string' || !LOGICAL[type.kind]?.includes(logical)) return type
  if (logical === 'duration' && !(type.kind === 'fixed' && type.size === 12)) return type
  if (logical === 'uuid' && type.kind === 'fixed' && type.size !== 16) return type
  const scale = typeof json['scale'] === 'number' ? json['scale'] : 0
  if (!Number.isInteger(scale) || scale < 0 || scale > 10_000) return type
  return { ...type, logical: { type: logical, scale } } as AvroType
}

/** A dot in front says that a name has no namespace, whatever it stands in. */
function withoutDot(name: string): string {
  return name.startsWith('.') ? name.slice(1) : name
}

function namespaceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}
