import type { Page } from '#lib/contract/common.ts'
import type { listTopics as contract, TopicSummary } from '#lib/contract/topics.ts'
import { isEndless } from '#lib/topics/retention.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { type ClusterMetadata, isInternal, type TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { soonOr } from '#server/soon-or.ts'
import { completeTopics } from './complete-topics.ts'
import { summariseTopic } from './summarise-topic.ts'
import { topicFacts } from './topic-facts.ts'

/** A list does not wait longer than this for newer metadata. */
const SOON_MS = 300

/** The topics, filtered, sorted and paged. The time of the newest record is asked for those that are shown, or for all when sorted by it. */
export async function listTopics(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<Page<TopicSummary>> {
  const metadata = await currentMetadata(cluster)
  const facts = await topicFacts(cluster, metadata.topics.keys())
  const all = [...metadata.topics.values()].filter((topic) => input.internal || !isInternal(topic))
  const searched = ({ name }: { name: string }) => name
  const summaryOf = (topic: TopicMetadata) => summariseTopic(topic, facts)
  if (input.sort.endsWith('lastRecordAt')) {
    return paginate(await completeTopics(cluster, all.map(summaryOf)), input, { searched, column: columnOf })
  }
  // Only what is on the page is summarised whole, and names sort without a summary, so that thousands of topics stay cheap.
  const byName = input.sort === 'name' || input.sort === '-name'
  const column = (topic: TopicMetadata, name: string) => (byName ? topic.name : columnOf(summaryOf(topic), name))
  const page = paginate(all, input, { searched, column })
  return { ...page, items: await completeTopics(cluster, page.items.map(summaryOf)) }
}

/**
 * At most a second old, or a millisecond per topic where there are thousands; what was read before where the brokers are slow to answer.
 * @throws AppError while the cluster does not answer
 */
async function currentMetadata(cluster: KafkaCluster): Promise<ClusterMetadata> {
  const { lastMetadata: last, health } = cluster
  const coming = cluster.metadata({ maxAgeMs: Math.max(1_000, last?.topics.size ?? 0) })
  return last && health.status !== 'down' ? soonOr(coming, last, SOON_MS) : coming
}

function columnOf(topic: TopicSummary, column: string): string | number | bigint | null {
  switch (column) {
    case 'records':
      return topic.records === null ? null : BigInt(topic.records)
    case 'totalLag':
      return topic.totalLag === null ? null : BigInt(topic.totalLag)
    case 'retentionMs':
      return retentionOf(topic)
    case 'partitions':
    case 'replicationFactor':
    case 'underReplicated':
    case 'sizeBytes':
    case 'messagesPerSecond':
    case 'groups':
    case 'lastRecordAt':
      return topic[column]
    default:
      return topic.name
  }
}

/** Without an end, and only compacted, is the longest. */
function retentionOf({ cleanupPolicy, retentionMs }: TopicSummary): number | null {
  if (retentionMs === null || cleanupPolicy === null) return retentionMs
  return isEndless(retentionMs) || !cleanupPolicy.includes('delete') ? Infinity : retentionMs
}
