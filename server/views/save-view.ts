import { randomUUID } from 'node:crypto'
import type { View } from '#lib/contract/views.ts'
import { AppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { readViews, writeView } from './view-store.ts'

const MAX_VIEWS = 200

/** Saves a view of a topic's records; one of the same name is replaced. @throws AppError LIMIT_EXCEEDED */
export async function saveView(
  ctx: Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId'>,
  { topic, name, query }: { topic: string; name: string; query: string },
): Promise<View> {
  const { name: target } = await ctx.cluster.topic(topic, { maxAgeMs: 5_000 })
  return audited(ctx, { action: 'view.save', target, details: { name } }, async () => {
    const views = await readViews(ctx.cluster, target)
    const same = views.find((view) => view.name === name)
    if (!same && views.length >= MAX_VIEWS)
      throw new AppError('LIMIT_EXCEEDED', `There are ${MAX_VIEWS} saved views of this topic: remove one first.`)
    const view: View = { id: same?.id ?? randomUUID(), name, query, by: ctx.actor.name, at: Date.now() }
    await writeView(ctx.cluster, target, view.id, view)
    return view
  })
}
