import type { PartitionerParam, SearchQuery } from '#lib/contract/search.ts'
import { isAppError } from '#lib/errors.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { keyBytes } from '#server/filter/exact-conditions.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { explain, PARTITIONERS, type PartitionerName } from './partitioners.ts'
import { type SampledKey, sampleKeys } from './sample-keys.ts'

/** Where an exact key is looked for: in one partition, or (null) in all, and why. */
export interface KeyPlace {
  name: PartitionerParam
  partition: number | null
  why: string
}

/** With fewer, chance explains them too. */
const MIN_KEYS = 12

/**
 * Finds the partition that an exact key must be in, if the keys that are there say how they were placed. Null where there is nothing to
 * choose: no key is asked for, the partitions are named, or there is only one.
 */
export async function findKeyPartition(
  cluster: KafkaCluster,
  topic: TopicMetadata,
  input: SearchQuery,
  signal: AbortSignal,
): Promise<KeyPlace | null> {
  const { key, keyFormat, partitioner, isolation } = input
  const count = topic.partitions.length
  if (key === undefined || input.partition !== undefined || count < 2) return null
  const all = (why: string): KeyPlace => ({ name: 'all', partition: null, why: `All partitions are read: ${why}.` })
  const bytes = keyBytes(key, keyFormat)
  if (partitioner === 'all') return all('so it was asked')
  if (bytes.length === 0) return all('an empty key can be in any of them')
  const at = (name: PartitionerName, why: string): KeyPlace => {
    const partition = PARTITIONERS[name].partition(bytes, count)
    return {
      name,
      partition,
      why: `Only partition ${partition} is read: ${name} (${PARTITIONERS[name].used}) puts the key there, ${why}.`,
    }
  }
  if (partitioner !== 'auto') return at(partitioner, 'as was asked')
  let samples: SampledKey[]
  try {
    samples = await sampleKeys({ cluster, topic: topic.name, isolation }, topic, signal)
  } catch (error) {
    if (!isAppError(error)) throw error
    return all(`keys could not be sampled (${error.message.replace(/\.$/, '')})`)
  }
  if (samples.some((sample) => sample.key[0] === 0) && !serdeOf(cluster).isPlain(topic.name))
    return all('keys are encoded by a schema, so the text of one does not tell its bytes')
  const distinct = new Map(samples.map((sample) => [sample.key.toString('latin1'), sample])).size
  if (distinct < MIN_KEYS) return all(`only ${distinct} different keys were found to tell the partitioner by`)
  const name = explain(samples, count)
  if (name === null) return all(`no known partitioner explains where ${samples.length} sampled keys are`)
  return at(name, `which explains where all of ${samples.length} sampled keys are`)
}
