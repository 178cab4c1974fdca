import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'

export const DEAD_LETTER_TOPIC = 'bench-failures-dlq'
/** So many different causes there are. */
export const CAUSES = 200

const PARTITIONS = 6
const PER_BATCH = 500
const SOURCE = 'bench-failures'
const FRAMES = Array.from(
  { length: 8 },
  (_, index) => `\tat shop.billing.Service${index}.handle(Service${index}.java:41)`,
)

/** Fills the topic up to `letters` dead letters of about 1.1 KB, of Spring Kafka and Kafka Connect in turn. Returns how many were added. */
export async function seedDeadLetters(cluster: KafkaCluster, letters: number): Promise<number> {
  await ensureTopic(cluster)
  const wanted = Math.ceil(letters / PARTITIONS)
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  const ends = await readOffsets(cluster, new Map([[DEAD_LETTER_TOPIC, partitions]]), 'latest')
  const next = partitions.map((partition) => Number(offsetOf(ends, DEAD_LETTER_TOPIC, partition).offset))
  const before = next.reduce((sum, offset) => sum + offset, 0)
  const producer = await RecordProducer.open(cluster, { transactionalId: null })
  try {
    for (;;) {
      const parts = partitions.flatMap((partition) => {
        const from = next[partition] ?? wanted
        const records = Array.from({ length: Math.min(PER_BATCH, wanted - from) }, (_, index) =>
          deadLetter((from + index) * PARTITIONS + partition),
        )
        next[partition] = from + records.length
        return records.length > 0 ? [{ topic: DEAD_LETTER_TOPIC, partition, records }] : []
      })
      if (parts.length === 0) break
      await producer.send(parts)
    }
  } finally {
    producer.close()
  }
  return next.reduce((sum, offset) => sum + offset, 0) - before
}

async function ensureTopic(cluster: KafkaCluster): Promise<void> {
  const { topics } = await cluster.metadata({ maxAgeMs: 0 })
  if (!topics.has(DEAD_LETTER_TOPIC))
    await cluster.send('controller', createTopics, {
      timeoutMs: 10_000,
      topics: [
        {
          name: DEAD_LETTER_TOPIC,
          numPartitions: PARTITIONS,
          replicationFactor: 1,
          configs: [{ name: 'retention.ms', value: '-1' }],
        },
      ],
    })
  while (!(await served(cluster))) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Whether every partition answers: a broker that has just started does not lead its partitions yet. */
async function served(cluster: KafkaCluster): Promise<boolean> {
  await cluster.metadata({ maxAgeMs: 0 })
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  const ends = await readOffsets(cluster, new Map([[DEAD_LETTER_TOPIC, partitions]]), 'latest').catch(() => null)
  return partitions.every((partition) => ends?.get(DEAD_LETTER_TOPIC)?.get(partition)?.ok === true)
}

function deadLetter(id: number): EncodableRecord {
  const cause = Math.floor(id / 2) % (CAUSES / 2)
  return {
    key: Buffer.from(`order-${id}`),
    value: Buffer.from(JSON.stringify({ orderId: id, customer: `c-${id % 50_021}`, amount: id / 100, country: 'DE' })),
    timestamp: Date.now() - (id % 86_400_000),
    headers: [
      header('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
      ...(id % 2 === 0 ? springHeaders(id, cause) : connectHeaders(id, cause)),
    ],
  }
}

function springHeaders(id: number, cause: number): RecordHeader[] {
  const exception = `shop.billing.Rule${cause}Exception`
  const message = `Order ${id} of customer 'c-${id % 50_021}' breaks rule ${String.fromCharCode(97 + (cause % 26))}`
  return [
    header('kafka_dlt-exception-fqcn', 'org.springframework.kafka.listener.ListenerExecutionFailedException'),
    header('kafka_dlt-exception-cause-fqcn', exception),
    header(
      'kafka_dlt-exception-message',
      `Listener method 'public void shop.billing.Listener.on(shop.Order)' threw exception; ${message}`,
    ),
    header('kafka_dlt-exception-stacktrace', [`${exception}: ${message}`, ...FRAMES].join('\n')),
    header('kafka_dlt-original-topic', SOURCE),
    header('kafka_dlt-original-partition', number(id % 12, 4)),
    header('kafka_dlt-original-offset', number(id, 8)),
    header('kafka_dlt-original-timestamp', number(1_790_000_000_000 + id, 8)),
    header('kafka_dlt-original-timestamp-type', 'CreateTime'),
    header('kafka_dlt-original-consumer-group', 'billing'),
  ]
}

function connectHeaders(id: number, cause: number): RecordHeader[] {
  const exception = `shop.sink.Column${cause}Exception`
  const message = `Field 'amount' of order-${id} cannot be converted: ${id / 100} has more than 2 digits`
  return [
    header('__connect.errors.topic', SOURCE),
    header('__connect.errors.partition', String(id % 12)),
    header('__connect.errors.offset', String(id)),
    header('__connect.errors.connector.name', 'warehouse'),
    header('__connect.errors.task.id', '0'),
    header('__connect.errors.stage', 'VALUE_CONVERTER'),
    header('__connect.errors.class.name', 'org.apache.kafka.connect.json.JsonConverter'),
    header('__connect.errors.exception.class.name', exception),
    header('__connect.errors.exception.message', message),
    header('__connect.errors.exception.stacktrace', [`${exception}: ${message}`, ...FRAMES].join('\n')),
  ]
}

function header(name: string, value: string | Buffer): RecordHeader {
  return { name: Buffer.from(name), value: Buffer.from(value) }
}

function number(value: number, bytes: 4 | 8): Buffer {
  const buffer = Buffer.alloc(bytes)
  if (bytes === 4) buffer.writeInt32BE(value)
  else buffer.writeBigInt64BE(BigInt(value))
  return buffer
}
