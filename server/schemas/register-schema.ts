import { z } from 'zod'
import type { registerSchema as contract } from '#lib/contract/schemas.ts'
import { invalid } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { registryOf } from './registry-of.ts'
import { problemOfDraft, toRegistryBody } from './schema-draft.ts'
import { pathSegment } from '#server/serde/registry/path-segment.ts'

const Registered = z.object({ id: z.number().int() })
const Found = z.object({ version: z.number().int() })

/**
 * Registers a schema; one that is registered already stays what it is.
 * @throws AppError INVALID_INPUT where it is no schema, CONFLICT where it breaks the subject's compatibility
 */
export async function registerSchema(
  ctx: ClusterCtx,
  { subject, reason, ...draft }: InputOf<typeof contract>,
): Promise<z.output<typeof contract.output>> {
  const registry = registryOf(ctx.cluster)
  const problem = await problemOfDraft(registry, draft)
  if (problem !== null) throw invalid('text', problem)
  const body = toRegistryBody(draft)
  const path = `/subjects/${pathSegment(subject)}`
  const details = { type: draft.type }
  return audited(ctx, { action: 'schema.register', target: subject, reason, details }, async () => {
    const { id } = await registry.change({ method: 'POST', path: `${path}/versions`, body }, Registered)
    const found = await registry.change({ method: 'POST', path, body }, Found).catch(() => null)
    return { subject, version: found?.version ?? null, id }
  })
}
