import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'

interface Entry<Value> {
  at: number
  value: Promise<Value>
}

/** Remembers what `read` found for each cluster for `maxAgeMs`. Concurrent callers share one read; a failed one is not remembered. */
export function cachedPerCluster<Value>(
  name: string,
  maxAgeMs: number,
  read: (cluster: KafkaCluster) => Promise<Value>,
): (cluster: KafkaCluster) => Promise<Value> {
  return async (cluster) => {
    const entries = singleton(name, () => new WeakMap<KafkaCluster, Entry<Value>>())
    const entry = entries.get(cluster)
    if (entry && Date.now() - entry.at < maxAgeMs) return entry.value
    const value = read(cluster)
    entries.set(cluster, { at: Date.now(), value })
    value.catch(() => entries.delete(cluster))
    return value
  }
}
