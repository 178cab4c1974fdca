import protobuf from 'protobufjs'
import { malformed } from '../binary/json-text.ts'
import { knownProto } from './known-protos.ts'
import { addProtoFile, messagesOf, protoProblem } from './proto-files.ts'

/** Messages of `.proto` files, found by name or by the index path that Confluent's wire format carries. */
export interface ProtoSchema {
  /** Null where there is no such message. */
  byName(name: string): protobuf.Type | null
  /** Indexes of messages within messages, in the order they stand in the main file. */
  byIndexes(indexes: readonly number[]): protobuf.Type | null
  /** The reverse of `byIndexes`; null where the main file has no such message. */
  indexesOf(name: string): number[] | null
  /** The full names of the main file's messages, nested ones behind their parents. */
  names: readonly string[]
}

const MAX_FILES = 500

/**
 * Reads a `.proto` text and those it imports.
 * @param imports texts by the path they are imported as; Google's well-known ones need not be among them
 * @throws AppError UNDECODABLE that says what is wrong
 */
export function loadProto(text: string, imports: ReadonlyMap<string, string> = new Map()): ProtoSchema {
  const root = new protobuf.Root()
  const main = addProtoFile(text, root, 'the schema')
  const seen = new Set<string>()
  const waiting = [...main.imports]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    if (seen.size > MAX_FILES) throw malformed(`the Protobuf schema imports more than ${MAX_FILES} files`)
    const imported = imports.get(path) ?? null
    if (imported !== null) waiting.push(...addProtoFile(imported, root, path).imports)
    else waiting.push(...addKnown(path, root))
  }
  try {
    root.resolveAll()
  } catch (error) {
    throw malformed(`the Protobuf schema cannot be used: ${protoProblem(error)}`)
  }
  const tops = main.messages.map((name) => root.lookupType(name))
  return {
    names: tops.flatMap(namesOf),
    indexesOf: (name) => indexesIn(tops, name),
    byName: (name) => {
      const found = root.lookup(name, protobuf.Type)
      return found instanceof protobuf.Type ? found : null
    },
    byIndexes: (indexes) => {
      const [top = 0, ...nested] = indexes
      let type: protobuf.Type | undefined = tops[top]
      for (const index of nested) type = type && messagesOf(type)[index]
      return type ?? null
    },
  }
}

function addKnown(path: string, root: protobuf.Root): readonly string[] {
  const known = knownProto(path)
  if (known === null) throw malformed(`the Protobuf schema imports ${path}, which the registry does not give with it`)
  if (typeof known === 'string') return addProtoFile(known, root, path).imports
  root.addJSON(known)
  return []
}

function namesOf(type: protobuf.Type): string[] {
  return [nameOf(type), ...messagesOf(type).flatMap(namesOf)]
}

/** The full name without the dot in front that protobufjs gives it. */
function nameOf(type: protobuf.ReflectionObject): string {
  return type.fullName.replace(/^\./, '')
}

function indexesIn(types: readonly protobuf.Type[], name: string): number[] | null {
  for (const [index, type] of types.entries()) {
    if (nameOf(type) === name) return [index]
    const inside = indexesIn(messagesOf(type), name)
    if (inside) return [index, ...inside]
  }
  return null
}
