import type { getTopic as contract, TopicSummary } from '#lib/contract/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { completeTopics } from './complete-topics.ts'
import { summariseTopic } from './summarise-topic.ts'
import { topicFacts } from './topic-facts.ts'

/** One topic. @throws AppError NOT_FOUND */
export async function getTopic(
  { cluster }: ClusterCtx,
  { topic: name }: InputOf<typeof contract>,
): Promise<TopicSummary> {
  const [topic, facts] = await Promise.all([cluster.topic(name, { maxAgeMs: 2_000 }), topicFacts(cluster, [name])])
  const summary = summariseTopic(topic, facts)
  const [complete] = await completeTopics(cluster, [summary])
  return complete ?? summary
}
