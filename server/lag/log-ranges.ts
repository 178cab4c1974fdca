import type { CommittedOffsets, PerGroup } from '#server/kafka/groups/group-model.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import type { TopicSample } from '#server/sampling/topic-sampler.ts'
import type { LogRange } from './assess-partition.ts'

/**
 * Where logs start and end, from a sample of all topics. Where a group has committed beyond an end, that end is asked for once more:
 * the sample may be a moment older than the commit.
 */
export async function readRanges(
  cluster: KafkaCluster,
  sample: TopicSample,
  committed: PerGroup<CommittedOffsets>,
): Promise<(topic: string, partition: number) => LogRange> {
  const suspects = new Map<string, Set<number>>()
  for (const group of committed.values()) {
    if (!group.ok) continue
    for (const [topic, partitions] of group.value) {
      for (const [partition, { offset }] of partitions) {
        const end = sample.latest.get(topic)?.get(partition)
        if (offset === null || !end?.ok || offset <= end.at.offset) continue
        const list = suspects.get(topic) ?? new Set()
        suspects.set(topic, list.add(partition))
      }
    }
  }
  const wanted = new Map([...suspects].map(([topic, partitions]) => [topic, [...partitions]]))
  const again: OffsetAnswers = wanted.size > 0 ? await readOffsets(cluster, wanted, 'latest') : new Map()
  return (topic, partition) => {
    const start = sample.earliest.get(topic)?.get(partition)
    const end = again.get(topic)?.get(partition) ?? sample.latest.get(topic)?.get(partition)
    return { start: start?.ok ? start.at.offset : null, end: end?.ok ? end.at.offset : null }
  }
}
