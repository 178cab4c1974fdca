import { z } from 'zod'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'

const PREFIX = 'dead-letter-topic/'

/** What somebody decided about a topic by hand. */
const TopicMark = z.object({
  mark: z.enum(['pinned', 'dismissed']),
  by: z.string(),
  at: z.number(),
  reason: z.string(),
})
type TopicMark = z.infer<typeof TopicMark>

export async function topicMarks(cluster: KafkaCluster): Promise<Map<string, TopicMark>> {
  const store = stateStore(cluster)
  await store.refresh()
  return new Map(
    store.entries(PREFIX).flatMap(([key, value]): [string, TopicMark][] => {
      const mark = parse(value)
      return mark ? [[key.slice(PREFIX.length), mark]] : []
    }),
  )
}

/** Null takes back what was decided. @returns whether it outlasts this process */
export async function setTopicMark(cluster: KafkaCluster, topic: string, mark: TopicMark | null): Promise<boolean> {
  return stateStore(cluster).put(`${PREFIX}${topic}`, mark && JSON.stringify(mark))
}

function parse(value: string): TopicMark | undefined {
  try {
    return TopicMark.safeParse(JSON.parse(value)).data
  } catch {
    return undefined
  }
}
