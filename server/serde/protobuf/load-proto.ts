import protobuf from 'protobufjs'
import { malformed } from '../binary/json-text.ts'
import { knownProto } from './known-protos.ts'
import type { ProtoSchema } from './field-plan.ts'
import { plainSchema } from './plain-schema.ts'
import { addProtoFile, protoProblem } from './proto-files.ts'

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
  return plainSchema(root, main.messages)
}

function addKnown(path: string, root: protobuf.Root): readonly string[] {
  const known = knownProto(path)
  if (known === null) throw malformed(`the Protobuf schema imports ${path}, which the registry does not give with it`)
  if (typeof known === 'string') return addProtoFile(known, root, path).imports
  root.addJSON(known)
  return []
}
