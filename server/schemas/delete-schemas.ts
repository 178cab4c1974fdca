import { z } from 'zod'
import type { deleteSchemaVersion as versionContract, deleteSubject as subjectContract } from '#lib/contract/schemas.ts'
import { AppError, invalid, isAppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import type { RegistryClient } from '#server/serde/registry/registry-client.ts'
import { registryOf } from './registry-of.ts'
import { pathSegment } from '#server/serde/registry/path-segment.ts'

type Deleted = z.output<typeof subjectContract.output>

/** Deletes a subject with all its versions. @throws AppError NOT_FOUND, or what the registry says: others may refer to it */
export async function deleteSubject(
  ctx: ClusterCtx,
  { subject, permanent, reason }: InputOf<typeof subjectContract>,
): Promise<Deleted> {
  const registry = registryOf(ctx.cluster)
  const action = { action: 'schema.deleteSubject', target: subject, reason, details: { permanent } }
  const shape = z.array(z.number().int())
  return audited(ctx, action, async () => ({
    versions: await remove(registry, { path: `/subjects/${pathSegment(subject)}`, permanent }, shape),
  }))
}

/** Deletes one version of a subject. @throws as {@link deleteSubject} */
export async function deleteSchemaVersion(
  ctx: ClusterCtx,
  { subject, version, permanent, reason }: InputOf<typeof versionContract>,
): Promise<Deleted> {
  if (!/^[1-9]\d{0,8}$/.test(version)) throw invalid('version', 'a number is expected')
  const registry = registryOf(ctx.cluster)
  const action = { action: 'schema.deleteVersion', target: subject, reason, details: { version, permanent } }
  const path = `/subjects/${pathSegment(subject)}/versions/${pathSegment(version)}`
  return audited(ctx, action, async () => ({
    versions: [await remove(registry, { path, permanent }, z.number().int())],
  }))
}

/** For good only after the deletion that can be taken back: registries want it in this order. */
async function remove<Answer>(
  registry: RegistryClient,
  { path, permanent }: { path: string; permanent: boolean },
  shape: z.ZodType<Answer>,
): Promise<Answer> {
  const soft = registry.change({ method: 'DELETE', path }, shape)
  if (!permanent) return soft
  // Already deleted in that way is no reason not to go on.
  await soft.catch((error: unknown) => {
    if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error
  })
  return registry.change({ method: 'DELETE', path: `${path}?permanent=true` }, shape).catch((error: unknown) => {
    if (!isAppError(error)) throw error
    throw new AppError(error.code, `It was deleted, but not for good: ${error.message}`, { cause: error })
  })
}
