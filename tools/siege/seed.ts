import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { TOPICS } from './attacks.ts'

export const ORDERS_PARTITIONS = 3
const HOSTILE_BYTES = 120 << 20
const TIMESTAMP = 1_790_000_000_000
const NOTHING: RecordHeader = { name: Buffer.alloc(0), value: null }

/** The topics under attack: one that is tailed, a large one of dead letters, and one of records that unpack to 120 MiB. */
export async function seed(cluster: KafkaCluster, bigRecords: number): Promise<void> {
  const configs = [{ name: 'retention.ms', value: '-1' }]
  const topics = [
    { name: TOPICS.orders, numPartitions: ORDERS_PARTITIONS, replicationFactor: 1, configs },
    { name: TOPICS.big, numPartitions: 1, replicationFactor: 1, configs },
    { name: TOPICS.bombs, numPartitions: 1, replicationFactor: 1, configs },
  ]
  await cluster.send('controller', createTopics, { topics, timeoutMs: 10_000 })
  await fillBig(cluster, bigRecords)
  await fillBombs(cluster)
}

async function fillBig(cluster: KafkaCluster, count: number): Promise<void> {
  const header = (name: string, value: string) => ({ name: Buffer.from(name), value: Buffer.from(value) })
  const headers = [
    header('__connect.errors.topic', TOPICS.big),
    header('__connect.errors.exception.message', 'cannot be read'),
  ]
  for (let from = 0; from < count; from += 1_000) {
    const records = Array.from({ length: Math.min(1_000, count - from) }, (_, at) => ({
      key: Buffer.from(`key-${from + at}`),
      value: Buffer.from(`{"n":${from + at},"pad":"${'x'.repeat(400)}"}`),
      headers,
      timestamp: TIMESTAMP + from + at,
    }))
    await appendBatch(cluster, { topic: TOPICS.big, partition: 0 }, encodeBatch({ records }))
  }
}

async function fillBombs(cluster: KafkaCluster): Promise<void> {
  const append = async (value: Buffer, headers: RecordHeader[] = []) => {
    const records = [{ key: Buffer.from('key'), value, headers, timestamp: TIMESTAMP }]
    const batch = encodeBatch({ records, compression: 'gzip' })
    await appendBatch(cluster, { topic: TOPICS.bombs, partition: 0 }, batch)
  }
  await append(Buffer.alloc(HOSTILE_BYTES))
  await append(Buffer.concat([Buffer.from('["'), Buffer.alloc(HOSTILE_BYTES - 4, 'a'), Buffer.from('"]')]))
  const many = Array.from({ length: 60_000 }, (_, at) => ({ name: Buffer.from(`h-${at}`), value: Buffer.from('v') }))
  await append(Buffer.from('{}'), many)
  await append(Buffer.from('{}'), Array<RecordHeader>(5_000_000).fill(NOTHING))
  await append(Buffer.from('{"small":1}'))
}
