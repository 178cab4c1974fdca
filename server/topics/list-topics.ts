import type { Page } from '#lib/contract/common.ts'
import type { listTopics as contract, TopicSummary } from '#lib/contract/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { completeTopics } from './complete-topics.ts'
import { summariseTopic } from './summarise-topic.ts'
import { topicFacts } from './topic-facts.ts'

/** The topics, filtered, sorted and paged. The time of the newest record is asked for those that are shown, or for all when sorted by it. */
export async function listTopics(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<Page<TopicSummary>> {
  const metadata = await cluster.metadata({ maxAgeMs: 1_000 })
  const facts = await topicFacts(cluster, metadata.topics.keys())
  const all = [...metadata.topics.values()]
    .map((topic) => summariseTopic(topic, facts))
    .filter((topic) => input.internal || !topic.internal)
  const rules = { searched: ({ name }: TopicSummary) => name, column: columnOf }
  if (input.sort.endsWith('lastRecordAt')) return paginate(await completeTopics(cluster, all), input, rules)
  const page = paginate(all, input, rules)
  return { ...page, items: await completeTopics(cluster, page.items) }
}

function columnOf(topic: TopicSummary, column: string): string | number | bigint | null {
  switch (column) {
    case 'records':
      return topic.records === null ? null : BigInt(topic.records)
    case 'totalLag':
      return topic.totalLag === null ? null : BigInt(topic.totalLag)
    case 'partitions':
    case 'replicationFactor':
    case 'underReplicated':
    case 'sizeBytes':
    case 'retentionMs':
    case 'messagesPerSecond':
    case 'groups':
    case 'lastRecordAt':
      return topic[column]
    default:
      return topic.name
  }
}
