import type { DeadLetterFamily } from '#lib/contract/dead-letters.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { decodeFailure } from './decode-failure.ts'
import { newestRecords } from './newest-records.ts'

/** What the newest records of a topic say about it. */
export interface TopicSample {
  sampled: number
  /** How many bear the headers of the family. */
  confirmed: number
  family: DeadLetterFamily
  /** The topics the records came from and the groups that failed, the most frequent first. */
  sourceTopics: string[]
  groups: string[]
}

const SAMPLE = 100
const MAX_KNOWN = 1_000
/** A topic that grows is looked at again no sooner. */
const MIN_AGE_MS = 30_000

/** In place of ends: a first look at a few records only, which a closer one replaces. */
export const FEW = 'few'

interface Known {
  at: number
  ends: string
  sample: TopicSample
}

/** Looks at the newest records, and again only when the topic has grown. `ends` is any text that changes when it does. */
export async function sampleTopic(
  cluster: KafkaCluster,
  topic: string,
  { ends, limit = SAMPLE, signal }: { ends: string; limit?: number; signal: AbortSignal },
): Promise<TopicSample> {
  const { samples, key, known } = lookUp(cluster, topic)
  if (known && (known.ends === ends || (known.ends !== FEW && Date.now() - known.at < MIN_AGE_MS))) return known.sample
  const sample = await readSample(cluster, topic, { limit, signal })
  if (samples.size >= MAX_KNOWN) samples.clear()
  samples.set(key, { at: Date.now(), ends, sample })
  return sample
}

/** What is known of a topic from an earlier look; it may have grown since. */
export function knownSample(cluster: KafkaCluster, topic: string): TopicSample | undefined {
  return lookUp(cluster, topic).known?.sample
}

function lookUp(
  cluster: KafkaCluster,
  topic: string,
): { samples: Map<string, Known>; key: string; known: Known | undefined } {
  const all = singleton('dead-letters.samples', () => new WeakMap<KafkaCluster, Map<string, Known>>())
  const samples = all.get(cluster) ?? new Map<string, Known>()
  all.set(cluster, samples)
  // A topic that was recreated holds other records under the same name.
  const key = cluster.lastMetadata?.topics.get(topic)?.topicId ?? topic
  return { samples, key, known: samples.get(key) }
}

async function readSample(
  cluster: KafkaCluster,
  topic: string,
  how: { limit: number; signal: AbortSignal },
): Promise<TopicSample> {
  const { records } = await newestRecords(cluster, { topic, ...how })
  const families = new Map<DeadLetterFamily, number>()
  const sources = new Map<string, number>()
  const groups = new Map<string, number>()
  for (const { record } of records) {
    const { family, origin, group } = decodeFailure(record.headers)
    if (family !== 'none') count(families, family)
    if (origin) count(sources, origin.topic)
    if (group !== null) count(groups, group)
  }
  const [family] = byCount(families)
  return {
    sampled: records.length,
    confirmed: family ? (families.get(family) ?? 0) : 0,
    family: family ?? 'none',
    sourceTopics: byCount(sources),
    groups: byCount(groups),
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function byCount<Key>(counts: Map<Key, number>): Key[] {
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([key]) => key)
}
