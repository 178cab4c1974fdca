import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import type { Compression } from '#server/kafka/records/codecs.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { partitionOf } from '#server/kafka/records/murmur2.ts'
import { BENCH_PARTITIONS, type BenchRecord, benchRecord, ensureTopic } from './seed.ts'

/** A topic to be searched: keys lie where Kafka's own partitioner puts them. */
export interface SearchTopic {
  topic: string
  compression: Compression
  records: number
  /** Added to each value. */
  padBytes: number
}

const BATCH_BYTES = 30_000

/** Fills a topic up to its number of records; what an earlier run wrote stays. */
export async function seedSearchTopic(cluster: KafkaCluster, wanted: SearchTopic): Promise<void> {
  const { topic: name, compression, padBytes } = wanted
  await ensureTopic(cluster, name)
  const topic = await cluster.topic(name, { maxAgeMs: 0 })
  const partitions = Array.from({ length: BENCH_PARTITIONS }, (_, index) => index)
  const ends = await readOffsets(cluster, new Map([[name, partitions]]), 'latest')
  const there = partitions.map((partition) => Number(offsetOf(ends, name, partition).offset))
  if (there.reduce((sum, count) => sum + count, 0) >= wanted.records) return
  const open = partitions.map((): { records: BenchRecord[]; bytes: number } => ({ records: [], bytes: 0 }))
  const flush = async (partition: number) => {
    const batch = open[partition]
    if (!batch || batch.records.length === 0) return
    const records = encodeBatch({ records: batch.records, compression })
    open[partition] = { records: [], bytes: 0 }
    const { responses } = await cluster.send(leaderOf(topic, partition), produce, {
      acks: 1,
      timeoutMs: 10_000,
      topicData: [{ name, partitionData: [{ index: partition, records }] }],
    })
    throwIfError(responses[0]?.partitionResponses[0]?.errorCode ?? -1, 'Seeding')
  }
  for (let id = 0; id < wanted.records; id += 1) {
    const record = benchRecord(id, 1_790_000_000_000 + id, noise(id, padBytes))
    const partition = partitionOf(record.key, BENCH_PARTITIONS)
    const left = there[partition] ?? 0
    if (left > 0) {
      there[partition] = left - 1
      continue
    }
    const batch = open[partition]
    if (!batch) continue
    batch.records.push(record)
    batch.bytes += record.value.length + 60
    if (batch.bytes >= BATCH_BYTES) await flush(partition)
  }
  for (const partition of partitions) await flush(partition)
}

/** Text that differs from record to record, so that it does not compress to nothing. */
function noise(seed: number, bytes: number): string {
  let state = seed + 1
  let text = ''
  while (text.length < bytes) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    text += `${state.toString(36)} `
  }
  return text.slice(0, bytes)
}
