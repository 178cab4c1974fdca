import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { ClusterConfig } from '#server/config/schema.ts'
import { type RegistrySettings, registrySettings } from './registry/settings.ts'

/** Which messages the records of some topics are; `*` in the name stands for anything. */
export interface ProtobufTopic {
  topic: string
  key?: string | undefined
  value?: string | undefined
}

/** All that decoding needs to know of a cluster, as plain values that can be sent to a worker thread. Holds secrets: never log it. */
export interface SerdeSettings {
  registry: RegistrySettings | null
  protobuf: { files: ReadonlyMap<string, string>; topics: readonly ProtobufTopic[] } | null
}

const MAX_FILES = 1_000
const MAX_FILE_BYTES = 4 << 20

/** Reads the configured `.proto` files, too. What cannot be read is left out, and the records that need it say so. */
export function serdeSettings({
  schemaRegistry,
  protobuf,
}: Pick<ClusterConfig, 'schemaRegistry' | 'protobuf'>): SerdeSettings {
  return {
    registry: registrySettings(schemaRegistry),
    protobuf: protobuf ? { files: readProtoFiles(protobuf.folder), topics: protobuf.topics } : null,
  }
}

/** The `.proto` files below a folder by their path in it, with forward slashes as imports have them. */
function readProtoFiles(folder: string): Map<string, string> {
  const files = new Map<string, string>()
  let names: string[]
  try {
    names = readdirSync(/* turbopackIgnore: true */ folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return files
  }
  for (const name of names
    .filter((file) => file.endsWith('.proto'))
    .toSorted()
    .slice(0, MAX_FILES)) {
    const path = join(/* turbopackIgnore: true */ folder, name)
    try {
      if (statSync(path).size > MAX_FILE_BYTES) continue
      files.set(relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8'))
    } catch {
      continue
    }
  }
  return files
}
