import { View } from '#lib/contract/views.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'

const prefixOf = (topic: string) => `view/${topic}/`

/** The saved views of a topic, by name. */
export async function readViews(cluster: KafkaCluster, topic: string): Promise<View[]> {
  const store = stateStore(cluster)
  await store.refresh()
  const views = store.entries(prefixOf(topic)).flatMap(([, value]) => viewOf(value) ?? [])
  return views.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** Keeps a view, or with null removes it. */
export async function writeView(cluster: KafkaCluster, topic: string, id: string, view: View | null): Promise<void> {
  await stateStore(cluster).put(`${prefixOf(topic)}${id}`, view && JSON.stringify(view))
}

/** What another version of the console may have written. */
function viewOf(text: string): View | null {
  try {
    const parsed = View.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
