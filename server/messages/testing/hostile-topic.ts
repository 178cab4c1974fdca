import { createTopic } from '#server/embedded/testing/topics.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'

export const HOSTILE_BYTES = 120 << 20

/** A topic with one record per batch: 120 MiB of zeros, the same as JSON, 60,000 headers, millions of headers, and a small one. */
export async function hostileTopic(cluster: KafkaCluster): Promise<string> {
  const topic = await createTopic()
  const nothing: { name: Buffer; value: Buffer | null }[] = []
  const write = async (value: Buffer, headers = nothing) => {
    const records = [{ key: Buffer.from('key'), value, headers, timestamp: 1_790_000_000_000 }]
    await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records, compression: 'gzip' }))
  }
  await write(Buffer.alloc(HOSTILE_BYTES))
  await write(Buffer.concat([Buffer.from('["'), Buffer.alloc(HOSTILE_BYTES - 4, 'a'), Buffer.from('"]')]))
  await write(
    Buffer.from('{}'),
    Array.from({ length: 60_000 }, (_, at) => ({ name: Buffer.from(`h-${at}`), value: Buffer.from(`v-${at}`) })),
  )
  const none = { name: Buffer.alloc(0), value: null }
  await write(
    Buffer.from('{}'),
    Array.from({ length: 5_000_000 }, () => none),
  )
  await write(Buffer.from('{"small":1}'))
  return topic
}
