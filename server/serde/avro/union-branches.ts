import type { AvroType } from './parse-schema.ts'

type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

/** How a union's value is told in JSON: plain where its JSON kind says which branch it is, else as `{"branch": value}`. */
export interface UnionBranch {
  type: AvroType
  /** Null where the value stands plain. */
  label: string | null
  /** What may stand for the branch in `{"branch": value}` when it is written, too. */
  names: readonly string[]
  kind: JsonKind
}

const known = new WeakMap<object, readonly UnionBranch[]>()

export function unionBranches(union: AvroType & { kind: 'union' }): readonly UnionBranch[] {
  const found = known.get(union)
  if (found) return found
  const kinds = union.branches.map(jsonKind)
  const shortNames = union.branches.map(shortName)
  const branches = union.branches.map((type, index): UnionBranch => {
    const kind = kinds[index] ?? 'object'
    const alone = kinds.filter((other) => other === kind).length === 1
    const short = shortNames[index] ?? type.kind
    const full = 'name' in type ? type.name : type.kind
    const unique = shortNames.filter((other) => other === short).length === 1
    return { type, kind, names: [full, short], label: alone ? null : unique ? short : full }
  })
  known.set(union, branches)
  return branches
}

function shortName(type: AvroType): string {
  return 'name' in type ? type.name.slice(type.name.lastIndexOf('.') + 1) : type.kind
}

/** What a type's values look like in JSON. */
function jsonKind(type: AvroType): JsonKind {
  const logical = 'logical' in type ? type.logical?.type : undefined
  if (logical === 'decimal' || logical === 'big-decimal') return 'number'
  if (logical === 'duration') return 'object'
  if (logical !== undefined) return 'string'
  switch (type.kind) {
    case 'null':
    case 'boolean':
    case 'string':
    case 'array':
      return type.kind
    case 'int':
    case 'long':
    case 'float':
    case 'double':
      return 'number'
    case 'bytes':
    case 'fixed':
    case 'enum':
      return 'string'
    case 'map':
    case 'record':
    case 'union':
      return 'object'
  }
}
