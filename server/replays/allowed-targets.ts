import { isInternalTopic } from '#lib/access/topic-access.ts'
import type { ReplayOptions } from '#lib/contract/replays.ts'
import { pairedTopics } from '#server/dead-letters/paired-topics.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'

/** The topics that the headers of dead letters may choose: those the topic is paired with, and those that the request names. */
export async function allowedTargets(
  cluster: KafkaCluster,
  deadLetterTopic: string,
  { extraTargets = [] }: Pick<ReplayOptions, 'extraTargets'>,
): Promise<string[]> {
  const { topics } = await cluster.metadata()
  // That the topic it is named after is gone says more than that it is not paired; nothing can be written to it.
  const gone = partsOf(deadLetterTopic).filter((name) => !topics.has(name))
  const allowed = new Set([...(await pairedTopics(cluster, deadLetterTopic)), ...gone, ...extraTargets])
  return [...allowed].filter((topic) => !isInternalTopic({ topic })).toSorted()
}

/** The names that a dead-letter topic's name can be made of: `payments` and `dlq` of `payments-dlq`. */
function partsOf(name: string): string[] {
  return [...name.matchAll(/[._-]/g)].flatMap(({ index }) => [name.slice(0, index), name.slice(index + 1)])
}
