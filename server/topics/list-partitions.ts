import type { Page } from '#lib/contract/common.ts'
import type { listPartitions as contract, Partition } from '#lib/contract/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { readOffsets, type OffsetAnswer } from '#server/kafka/fetch/read-offsets.ts'
import { topicSizes } from './topic-sizes.ts'

/** The partitions of a topic with their replicas and, asked now, their offsets. A partition without a leader says so and keeps its line. */
export async function listPartitions(
  { cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<Page<Partition>> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 2_000 })
  const wanted = new Map([[topic.name, topic.partitions.map(({ partition }) => partition)]])
  const [earliest, latest, stable, sizes] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'latest'),
    readOffsets(cluster, wanted, 'lastStable'),
    topicSizes(cluster).catch(() => null),
  ])
  const items = topic.partitions.map(({ partition, leader, replicas, isr, offlineReplicas }): Partition => {
    const end = latest.get(topic.name)?.get(partition)
    return {
      partition,
      leader: leader < 0 ? null : leader,
      replicas,
      isr,
      offlineReplicas,
      logStartOffset: offsetText(earliest.get(topic.name)?.get(partition)),
      endOffset: offsetText(end),
      lastStableOffset: offsetText(stable.get(topic.name)?.get(partition)),
      sizeBytes: sizes?.get(topic.name)?.get(partition) ?? null,
      problem: end && !end.ok ? end.error.message : null,
    }
  })
  return paginate(items, input, { searched: ({ partition }) => String(partition), column: columnOf })
}

function offsetText(answer: OffsetAnswer | undefined): string | null {
  return answer?.ok ? answer.at.offset.toString() : null
}

function columnOf(partition: Partition, column: string): number | bigint | null {
  if (column === 'endOffset') return partition.endOffset === null ? null : BigInt(partition.endOffset)
  if (column === 'leader' || column === 'sizeBytes') return partition[column]
  return partition.partition
}
