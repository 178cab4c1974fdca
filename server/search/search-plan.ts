import type { SearchQuery } from '#lib/contract/search.ts'
import { type AppError, isAppError } from '#lib/errors.ts'
import { readConfig } from '#server/kafka/admin/read-configs.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import type { Direction } from '#server/kafka/fetch/read-range.ts'
import { directionOf, planPage, timeOf } from '#server/records/plan-page.ts'
import { findKeyPartition, type KeyPlace } from './partitioner/find-key-partition.ts'
import type { ScanPart } from './scan/scan-engine.ts'
import { readToken } from './search-token.ts'

export interface PlannedPart extends ScanPart {
  problem: AppError | null
  /** The exact key that is looked for cannot be here: nothing is read. */
  elsewhere?: boolean
}

/** What a search is to read: by offsets, fixed at its start, so that going on later does not shift it. */
export interface SearchPlan {
  topic: TopicMetadata
  direction: Direction
  parts: PlannedPart[]
  /** Milliseconds, `to` exclusive; each record's own time is tested. */
  time: { from: number; to: number }
  openTransaction: boolean
  /** Where the exact key is looked for; null where none is asked for. */
  keyPlace: KeyPlace | null
  /** See `PagePlan`. */
  withoutCommit?: boolean
}

/** @throws AppError NOT_FOUND, INVALID_INPUT, CONFLICT (see `readToken`) */
export async function planSearch(
  { cluster, signal }: Pick<ClusterCtx, 'cluster' | 'signal'>,
  input: SearchQuery & { topic: string },
): Promise<SearchPlan> {
  const token = input.continue
  const topic = await cluster.topic(input.topic, { maxAgeMs: token === undefined ? 5_000 : 0 })
  if (token !== undefined) return planFrom(cluster, topic, { ...input, continue: token })
  const time = timeOf(input)
  // Only where brokers set the times do all records behind the end time come after it.
  const wholeEnd = Number.isFinite(time.to) && !(await isLogAppendTime(cluster, topic.name))
  const page = await planPage(cluster, topic, input, { wholeEnd })
  if (Number.isFinite(time.to) && !wholeEnd && page.direction === 'forward') {
    const ends = await planPage(cluster, topic, {
      ...input,
      partition: page.partitions.map(({ partition }) => partition),
      from: 'time',
      timestamp: time.to,
      to: undefined,
    })
    for (const [index, part] of page.partitions.entries()) {
      const end = ends.partitions[index]?.from
      if (end !== undefined && end < part.to) part.to = end > part.from ? end : part.from
    }
  }
  const keyPlace = await findKeyPartition(cluster, topic, input, signal)
  const only = keyPlace?.partition ?? null
  return {
    topic,
    direction: page.direction,
    parts: page.partitions.map((part) => ({
      ...part,
      bound: null,
      elsewhere: only !== null && part.partition !== only,
    })),
    time,
    openTransaction: page.openTransaction,
    keyPlace,
    withoutCommit: page.withoutCommit ?? false,
  }
}

async function planFrom(
  cluster: KafkaCluster,
  topic: TopicMetadata,
  input: SearchQuery & { continue: string },
): Promise<SearchPlan> {
  const remaining = readToken(topic, input, input.continue)
  const earliest = await readOffsets(
    cluster,
    new Map([[topic.name, remaining.map(({ partition }) => partition)]]),
    'earliest',
  )
  const parts = remaining.map(({ partition, from, to, bound }): PlannedPart => {
    const answer = earliest.get(topic.name)?.get(partition)
    return {
      partition,
      from,
      to,
      bound,
      logStart: answer?.ok ? answer.at.offset : 0n,
      problem: answer && !answer.ok ? answer.error : null,
    }
  })
  return { topic, direction: directionOf(input), parts, time: timeOf(input), openTransaction: false, keyPlace: null }
}

async function isLogAppendTime(cluster: KafkaCluster, topic: string): Promise<boolean> {
  try {
    const entries = await readConfig(cluster, 'topic', topic)
    return entries.some(({ name, value }) => name === 'message.timestamp.type' && value === 'LogAppendTime')
  } catch (error) {
    // Not allowed to see the configuration: then every record's time is tested.
    if (isAppError(error)) return false
    throw error
  }
}
