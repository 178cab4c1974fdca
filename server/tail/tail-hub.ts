import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { Runtime } from '#server/runtime.ts'
import { singleton } from '#server/singleton.ts'
import { ClusterTails } from './cluster-tails.ts'

/** The tails of a cluster: one set for the whole process. */
export function tailsOf(runtime: Pick<Runtime, 'config' | 'onStop'>, cluster: KafkaCluster): ClusterTails {
  const all = singleton('tails', () => {
    const created = new Map<KafkaCluster, ClusterTails>()
    runtime.onStop(() => {
      for (const tails of created.values()) tails.close()
    })
    return created
  })
  const existing = all.get(cluster)
  if (existing) return existing
  const tails = new ClusterTails(cluster, runtime.config.tails)
  all.set(cluster, tails)
  return tails
}
