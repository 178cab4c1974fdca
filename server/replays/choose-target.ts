import type { ReplayOptions, ReplayTarget, SkipReason } from '#lib/contract/replays.ts'
import type { DecodedFailure } from '#server/dead-letters/decode-failure.ts'
import { partitionOf } from '#server/kafka/records/murmur2.ts'

/** What is known of a topic that records may go to. */
export interface TargetTopic {
  partitions: number
  compacted: boolean
  /** Null where the broker does not say. */
  maxMessageBytes: number | null
}

export type TargetTopics = ReadonlyMap<string, TargetTopic>

interface Routing {
  target: ReplayTarget
  partitioning: ReplayOptions['partitioning']
  topics: TargetTopics
}

export interface Address {
  topic: string
  partition: number
}

/** Where a dead letter goes, decided by the record alone, so that a replay resumed elsewhere decides the same; or why it goes nowhere. */
export function chooseTarget(
  record: { key: Buffer | null; offset: bigint },
  failure: Pick<DecodedFailure, 'origin'>,
  { target, partitioning, topics }: Routing,
): Address | SkipReason {
  const { origin } = failure
  const name = 'topic' in target ? target.topic : origin?.topic
  if (name === undefined) return 'noOrigin'
  const topic = topics.get(name)
  if (!topic) return 'targetMissing'
  if (record.key === null && topic.compacted) return 'nullKeyIntoCompacted'
  const partition = choosePartition(record, {
    original: origin?.partition ?? null,
    partitioning,
    count: topic.partitions,
  })
  return partition < topic.partitions ? { topic: name, partition } : 'partitionMissing'
}

interface Choice {
  original: number | null
  partitioning: ReplayOptions['partitioning']
  count: number
}

/** A record without a key has no partition of its own: it keeps its original one where that is known and there. */
function choosePartition(record: { key: Buffer | null; offset: bigint }, choice: Choice): number {
  const { original, partitioning, count } = choice
  if (typeof partitioning === 'object') return partitioning.partition
  if (partitioning === 'original') return original ?? Number.POSITIVE_INFINITY
  if (record.key !== null) return partitionOf(record.key, count)
  return original === null ? Number(record.offset % BigInt(count)) : original % count
}
