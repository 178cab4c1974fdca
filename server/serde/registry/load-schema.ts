import { AppError, isAppError } from '#lib/errors.ts'
import { malformed } from '../binary/json-text.ts'
import { type Reference, SchemaAnswer, schemaTypeOf, SubjectVersions, VersionAnswer } from './answers.ts'
import { compileApart } from './compile-apart.ts'
import type { CompiledSchema } from './compile-schema.ts'
import type { RegistryClient } from './registry-client.ts'
import { pathSegment } from './path-segment.ts'

const MAX_REFERENCES = 200

/** A schema ready for use, and where it is registered. */
export interface LoadedSchema {
  /** Null where it was asked for by its GUID. */
  id: number | null
  /** Where it is registered; empty where the registry does not tell. */
  subjects: SubjectVersions
  compiled: CompiledSchema
}

/** How a record names its schema: by the registry's id, or (Confluent Platform 8) by its GUID. */
export type SchemaKey = number | string

/** @throws AppError NOT_FOUND, UNDECODABLE, or what went wrong with the registry */
export async function loadSchema(client: RegistryClient, key: SchemaKey): Promise<LoadedSchema> {
  const byId = typeof key === 'number'
  const [answer, subjects] = await Promise.all([
    client.get(byId ? `/schemas/ids/${key}` : `/schemas/guids/${pathSegment(key)}`, SchemaAnswer),
    byId ? client.get(`/schemas/ids/${key}/versions`, SubjectVersions).catch(() => []) : [],
  ])
  const type = schemaTypeOf(answer.schemaType)
  if (type === null) throw malformed(`Schemas of the type ${answer.schemaType ?? ''} cannot be read here.`)
  const references = await loadReferences(client, answer.references ?? [])
  return { id: byId ? key : null, subjects, compiled: await compileApart({ type, text: answer.schema, references }) }
}

/** The texts that a schema refers to, each behind those it needs itself, by the name it is referred to. */
export async function loadReferences(
  client: RegistryClient,
  references: readonly Reference[],
  found: Map<string, string> = new Map(),
): Promise<Map<string, string>> {
  for (const { name, subject, version } of references) {
    if (found.has(name)) continue
    if (found.size >= MAX_REFERENCES) throw malformed(`the schema refers to more than ${MAX_REFERENCES} others`)
    // Holds the place, so that references in a circle end.
    found.set(name, '')
    const answer = await client
      .get(`/subjects/${pathSegment(subject)}/versions/${version}`, VersionAnswer)
      .catch((error: unknown) => {
        if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error
        throw new AppError('NOT_FOUND', `It refers to version ${version} of ${subject}, which is not in the registry.`)
      })
    await loadReferences(client, answer.references ?? [], found)
    // Behind what it needs.
    found.delete(name)
    found.set(name, answer.schema)
  }
  return found
}
