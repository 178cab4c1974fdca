import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { internalEnd } from '#server/store/read-internal.ts'
import type { InternalTopic } from '#server/store/internal-topics.ts'

/** What any Kafka client can read from a topic of the console: every committed record of a key, oldest first. */
export async function recordsOfKey(cluster: KafkaCluster, topic: InternalTopic, key: string): Promise<KafkaRecord[]> {
  const from = await internalEnd(cluster, topic, 'earliest')
  const to = await internalEnd(cluster, topic)
  const found: KafkaRecord[] = []
  if (from === null || to === null) return found
  for await (const { records } of readForward(cluster, { topic, partition: 0, from, to }))
    for (const record of records)
      if (record.key?.toString() === key)
        found.push({
          ...record,
          key: Buffer.from(record.key),
          value: record.value && Buffer.from(record.value),
          headers: record.headers.map(({ name, value }) => ({
            name: Buffer.from(name),
            value: value && Buffer.from(value),
          })),
        })
  return found
}

/** What any Kafka client can write to it. */
export async function inject(
  cluster: KafkaCluster,
  topic: InternalTopic,
  records: Partial<Pick<KafkaRecord, 'key' | 'value' | 'headers'>>[],
): Promise<void> {
  const producer = await RecordProducer.open(cluster, { transactionalId: null })
  try {
    const timestamp = Date.now()
    for (const record of records)
      await producer.send([
        { topic, partition: 0, records: [{ key: null, value: null, headers: [], ...record, timestamp }] },
      ])
  } finally {
    producer.close()
  }
}
