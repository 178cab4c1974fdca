import type { SchemaVersion } from '#lib/contract/schemas.ts'
import { invalid, isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { schemaTypeOf, VersionAnswer } from '#server/serde/registry/answers.ts'
import { compileApart } from '#server/serde/registry/compile-apart.ts'
import { loadReferences } from '#server/serde/registry/load-schema.ts'
import { printApart } from '#server/serde/registry/print-apart.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'
import { registryOf } from './registry-of.ts'
import { pathSegment } from '#server/serde/registry/path-segment.ts'

/** The schema of one version, and whether records could be read by it. @throws AppError NOT_FOUND */
export async function getSchemaVersion(
  { cluster }: Pick<ClusterCtx, 'cluster'>,
  { subject, version }: { subject: string; version: string },
): Promise<SchemaVersion> {
  if (!/^(latest|[1-9]\d{0,8})$/.test(version)) throw invalid('version', 'a number is expected, or latest')
  const registry = registryOf(cluster)
  const answer = await registry.get(`/subjects/${pathSegment(subject)}/versions/${pathSegment(version)}`, VersionAnswer)
  const type = schemaTypeOf(answer.schemaType)
  return {
    subject: answer.subject,
    version: answer.version,
    id: answer.id,
    type: type ?? answer.schemaType ?? 'AVRO',
    text: await printApart({ type: type ?? 'AVRO', text: answer.schema }),
    references: answer.references ?? [],
    problem: await problemOf(registry, answer),
  }
}

async function problemOf(
  registry: RegistryClient,
  { schema, schemaType, references }: VersionAnswer,
): Promise<string | null> {
  const type = schemaTypeOf(schemaType)
  if (type === null) return `Schemas of the type ${schemaType ?? ''} cannot be read here.`
  try {
    await compileApart({ type, text: schema, references: await loadReferences(registry, references ?? []) })
    return null
  } catch (error) {
    return isAppError(error) ? error.message : 'It cannot be made ready.'
  }
}
