import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import { identityOf } from '#server/kafka/transactions/record-producer.ts'
import type { ReadRecord } from '#server/trust/record-verifier.ts'
import type { InternalTopic } from './internal-topics.ts'

/** A record of an internal topic. Its buffers are views: copy what shall last. */
export interface StoredRecord extends ReadRecord {
  timestamp: number
}

/** The end of an internal topic; null while it does not exist. With `committed`, where committed reading ends at this moment. */
export async function internalEnd(
  cluster: KafkaCluster,
  topic: InternalTopic,
  spec: 'earliest' | 'latest' | 'lastStable' = 'latest',
): Promise<bigint | null> {
  const { topics } = await cluster.metadata()
  if (!topics.has(topic)) return null
  return offsetOf(await readOffsets(cluster, new Map([[topic, [0]]]), spec), topic, 0).offset
}

/** The committed records of `[from, to)`, some at a time. Where `to` is beyond an open transaction, that is waited for. */
export async function* readInternal(
  cluster: KafkaCluster,
  topic: InternalTopic,
  range: { from: bigint; to: bigint; signal?: AbortSignal },
): AsyncGenerator<StoredRecord[]> {
  for await (const { records, batches } of readForward(cluster, { topic, partition: 0, withBatches: true, ...range })) {
    yield records.map(({ offset, timestamp, key, value, headers }, index) => {
      const batch = batches[index]
      return { offset, timestamp, key, value, headers, producer: batch ? identityOf(batch) : '' }
    })
  }
}

/** A key as text; records without one have none that anything is stored under. */
export function textOf(bytes: Buffer | null): string {
  return bytes?.toString('utf8') ?? ''
}
