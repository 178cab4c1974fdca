import { z } from 'zod'
import type { checkSchema as contract, SchemaCheck } from '#lib/contract/schemas.ts'
import { isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'
import { readCompatibility } from './read-compatibility.ts'
import { registryOf } from './registry-of.ts'
import { problemOfDraft, toRegistryBody } from './schema-draft.ts'
import { pathSegment } from '#server/serde/registry/path-segment.ts'

const Verdict = z.object({ is_compatible: z.boolean(), messages: z.array(z.string()).nullish() })
const Existing = z.object({ version: z.number().int(), id: z.number().int() })

/** What the registry would say to a schema as the next version of a subject. Nothing is changed. */
export async function checkSchema(
  { cluster }: Pick<ClusterCtx, 'cluster'>,
  { subject, ...draft }: InputOf<typeof contract>,
): Promise<SchemaCheck> {
  const registry = registryOf(cluster)
  const problem = await problemOfDraft(registry, draft)
  const asked = { registry, subject, body: toRegistryBody(draft) }
  const existing = problem === null ? await findSame(asked) : null
  const { compatible, messages } = await verdictOn(asked)
  return { problem, compatible, messages, existing }
}

interface Asked {
  registry: RegistryClient
  subject: string
  body: object
}

/** The version of the subject that is this schema already. */
async function findSame({ registry, subject, body }: Asked): Promise<SchemaCheck['existing']> {
  try {
    return await registry.change({ method: 'POST', path: `/subjects/${pathSegment(subject)}`, body }, Existing)
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}

/** Against all versions where the compatibility asks for all, else against the latest. */
async function verdictOn({ registry, subject, body }: Asked): Promise<Pick<SchemaCheck, 'compatible' | 'messages'>> {
  const level = (await readCompatibility(registry, subject)) ?? (await readCompatibility(registry))
  const versions = level?.endsWith('_TRANSITIVE') ? 'versions' : 'versions/latest'
  const path = `/compatibility/subjects/${pathSegment(subject)}/${versions}?verbose=true`
  try {
    const { is_compatible: compatible, messages } = await registry.change({ method: 'POST', path, body }, Verdict)
    return { compatible, messages: messages ?? [] }
  } catch (error) {
    // Nothing is there yet that it had to be compatible with.
    if (isAppError(error) && error.code === 'NOT_FOUND') return { compatible: true, messages: [] }
    if (isRefusal(error)) return { compatible: null, messages: [isAppError(error) ? wordsOf(error) : ''] }
    throw error
  }
}

/** The registry answered, and would not take it. */
function isRefusal(error: unknown): boolean {
  return isAppError(error) && ['NOT_FOUND', 'CONFLICT', 'INVALID_INPUT', 'BROKER_REJECTED'].includes(error.code)
}

function wordsOf(error: { message: string; issues?: readonly { message: string }[] | undefined }): string {
  return error.issues?.[0]?.message ?? error.message
}
