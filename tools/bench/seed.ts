import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'

export const BENCH_TOPIC = 'bench-orders'
export const BENCH_PARTITIONS = 6
/** About 30 KB, as producers under load send. */
const PER_BATCH = 100

/** Fills the topic of the bench up to `records` JSON records of about 300 bytes; what an earlier run wrote stays. Returns how many were added. */
export async function seed(cluster: KafkaCluster, records: number): Promise<number> {
  await ensureTopic(cluster, BENCH_TOPIC)
  const topic = await cluster.topic(BENCH_TOPIC)
  const partitions = Array.from({ length: BENCH_PARTITIONS }, (_, index) => index)
  const ends = await readOffsets(cluster, new Map([[BENCH_TOPIC, partitions]]), 'latest')
  const wanted = Math.ceil(records / BENCH_PARTITIONS)
  const added = await Promise.all(
    partitions.map((partition) => {
      const from = Number(offsetOf(ends, BENCH_TOPIC, partition).offset)
      return fill(cluster, { leader: leaderOf(topic, partition), partition, from, to: wanted })
    }),
  )
  return added.reduce((sum, count) => sum + count, 0)
}

interface Gap {
  leader: number
  partition: number
  from: number
  to: number
}

async function fill(cluster: KafkaCluster, { leader, partition, from, to }: Gap): Promise<number> {
  for (let next = from; next < to; next += PER_BATCH) {
    const count = Math.min(PER_BATCH, to - next)
    const records = encodeBatch({
      records: Array.from({ length: count }, (_, index) =>
        benchRecord((next + index) * BENCH_PARTITIONS + partition, 1_790_000_000_000 + next + index),
      ),
    })
    const { responses } = await cluster.send(leader, produce, {
      acks: 1,
      timeoutMs: 10_000,
      topicData: [{ name: BENCH_TOPIC, partitionData: [{ index: partition, records }] }],
    })
    throwIfError(responses[0]?.partitionResponses[0]?.errorCode ?? -1, 'Seeding')
  }
  return Math.max(0, to - from)
}

export async function ensureTopic(cluster: KafkaCluster, name: string): Promise<void> {
  if ((await cluster.metadata({ maxAgeMs: 0 })).topics.has(name)) return
  const { topics } = await cluster.send('controller', createTopics, {
    topics: [
      {
        name,
        numPartitions: BENCH_PARTITIONS,
        replicationFactor: 1,
        configs: [{ name: 'retention.ms', value: '-1' }],
      },
    ],
    timeoutMs: 10_000,
  })
  throwIfError(topics[0]?.errorCode ?? -1, 'Creating the topic', topics[0]?.errorMessage ?? null)
}

const STATUS = ['CREATED', 'PAID', 'SHIPPED', 'CANCELLED']

export interface BenchRecord {
  key: Buffer
  value: Buffer
  headers: { name: Buffer; value: Buffer }[]
  timestamp: number
}

export function benchRecord(id: number, timestamp: number, pad = ''): BenchRecord {
  const value = {
    orderId: `order-${id}`,
    customer: { id: `c-${id % 50_021}`, tier: id % 7 === 0 ? 'gold' : 'basic', country: 'DE' },
    status: STATUS[id % 4],
    amount: (id % 50_000) / 100,
    ledgerId: 9_000_000_000_000_000 + (id % 1000),
    items: [{ sku: `sku-${id % 991}`, count: (id % 3) + 1 }],
    note: 'Please leave the parcel with the neighbours if nobody is at home.',
    createdAt: new Date(1_790_000_000_000 + id).toISOString(),
    ...(pad === '' ? {} : { pad }),
  }
  return {
    key: Buffer.from(`order-${id}`),
    value: Buffer.from(JSON.stringify(value)),
    headers: [{ name: Buffer.from('source'), value: Buffer.from('bench') }],
    timestamp,
  }
}
