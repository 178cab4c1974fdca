import type { ClusterStatus } from '#lib/contract/clusters.ts'
import { deadLetterWord } from '#server/dead-letter-names.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { GroupState } from '#server/lag/group-state.ts'
import type { LagSampler } from '#server/lag/lag-sampler.ts'

/** What the rules of one cluster are judged by at one moment. What is too old to judge by is null. */
export interface Situation {
  cluster: { name: string; status: ClusterStatus; problem: string | null }
  groups: ReadonlyMap<string, GroupState> | null
  /** The groups of every broker are there, so that one that is missing is gone. */
  allGroups: boolean
  topics: ReadonlyMap<string, TopicMetadata> | null
  /** How many records came to a topic over the last so many milliseconds, or over the shorter time it was watched. */
  growth: (topic: string, overMs: number) => { came: bigint; overMs: number }
  isDeadLetterTopic: (topic: string) => boolean
}

const METADATA_MAX_AGE_MS = 60_000
/** A sample is judged by for so many of its intervals. */
const MISSED_ROUNDS = 4

/** Looks at what was sampled already; asks the brokers nothing. */
export function situationOf(
  cluster: KafkaCluster,
  sampler: LagSampler,
  { now, everyMs }: { now: number; everyMs: number },
): Situation {
  const { health, lastMetadata, config } = cluster
  const down = health.status === 'down'
  const sample = sampler.last
  const fresh = sample !== undefined && !down && now - sample.at < MISSED_ROUNDS * Math.max(everyMs, sample.tookMs * 4)
  const topics = lastMetadata && !down && now - lastMetadata.readAt < METADATA_MAX_AGE_MS ? lastMetadata.topics : null
  return {
    cluster: { name: config.name, status: health.status, problem: health.problem },
    groups: fresh ? sample.groups : null,
    allGroups: fresh && sample.problems.length === 0,
    topics,
    growth: (topic, overMs) => {
      let came = 0n
      let watchedMs = 0
      for (const { partition } of topics?.get(topic)?.partitions ?? []) {
        const growth = sampler.ends.growth(topic, partition, overMs)
        came += growth.came
        watchedMs = Math.max(watchedMs, growth.overMs)
      }
      return { came, overMs: watchedMs }
    },
    isDeadLetterTopic: (topic) => deadLetterWord(topic) !== null,
  }
}
