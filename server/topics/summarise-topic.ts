import type { TopicSummary } from '#lib/contract/topics.ts'
import { isInternal, type TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import { kafkaError } from '#server/kafka/protocol/error-codes.ts'
import type { TopicLag } from '#server/lag/on-topic.ts'
import type { TopicSample } from '#server/sampling/topic-sampler.ts'
import type { TopicSettings } from './topic-settings.ts'
import type { TopicSizes } from './topic-sizes.ts'
import { recordsOf } from './topic-stats.ts'

export interface TopicFacts {
  sample: TopicSample | null
  sizes: TopicSizes | null
  settings: Map<string, TopicSettings> | null
  /** Null until the groups were sampled once; a topic nobody reads is not in it. */
  lags: ReadonlyMap<string, TopicLag> | null
}

/** A topic in a line, of what was read before; what is not known is null. `complete-topics.ts` adds what is only looked up for those shown. */
export function summariseTopic(topic: TopicMetadata, { sample, sizes, settings, lags }: TopicFacts): TopicSummary {
  const { name, partitions } = topic
  const leaderless = partitions.filter(({ leader }) => leader < 0)
  const sizeOf = sizes?.get(name)
  return {
    name,
    topicId: topic.topicId,
    internal: isInternal(topic),
    partitions: partitions.length,
    replicationFactor: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
    underReplicated: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length,
    offline: leaderless.length,
    records: (sample && recordsOf(sample, name)?.toString()) ?? null,
    sizeBytes: sizeOf ? [...sizeOf.values()].reduce((sum, size) => sum + size, 0) : null,
    cleanupPolicy: settings?.get(name)?.cleanupPolicy ?? null,
    retentionMs: settings?.get(name)?.retentionMs ?? null,
    messagesPerSecond: sample?.rates.get(name) ?? null,
    groups: lags ? (lags.get(name)?.groups ?? 0) : null,
    totalLag: lags?.get(name)?.totalLag?.toString() ?? null,
    deadLetterFor: null,
    lastRecordAt: null,
    problem: problemOf(
      topic.errorCode,
      leaderless.map(({ partition }) => partition),
    ),
  }
}

function problemOf(errorCode: number, leaderless: number[]): string | null {
  if (errorCode !== 0) return kafkaError(errorCode).message
  if (leaderless.length === 0) return null
  return leaderless.length === 1
    ? `Partition ${leaderless[0]} has no leader.`
    : `Partitions ${leaderless.join(', ')} have no leader.`
}
