import type { TopicSummary } from '#lib/contract/topics.ts'
import { sourcesOfDeadLetters } from '#server/dead-letter-sources.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lastRecordTimes } from './last-record-times.ts'

/** Adds what costs too much for topics that nobody looks at: the time of the newest record, and whose dead letters they hold. */
export async function completeTopics(cluster: KafkaCluster, topics: TopicSummary[]): Promise<TopicSummary[]> {
  const names = topics.map(({ name }) => name)
  const [times, sources] = await Promise.all([
    lastRecordTimes(cluster, names).catch(() => new Map<string, number | null>()),
    sourcesOfDeadLetters(cluster, names).catch(() => new Map<string, string>()),
  ])
  return topics.map((topic) => ({
    ...topic,
    lastRecordAt: times.get(topic.name) ?? null,
    deadLetterFor: sources.get(topic.name) ?? null,
  }))
}
