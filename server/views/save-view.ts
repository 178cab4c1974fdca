import { randomUUID } from 'node:crypto'
import type { View } from '#lib/contract/views.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { authorize } from '#server/auth/authorize.ts'
import { permissionFor, readViews, type StoredView, viewFor, writeView } from './view-store.ts'

const MAX_VIEWS = 200

/**
 * Saves a view of a topic's records; one of the same name is replaced and stays its owner's.
 * @throws AppError FORBIDDEN where that is another's, LIMIT_EXCEEDED
 */
export async function saveView(
  ctx: Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId'>,
  { topic, name, query }: { topic: string; name: string; query: string },
): Promise<View & { durable: boolean }> {
  const { name: target } = await ctx.cluster.topic(topic, { maxAgeMs: 5_000 })
  const views = await readViews(ctx.cluster, target)
  const same = views.find((view) => view.name === name)
  const permission = same ? permissionFor(ctx.actor, same) : 'view.write'
  authorize(ctx, permission, { kind: 'view', topic: target, view: same?.id ?? null })
  return audited(ctx, { action: 'view.save', target, details: { name } }, async () => {
    if (!same && views.length >= MAX_VIEWS)
      throw new AppError('LIMIT_EXCEEDED', `There are ${MAX_VIEWS} saved views of this topic: remove one first.`)
    const { name: by, subject } = ctx.actor
    // One that was replaced by a manager is still its owner's.
    const owner = same ? same.owner : subject
    const view: StoredView = { id: same?.id ?? randomUUID(), name, query, by, at: Date.now(), owner }
    const durable = await writeView(ctx.cluster, target, view.id, view)
    return { ...viewFor(ctx.actor, view), durable }
  })
}
