import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { singleton } from '#server/singleton.ts'
import { ensureInternalTopic, type InternalTopic } from './internal-topics.ts'

interface Appender {
  producer: Promise<RecordProducer>
  /** Appends follow each other: a producer sends one at a time. */
  tail: Promise<unknown>
}

const appenders = () => singleton('store.appenders', () => new WeakMap<KafkaCluster, Appender>())

/** Appends one record to an internal topic, which is made if it must be. @returns its offset. @throws AppError */
export async function appendRecord(
  cluster: KafkaCluster,
  topic: InternalTopic,
  record: { key: string; value: string | null },
): Promise<bigint> {
  await ensureInternalTopic(cluster, topic)
  const appender = appenderOf(cluster)
  const appended = appender.tail.then(async () => {
    const producer = await appender.producer
    const [offset] = await producer.send([
      {
        topic,
        partition: 0,
        records: [
          {
            key: Buffer.from(record.key),
            value: record.value === null ? null : Buffer.from(record.value),
            headers: [],
            timestamp: Date.now(),
          },
        ],
      },
    ])
    return offset ?? -1n
  })
  appender.tail = appended.catch(() => {
    // After an error it is not known how far the sequence is: the next append starts a new producer.
    appenders().delete(cluster)
    void appender.producer.then(
      (producer) => producer.close(),
      () => undefined,
    )
  })
  return appended
}

function appenderOf(cluster: KafkaCluster): Appender {
  const known = appenders().get(cluster)
  if (known) return known
  const created = { producer: RecordProducer.open(cluster, { transactionalId: null }), tail: Promise.resolve() }
  appenders().set(cluster, created)
  return created
}
