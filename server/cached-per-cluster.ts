import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from './singleton.ts'
import { soonOr } from './soon-or.ts'

interface Entry<Value> {
  at: number
  value: Promise<Value>
  /** What was read before, for whoever cannot wait. */
  before: { value: Value } | undefined
}

/** Nobody waits longer than this for what is there in an older form. */
const SOON_MS = 300

/**
 * Remembers what `read` found for each cluster for `maxAgeMs`. Concurrent callers share one read; a failed one is not remembered. While a new read takes
 * long, callers get what was found before.
 */
export function cachedPerCluster<Value>(
  name: string,
  maxAgeMs: number,
  read: (cluster: KafkaCluster) => Promise<Value>,
): (cluster: KafkaCluster) => Promise<Value> {
  return async (cluster) => {
    const entries = singleton(name, () => new WeakMap<KafkaCluster, Entry<Value>>())
    const entry = entries.get(cluster)
    if (entry && Date.now() - entry.at < maxAgeMs) return answerOf(entry)
    const value = read(cluster)
    const next: Entry<Value> = { at: Date.now(), value, before: entry?.before }
    entries.set(cluster, next)
    value.then(
      (found) => (next.before = { value: found }),
      () => entries.delete(cluster),
    )
    return answerOf(next)
  }
}

async function answerOf<Value>({ value, before }: Entry<Value>): Promise<Value> {
  return before ? soonOr(value, before.value, SOON_MS) : value
}
