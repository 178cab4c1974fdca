import { isInternalTopic } from '#lib/access/topic-access.ts'
import type { ReplayOptions, ReplayTarget, SkipReason } from '#lib/contract/replays.ts'
import type { DecodedFailure } from '#server/dead-letters/decode-failure.ts'
import { retryTopicFor } from './retry-topic.ts'
import { PARTITIONERS, type PartitionerName } from '#server/search/partitioner/partitioners.ts'

/** What is known of a topic that records may go to. */
export interface TargetTopic {
  partitions: number
  /** What places the keys of this topic. */
  partitioner: PartitionerName
  compacted: boolean
  /** Null where the broker does not say. */
  maxMessageBytes: number | null
  /** False where the brokers say that this console may not write to it. */
  writable: boolean
}

export type TargetTopics = ReadonlyMap<string, TargetTopic>

interface Routing {
  target: ReplayTarget
  partitioning: ReplayOptions['partitioning']
  topics: TargetTopics
  /** The names of the topics that may be retry topics. */
  retryTopics: readonly string[]
  /** The topics that a record's own headers may choose. */
  allowed: ReadonlySet<string>
}

export interface Address {
  topic: string
  partition: number
}

type RoutedFailure = Pick<DecodedFailure, 'origin' | 'lastHop' | 'group'>

/** The topic a dead letter goes to; null where its headers do not tell, or there is no retry topic. */
export function targetTopicOf(
  failure: RoutedFailure,
  { target, retryTopics }: Pick<Routing, 'target' | 'retryTopics'>,
): string | null {
  if ('topic' in target) return target.topic
  return 'retry' in target ? retryTopicFor(failure, retryTopics) : (failure.origin?.topic ?? null)
}

/** Where a dead letter goes, decided by the record alone, so that a replay resumed elsewhere decides the same; or why it goes nowhere. */
export function chooseTarget(
  record: { key: Buffer | null; offset: bigint },
  failure: RoutedFailure,
  { target, partitioning, topics, retryTopics, allowed }: Routing,
): Address | SkipReason {
  const { origin } = failure
  const name = targetTopicOf(failure, { target, retryTopics })
  if (name === null) return origin === null ? 'noOrigin' : 'noRetryTopic'
  if (!('topic' in target)) {
    if (isInternalTopic({ topic: name })) return 'internalTarget'
    if (!allowed.has(name)) return 'unpairedTarget'
  }
  const topic = topics.get(name)
  if (!topic) return 'targetMissing'
  if (!topic.writable) return 'notPermitted'
  if (record.key === null && topic.compacted) return 'nullKeyIntoCompacted'
  const partition = choosePartition(record, {
    original: origin?.partition ?? null,
    partitioning,
    topic,
  })
  return partition < topic.partitions ? { topic: name, partition } : 'partitionMissing'
}

interface Choice {
  original: number | null
  partitioning: ReplayOptions['partitioning']
  topic: TargetTopic
}

/** A record without a key has no partition of its own: it keeps its original one where that is known and there. */
function choosePartition(record: { key: Buffer | null; offset: bigint }, choice: Choice): number {
  const { original, partitioning } = choice
  const { partitions: count, partitioner } = choice.topic
  if (typeof partitioning === 'object') return partitioning.partition
  if (partitioning === 'original') return original ?? Number.POSITIVE_INFINITY
  if (record.key !== null) return PARTITIONERS[partitioner].partition(record.key, count)
  return original === null ? Number(record.offset % BigInt(count)) : original % count
}
