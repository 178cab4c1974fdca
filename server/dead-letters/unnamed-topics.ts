import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { isInternal, type TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { singleton } from '#server/singleton.ts'
import { deadLetterWord, isRetryName } from '#server/dead-letter-names.ts'
import { FEW, sampleTopic } from './sample-topic.ts'

/** So many topics are looked at in one round, and so many newest records of each; a round begins at most so often. */
const PER_ROUND = 40
const SAMPLE = 10
const EVERY_MS = 10_000
/** What was looked at is not looked at again for so long. */
const AGAIN_AFTER_MS = 3_600_000

interface Known {
  lookedAt: Map<string, number>
  found: Set<string>
  roundAt: number
  round: Promise<void> | null
}

/**
 * Topics whose name says nothing but most of whose newest records bear the headers of dead letters. They are looked for some at a time,
 * beside the requests: what is answered is what is known so far.
 */
export function unnamedTopics(
  cluster: KafkaCluster,
  signal?: AbortSignal,
): { found: readonly string[]; round: Promise<void> } {
  const all = singleton('dead-letters.unnamed', () => new WeakMap<KafkaCluster, Known>())
  const known = all.get(cluster) ?? { lookedAt: new Map(), found: new Set<string>(), roundAt: -Infinity, round: null }
  all.set(cluster, known)
  if (!known.round && performance.now() - known.roundAt > EVERY_MS) {
    known.roundAt = performance.now()
    known.round = look(cluster, known, signal ?? new AbortController().signal)
      .catch(() => undefined)
      .finally(() => (known.round = null))
  }
  return { found: [...known.found], round: known.round ?? Promise.resolve() }
}

async function look(cluster: KafkaCluster, known: Known, signal: AbortSignal): Promise<void> {
  const { topics } = await cluster.metadata()
  for (const name of known.found) if (!topics.has(name)) known.found.delete(name)
  const keys = new Set([...topics.values()].map(keyOf))
  for (const key of known.lookedAt.keys()) if (!keys.has(key)) known.lookedAt.delete(key)
  const due = [...topics.values()]
    .filter((topic) => !isInternal(topic) && deadLetterWord(topic.name) === null && !isRetryName(topic.name))
    .filter((topic) => performance.now() - (known.lookedAt.get(keyOf(topic)) ?? -Infinity) > AGAIN_AFTER_MS)
    .slice(0, PER_ROUND)
  if (due.length === 0) return
  const wanted = new Map(due.map(({ name, partitions }) => [name, partitions.map(({ partition }) => partition)]))
  const [starts, ends] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'latest'),
  ])
  for (const topic of due) {
    const { name } = topic
    known.lookedAt.set(keyOf(topic), performance.now())
    const filled = [...(ends.get(name) ?? [])].some(([partition, end]) => {
      const start = starts.get(name)?.get(partition)
      return end.ok && start?.ok && end.at.offset > start.at.offset
    })
    if (!filled) continue
    const sample = await sampleTopic(cluster, name, { ends: FEW, limit: SAMPLE, signal })
    if (sample.sampled > 0 && sample.confirmed * 2 > sample.sampled) known.found.add(name)
    else known.found.delete(name)
  }
}

/** Tells a topic from one of the same name before it. */
function keyOf({ name, topicId }: TopicMetadata): string {
  return topicId ?? name
}
