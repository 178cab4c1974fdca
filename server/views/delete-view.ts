import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { authorize } from '#server/auth/authorize.ts'
import { permissionFor, readViews, writeView } from './view-store.ts'

/** Removes a saved view. @throws AppError NOT_FOUND, FORBIDDEN where it is another's */
export async function deleteView(
  ctx: Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId'>,
  { topic, view: id }: { topic: string; view: string },
): Promise<{ done: true; durable: boolean }> {
  const view = (await readViews(ctx.cluster, topic)).find((candidate) => candidate.id === id)
  if (!view) throw new AppError('NOT_FOUND', 'This view is not there: somebody may have removed it.')
  authorize(ctx, permissionFor(ctx.actor, view), { kind: 'view', topic, view: id })
  const durable = await audited(ctx, { action: 'view.delete', target: topic, details: { name: view.name } }, () =>
    writeView(ctx.cluster, topic, id, null),
  )
  return { done: true, durable }
}
