import { setTimeout as delay } from 'node:timers/promises'
import { ConfigResourceTypes } from 'kafkajs'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import type { Compression } from '#server/kafka/records/codecs.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'

export const CODECS: Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** Appends a batch of records `<name>-<index>` for each size, the codecs taking turns; timestamps are a second apart. */
export async function fill(
  cluster: KafkaCluster,
  at: { topic: string; partition: number },
  {
    batches,
    name = 'value',
    startMs = 1_700_000_000_000,
    valueBytes = 0,
  }: {
    batches: readonly number[]
    name?: string
    startMs?: number
    valueBytes?: number
  },
): Promise<void> {
  let index = 0
  for (const [turn, size] of batches.entries()) {
    const records = Array.from({ length: size }, () => {
      const text = `${name}-${index}`
      index += 1
      return {
        key: Buffer.from(text),
        value: Buffer.from(text.padEnd(valueBytes, '.')),
        headers: [],
        timestamp: startMs + index * 1000,
      }
    })
    await appendBatch(cluster, at, encodeBatch({ records, compression: CODECS[turn % CODECS.length] ?? 'none' }))
  }
}

/** Rounds of transactions of three records each: `c` commits, `a` aborts. */
export async function fillTransactions(topic: string, rounds: string): Promise<void> {
  const producer = testKafka().producer({ transactionalId: `tx-${topic}`, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  try {
    for (const [round, end] of Array.from(rounds).entries()) {
      const transaction = await producer.transaction()
      const messages = [0, 1, 2].map((index) => ({ key: 'k', value: `${end}-${round}-${index}` }))
      await transaction.send({ topic, messages })
      if (end === 'c') await transaction.commit()
      else await transaction.abort()
    }
  } finally {
    await producer.disconnect()
  }
}

/** A topic of one partition where compaction has removed most offsets; only the last value of each of five keys and the last segment are left. */
export async function compactedTopic(cluster: KafkaCluster): Promise<string> {
  const topic = await createTopic({
    config: { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.001' },
  })
  const at = { topic, partition: 0 }
  await compactOften(cluster)
  for (let round = 0; round < 6; round += 1) {
    const records = Array.from({ length: 50 }, (_, index) => ({
      key: Buffer.from(`key-${index % 5}`),
      value: Buffer.from(`round-${round}-${index}`),
      headers: [],
      timestamp: Date.now(),
    }))
    await appendBatch(cluster, at, encodeBatch({ records }))
    await delay(120)
  }
  return topic
}

/** Lets the run's broker look five times a second for what it can compact. */
export async function compactOften(cluster: KafkaCluster): Promise<void> {
  const admin = testKafka().admin()
  await admin.connect()
  const name = String([...(await cluster.metadata()).nodes.keys()][0])
  const configEntries = [{ name: 'log.cleaner.backoff.ms', value: '200' }]
  try {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.BROKER, name, configEntries }],
    })
  } finally {
    await admin.disconnect()
  }
}

/** Removes the records before `offset`. */
export async function deleteBefore(topic: string, offset: bigint, bootstrapServers?: string): Promise<void> {
  const admin = testKafka(bootstrapServers).admin()
  await admin.connect()
  // kafkajs only finds the leaders of topics it was asked about before.
  await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] })
  await admin.disconnect()
}

/** First offset and end (of committed records) of a partition. */
export async function boundsOf(
  cluster: KafkaCluster,
  topic: string,
  partition = 0,
): Promise<{ from: bigint; to: bigint }> {
  const wanted = new Map([[topic, [partition]]])
  const [earliest, latest] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'lastStable'),
  ])
  return { from: offsetOf(earliest, topic, partition).offset, to: offsetOf(latest, topic, partition).offset }
}
