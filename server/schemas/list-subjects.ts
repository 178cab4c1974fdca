import { z } from 'zod'
import type { listSubjects as contract, Registry, SubjectList, SubjectSummary } from '#lib/contract/schemas.ts'
import { isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { schemaTypeOf, VersionAnswer } from '#server/serde/registry/answers.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'
import { readCompatibility } from './read-compatibility.ts'

const Names = z.array(z.string())
const Mode = z.object({ mode: z.string() })

/** The subjects of the registry; what stands beside a name is only read for those of the page. */
export async function listSubjects(
  { cluster }: Pick<ClusterCtx, 'cluster'>,
  input: InputOf<typeof contract>,
): Promise<SubjectList> {
  const { registry } = serdeOf(cluster)
  if (!registry) return { items: [], total: 0, page: 1, pageSize: input.pageSize, registry: null }
  const [names, about] = await Promise.all([registry.get('/subjects', Names), describe(registry)])
  const found = paginate(names, input, { searched: (name) => name, column: (name) => name })
  return { ...found, items: await Promise.all(found.items.map((name) => summarise(registry, name))), registry: about }
}

async function describe(registry: RegistryClient): Promise<Registry> {
  const [compatibility, mode] = await Promise.all([
    readCompatibility(registry).catch(() => null),
    registry.get('/mode', Mode).then(
      (answer) => answer.mode,
      () => null,
    ),
  ])
  return { host: registry.host, compatibility, mode }
}

async function summarise(registry: RegistryClient, subject: string): Promise<SubjectSummary> {
  try {
    const [latest, compatibility] = await Promise.all([
      registry.get(`/subjects/${encodeURIComponent(subject)}/versions/latest`, VersionAnswer),
      readCompatibility(registry, subject),
    ])
    const { id, version, schemaType, references } = latest
    return {
      subject,
      type: schemaTypeOf(schemaType) ?? schemaType ?? null,
      id,
      latestVersion: version,
      references: references?.length ?? 0,
      compatibility,
      problem: null,
    }
  } catch (error) {
    const problem = isAppError(error) ? error.message : 'It could not be read.'
    return { subject, type: null, id: null, latestVersion: null, references: null, compatibility: null, problem }
  }
}
