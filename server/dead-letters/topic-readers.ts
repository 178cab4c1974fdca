import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { listGroups } from '#server/kafka/protocol/list-groups.ts'
import { offsetFetch } from '#server/kafka/protocol/offset-fetch.ts'
import { log } from '#server/log.ts'
import { singleton } from '#server/singleton.ts'

/** Committed offsets of a group on one topic, by partition. */
export type Committed = ReadonlyMap<number, bigint>

/** Which groups have committed on which topic: by topic, then by group. */
type TopicReaders = ReadonlyMap<string, ReadonlyMap<string, Committed>>

const MAX_AGE_MS = 15_000
/** Groups beyond this many are not asked: one request each, some milliseconds. */
const MAX_GROUPS = 2_000
const AT_ONCE = 16

interface Known {
  at: number
  reading: Promise<TopicReaders>
}

/** The groups that read each topic, by what they have committed; at most 15 s old unless told. Groups that do not answer are left out. */
export async function topicReaders(cluster: KafkaCluster, maxAgeMs = MAX_AGE_MS): Promise<TopicReaders> {
  const known = singleton('dead-letters.topic-readers', () => new WeakMap<KafkaCluster, Known>())
  const last = known.get(cluster)
  if (last && Date.now() - last.at < maxAgeMs) return last.reading
  const reading = readAll(cluster)
  known.set(cluster, { at: Date.now(), reading })
  reading.catch(() => known.delete(cluster))
  return reading
}

async function readAll(cluster: KafkaCluster): Promise<TopicReaders> {
  const { nodes } = await cluster.metadata()
  const lists = await Promise.allSettled(
    [...nodes.keys()].map(async (node) => ({ node, groups: (await cluster.send(node, listGroups, {})).groups })),
  )
  const groups = lists
    .flatMap((list) =>
      list.status === 'fulfilled' ? list.value.groups.map((group) => ({ ...group, node: list.value.node })) : [],
    )
    .filter(({ groupType, protocolType }) => groupType?.toLowerCase() !== 'share' && protocolType !== 'connect')
  if (groups.length > MAX_GROUPS)
    log.warn({ groups: groups.length, asked: MAX_GROUPS }, 'not every group is asked what it reads')
  const topics = new Map<string, Map<string, Committed>>()
  const queue = groups.slice(0, MAX_GROUPS)
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { groupId, node } = next
      for (const [topic, committed] of await readGroup(cluster, groupId, node).catch(() => []))
        topics.set(topic, (topics.get(topic) ?? new Map<string, Committed>()).set(groupId, committed))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return topics
}

async function readGroup(cluster: KafkaCluster, groupId: string, node: number): Promise<[string, Committed][]> {
  const answer = await cluster.send(node, offsetFetch, { groups: [{ groupId, topics: null }] })
  return (answer.groups[0]?.topics ?? []).map(({ name, partitions }) => [
    name,
    new Map(
      partitions
        .filter(({ errorCode, committedOffset }) => errorCode === 0 && committedOffset >= 0n)
        .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
    ),
  ])
}
