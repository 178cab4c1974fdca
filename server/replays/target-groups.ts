import type { ReplayPlan } from '#lib/contract/replays.ts'
import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'

interface Context {
  /** The groups that the dead letters name as the ones that failed. */
  failing: ReadonlySet<string>
  source: string
}

/** Spring names the group of a retry topic after the group and the topic's suffix: `orders-service-retry-500`. */
const RETRY_SUFFIX = /^[-._]retry([-._]\d{1,9})?$/i

/** Whether a group is one of those that failed, or reads their retry topics for them. */
function isFailing(id: string, failing: ReadonlySet<string>): boolean {
  if (failing.has(id)) return true
  return [...failing].some((group) => id.startsWith(group) && RETRY_SUFFIX.test(id.slice(group.length)))
}

/** Who reads the topics that a replay writes to, and how far each is behind. Empty where the console may not see groups. */
export async function targetGroups(
  cluster: KafkaCluster,
  targets: ReplayPlan['targets'],
  { failing }: Context,
): Promise<ReplayPlan['groups']> {
  const topics = [...new Set(targets.map(({ topic }) => topic))]
  const readers = await topicReaders(cluster).catch(() => null)
  if (!readers) return []
  const { topics: known } = await cluster.metadata()
  const wanted = new Map(
    topics.map((topic) => [topic, (known.get(topic)?.partitions ?? []).map(({ partition }) => partition)]),
  )
  const ends = await readOffsets(cluster, wanted, 'latest')
  return topics
    .flatMap((topic) =>
      [...(readers.get(topic) ?? [])].map(([id, committed]) => {
        let lag = 0n
        for (const [partition, offset] of committed) {
          const end = ends.get(topic)?.get(partition)
          if (end?.ok && end.at.offset > offset) lag += end.at.offset - offset
        }
        return { id, topic, failing: isFailing(id, failing), lag: committed.size > 0 ? String(lag) : null }
      }),
    )
    .toSorted((a, b) => Number(b.failing) - Number(a.failing) || (a.id < b.id ? -1 : 1))
}
