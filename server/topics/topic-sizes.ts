import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readLogDirs } from '#server/kafka/admin/read-log-dirs.ts'
import { cachedPerCluster } from '#server/cached-per-cluster.ts'

/** Bytes on disk of each partition's leader copy, by topic and partition. Empty where brokers do not tell. */
export type TopicSizes = Map<string, Map<number, number>>

/** Sizes change slowly and cost one request per broker: 30 s old is good enough for a list. */
export const topicSizes = cachedPerCluster('topic-sizes', 30_000, readSizes)

async function readSizes(cluster: KafkaCluster): Promise<TopicSizes> {
  const metadata = await cluster.metadata()
  const sizes: TopicSizes = new Map()
  const answers = await Promise.allSettled(
    [...metadata.nodes.keys()].map(async (id) => ({ id, dirs: await readLogDirs(cluster, id) })),
  )
  for (const answer of answers) {
    if (answer.status === 'rejected') continue
    for (const { replicas } of answer.value.dirs) {
      for (const { topic, partition, sizeBytes } of replicas) {
        if (metadata.topics.get(topic)?.partitions[partition]?.leader !== answer.value.id) continue
        const partitions = sizes.get(topic) ?? new Map<number, number>()
        sizes.set(topic, partitions.set(partition, sizeBytes))
      }
    }
  }
  return sizes
}
