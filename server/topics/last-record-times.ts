import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { listOffsets } from '#server/kafka/protocol/list-offsets.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { singleton } from '#server/singleton.ts'
import { soonOr } from '#server/soon-or.ts'
import { type TopicSample, topicSampler } from '#server/sampling/topic-sampler.ts'
import { endsOf } from './topic-stats.ts'

const MAX_REMEMBERED = 50_000
/** ListOffsets can name the record with the largest timestamp since Kafka 3.0 (KIP-734). */
const NEEDS_VERSION = 7

/** A list does not wait longer than this for newer times. */
const SOON_MS = 300

interface Remembered {
  /** Changes when the topic was written to, or recreated. */
  state: string
  at: number | null
}

/**
 * The largest record timestamp of each topic, in ms; null where a topic is empty, and without the topics where it is not known. The broker is
 * asked again only for topics that were written to since.
 */
export async function lastRecordTimes(cluster: KafkaCluster, topics: string[]): Promise<Map<string, number | null>> {
  const remembered = singleton('last-record-times', () => new WeakMap<KafkaCluster, Map<string, Remembered>>())
  const known = remembered.get(cluster) ?? new Map<string, Remembered>()
  remembered.set(cluster, known)
  const sampler = topicSampler(cluster)
  const sample = sampler.last ?? (await sampler.current())
  const changed = topics.filter((topic) => known.get(topic)?.state !== stateOf(sample, topic))
  if (changed.length > 0 && (await cluster.supports(listOffsets, NEEDS_VERSION))) {
    const asking = ask(cluster, { changed, sample, known })
    // An older time of each is shown where the brokers are slow.
    await (changed.every((topic) => known.has(topic)) ? soonOr(asking, undefined, SOON_MS) : asking)
  }
  return new Map(topics.flatMap((topic) => (known.has(topic) ? [[topic, known.get(topic)?.at ?? null] as const] : [])))
}

async function ask(
  cluster: KafkaCluster,
  { changed, sample, known }: { changed: string[]; sample: TopicSample; known: Map<string, Remembered> },
): Promise<void> {
  const wanted = new Map(changed.map((topic) => [topic, [...(sample.latest.get(topic)?.keys() ?? [])]]))
  const newest = await readOffsets(cluster, wanted, 'newestTimestamp')
  if (known.size > MAX_REMEMBERED) known.clear()
  for (const topic of changed) {
    const answers = [...(newest.get(topic)?.values() ?? [])]
    if (!answers.every((answer) => answer.ok)) continue
    const times = answers.flatMap(({ at }) => (at.timestamp === null ? [] : [at.timestamp]))
    known.set(topic, { state: stateOf(sample, topic), at: times.length > 0 ? Math.max(...times) : null })
  }
}

function stateOf({ ids, latest }: TopicSample, topic: string): string {
  return `${ids.get(topic) ?? ''} ${endsOf(latest, topic)}`
}
