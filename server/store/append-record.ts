import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { singleton } from '#server/singleton.ts'
import { requireKey } from '#server/trust/own-keys.ts'
import { chainLink } from './chain-link.ts'
import { ensureInternalTopic, INTERNAL_TOPIC, type InternalTopic } from './internal-topics.ts'
import { RecordSigner } from './record-signer.ts'
import { topicSigning } from './topic-signing.ts'

interface Appender {
  producer: Promise<RecordProducer>
  signers: Map<InternalTopic, RecordSigner>
  /** Appends follow each other: a producer sends one at a time. */
  tail: Promise<unknown>
  /** An append failed: those behind it start with another producer. */
  broken: boolean
}

/** What was appended, as a reader finds it. */
export interface Appended {
  /** Null where the brokers have no ids of topics. */
  topicId: string | null
  offset: bigint
  writer: string
  sequence: number
  /** Milliseconds, later than everything that its writer had read. */
  version: number
  mac: string
}

const appenders = () => singleton('store.appenders', () => new WeakMap<KafkaCluster, Appender>())

/** Signs and appends one record to an internal topic, which is created if it must be. @throws AppError, FORBIDDEN without a key */
export async function appendRecord(
  cluster: KafkaCluster,
  topic: InternalTopic,
  record: { key: string; value: string | null },
): Promise<Appended> {
  requireKey(cluster)
  await ensureInternalTopic(cluster, topic)
  const appender = appenderOf(cluster)
  const appended = appender.tail.then(async () => {
    if (appender.broken) return appendRecord(cluster, topic, record)
    const producer = await appender.producer
    const signing = topicSigning(cluster, topic)
    const place = await signing.refreshToWrite()
    const known = appender.signers.get(topic)
    // Events are chained, so that it shows when some are missing.
    const link = known || topic !== INTERNAL_TOPIC.audit ? null : await chainLink(cluster)
    const signer = known ?? new RecordSigner(cluster, signing, producer.identity, link)
    appender.signers.set(topic, signer)
    const bytes = { key: Buffer.from(record.key), value: record.value === null ? null : Buffer.from(record.value) }
    const { record: signed, ...signature } = signer.sign(bytes, place)
    const [offset] = await producer.send([{ topic, partition: 0, records: [signed] }])
    signing.startsAt(place.start)
    return { topicId: place.scope.topicId, offset: offset ?? -1n, ...signature }
  })
  appender.tail = appended.catch(() => {
    // After an error it is not known how far the sequence is: the next append starts a new producer, which is a new writer.
    if (appender.broken) return
    appender.broken = true
    if (appenders().get(cluster) === appender) appenders().delete(cluster)
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
  const producer = RecordProducer.open(cluster, { transactionalId: null })
  const created: Appender = { producer, signers: new Map(), tail: Promise.resolve(), broken: false }
  appenders().set(cluster, created)
  return created
}
