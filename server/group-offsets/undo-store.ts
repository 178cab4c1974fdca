import { z } from 'zod'
import { Offset } from '#lib/contract/common.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'

/** What a change of offsets replaced, and with what. */
const RememberedChange = z.object({
  changeId: z.string(),
  group: z.string(),
  at: z.number(),
  by: z.string(),
  partitions: z.array(
    z.object({
      topic: z.string(),
      partition: z.number(),
      before: Offset.nullable(),
      metadata: z.string().nullable(),
      after: Offset.nullable(),
    }),
  ),
})
export type RememberedChange = z.infer<typeof RememberedChange>

const keyOf = (changeId: string) => `undo.offsets.${changeId}`

/** Keeps a change where every console of the cluster can undo it. @throws AppError */
export async function rememberChange(cluster: KafkaCluster, change: RememberedChange): Promise<void> {
  await stateStore(cluster).put(keyOf(change.changeId), JSON.stringify(change))
}

export async function recallChange(cluster: KafkaCluster, changeId: string): Promise<RememberedChange | null> {
  const store = stateStore(cluster)
  await store.refresh()
  const text = store.get(keyOf(changeId))
  if (text === undefined) return null
  try {
    return RememberedChange.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** A change is undone once. */
export async function forgetChange(cluster: KafkaCluster, changeId: string): Promise<void> {
  await stateStore(cluster).put(keyOf(changeId), null)
}
