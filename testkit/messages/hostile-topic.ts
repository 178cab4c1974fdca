import { createTopic } from '#testkit/broker/topics.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'

export const HOSTILE_BYTES = 120 << 20
const NOTHING: RecordHeader = { name: Buffer.alloc(0), value: null }

/** One record each: 120 MiB of zeros, the same as JSON, 60,000 headers, millions of headers, and a small one. */
function hostileBatches(): Buffer[] {
  const batchOf = (value: Buffer, headers: RecordHeader[] = []) => {
    const records = [{ key: Buffer.from('key'), value, headers, timestamp: 1_790_000_000_000 }]
    return encodeBatch({ records, compression: 'gzip' })
  }
  const header = (at: number) => ({ name: Buffer.from(`h-${at}`), value: Buffer.from(`v-${at}`) })
  return [
    batchOf(Buffer.alloc(HOSTILE_BYTES)),
    batchOf(Buffer.concat([Buffer.from('["'), Buffer.alloc(HOSTILE_BYTES - 4, 'a'), Buffer.from('"]')])),
    batchOf(
      Buffer.from('{}'),
      Array.from({ length: 60_000 }, (_, at) => header(at)),
    ),
    batchOf(Buffer.from('{}'), Array<RecordHeader>(5_000_000).fill(NOTHING)),
    batchOf(Buffer.from('{"small":1}')),
  ]
}

/** A topic with those records, and what writes them to it once more. */
export async function hostileTopic(cluster: KafkaCluster): Promise<{ topic: string; repeat: () => Promise<void> }> {
  const topic = await createTopic()
  const batches = hostileBatches()
  const repeat = async () => {
    for (const batch of batches) await appendBatch(cluster, { topic, partition: 0 }, batch)
  }
  await repeat()
  return { topic, repeat }
}
