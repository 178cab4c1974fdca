import type { View } from '#lib/contract/views.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { readViews } from './view-store.ts'

/** The saved views of a topic. */
export async function listViews(
  { cluster }: Pick<ClusterCtx, 'cluster'>,
  { topic }: { topic: string },
): Promise<{ items: View[] }> {
  return { items: await readViews(cluster, topic) }
}
