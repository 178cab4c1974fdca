import { z } from 'zod'
import { View } from '#lib/contract/views.ts'
import { type Actor, isSame } from '#server/auth/actor.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'

const StoredView = View.omit({ own: true }).extend({
  /** Whose it is; null in views of versions that kept only the name. */
  owner: z.object({ issuer: z.string(), sub: z.string() }).nullable().default(null),
})
export type StoredView = z.infer<typeof StoredView>

const prefixOf = (topic: string) => `view/${topic}/`

/** The saved views of a topic, by name. */
export async function readViews(cluster: KafkaCluster, topic: string): Promise<StoredView[]> {
  const store = stateStore(cluster)
  await store.refresh()
  const views = store.entries(prefixOf(topic)).flatMap(([, value]) => viewOf(value) ?? [])
  return views.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** Keeps a view, or with null removes it. */
export async function writeView(
  cluster: KafkaCluster,
  topic: string,
  id: string,
  view: StoredView | null,
): Promise<boolean> {
  return stateStore(cluster).put(`${prefixOf(topic)}${id}`, view && JSON.stringify(view))
}

/** A view as somebody sees it. */
export function viewFor(actor: Actor, { owner, ...view }: StoredView): View {
  return { ...view, own: owner !== null && isSame(owner, actor.subject) }
}

/** What replacing or removing a view takes: the person's own is theirs, that of another or of nobody known is managed. */
export function permissionFor(actor: Actor, view: StoredView): 'view.write' | 'view.manage' {
  return viewFor(actor, view).own ? 'view.write' : 'view.manage'
}

/** What another version of the console may have written. */
function viewOf(text: string): StoredView | null {
  try {
    const parsed = StoredView.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
