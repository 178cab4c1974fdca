import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readTopicConfigs } from '#server/kafka/admin/read-configs.ts'
import { cachedPerCluster } from '#server/cached-per-cluster.ts'

export interface TopicSettings {
  cleanupPolicy: string | null
  /** Milliseconds; -1 for ever. */
  retentionMs: number | null
}

/** Clean-up policy and retention of all topics, at most a minute old. */
export const topicSettings = cachedPerCluster('topic-settings', 60_000, readSettings)

async function readSettings(cluster: KafkaCluster): Promise<Map<string, TopicSettings>> {
  const { topics } = await cluster.metadata()
  const configs = await readTopicConfigs(cluster, [...topics.keys()], ['cleanup.policy', 'retention.ms'])
  return new Map(
    [...configs].map(([topic, entries]) => {
      const retention = entries.get('retention.ms')
      return [
        topic,
        { cleanupPolicy: entries.get('cleanup.policy') ?? null, retentionMs: retention ? Number(retention) : null },
      ]
    }),
  )
}
