import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { isAppError } from '#lib/errors.ts'
import { explainAll, PARTITIONERS, type PartitionerName } from './partitioners.ts'
import { type SampledKey, sampleKeys } from './sample-keys.ts'

/** What a producer without configuration does in Java, and so where no key tells anything else. */
const DEFAULT: PartitionerName = 'murmur2'

/**
 * The partitioner to write keys of a topic with, so that a key stays in its partition: the one that explains where ~200 sampled
 * keys are. Where several do, or none does, it is that of Kafka's Java client.
 */
export async function inferPartitioner(
  cluster: KafkaCluster,
  topic: TopicMetadata,
  signal: AbortSignal,
): Promise<PartitionerName> {
  const count = topic.partitions.length
  if (count < 2) return DEFAULT
  let samples: SampledKey[]
  try {
    samples = await sampleKeys({ cluster, topic: topic.name, isolation: 'committed' }, topic, signal)
  } catch (error) {
    if (!isAppError(error)) throw error
    return DEFAULT
  }
  const fitting = explainAll(samples, count)
  return fitting.includes(DEFAULT) ? DEFAULT : (fitting[0] ?? DEFAULT)
}

/** The partition that a partitioner puts a key into; an empty key is hashed as any other. */
export function partitionFor(name: PartitionerName, key: Uint8Array, partitions: number): number {
  return PARTITIONERS[name].partition(key, partitions)
}
