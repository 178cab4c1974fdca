import type { TopicSummary } from '#lib/contract/topics.ts'
import { deadLetterWord, sourceByName } from '#server/dead-letter-names.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lastRecordTimes } from './last-record-times.ts'

/** Adds what costs too much for topics that nobody looks at: the time of the newest record, and whose dead letters they hold by their names. */
export async function completeTopics(cluster: KafkaCluster, topics: TopicSummary[]): Promise<TopicSummary[]> {
  const names = topics.map(({ name }) => name)
  const times = await lastRecordTimes(cluster, names).catch(() => new Map<string, number | null>())
  const all = cluster.lastMetadata?.topics ?? new Map<string, unknown>()
  return topics.map((topic) => ({
    ...topic,
    lastRecordAt: times.get(topic.name) ?? null,
    deadLetterFor: deadLetterWord(topic.name) === null ? null : sourceByName(topic.name, all.keys()),
  }))
}
