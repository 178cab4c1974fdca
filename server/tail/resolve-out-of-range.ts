import type { TailGap } from '#lib/contract/tail.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { expiredGap, truncatedGap } from './gaps.ts'

/** Where to go on after a broker answered that `from` is not in the log, and what is missed by it. @throws AppError */
export async function resolveOutOfRange(
  cluster: KafkaCluster,
  { topic, partition, from }: { topic: string; partition: number; from: bigint },
): Promise<{ next: bigint; gap: TailGap | null }> {
  const wanted = new Map([[topic, [partition]]])
  const [first, last] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'latest'),
  ])
  const start = offsetOf(first, topic, partition).offset
  const end = offsetOf(last, topic, partition).offset
  if (from < start) return { next: start, gap: expiredGap(topic, partition, from, start) }
  if (from > end) return { next: end, gap: truncatedGap(topic, partition, from, end) }
  return { next: from, gap: null }
}
