import type { View } from '#lib/contract/views.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { readViews, viewFor } from './view-store.ts'

/** The saved views of a topic. */
export async function listViews(
  { cluster, actor }: Pick<ClusterCtx, 'cluster' | 'actor'>,
  { topic }: { topic: string },
): Promise<{ items: View[] }> {
  return { items: (await readViews(cluster, topic)).map((view) => viewFor(actor, view)) }
}
