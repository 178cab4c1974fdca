import { randomInt } from 'node:crypto'
import type { ProduceBody } from '#lib/contract/messages.ts'
import { AppError, invalid, isAppError } from '#lib/errors.ts'
import { audited } from '#server/audit/record-audit.ts'
import { guardTopicWrite } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { inferPartitioner, partitionFor } from '#server/search/partitioner/infer-partitioner.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { encodeApart } from '#server/serde/encode-apart.ts'
import { encodeSide } from '#server/serde/encode-side.ts'
import type { Serde } from '#server/serde/serde.ts'

interface Produced {
  partition: number
  offset: string
}

/** What one batch holds at most; a larger record gets a batch of its own. */
const BATCH_BYTES = 512 << 10

/** Writes a record, or `count` copies of it: acknowledged by all in-sync replicas, bytes and header order exactly as given. */
export async function produceMessage(
  ctx: AuditedCtx,
  input: ProduceBody & { topic: string },
): Promise<{ records: Produced[] }> {
  const { topic: target, reason, count, partition } = input
  await guardTopicWrite(ctx, { topic: target, permission: 'record.produce' })
  return audited(ctx, { action: 'record.produce', target, reason, details: { count, partition } }, () =>
    produce(ctx, input),
  )
}

type AuditedCtx = Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId' | 'signal'>

async function produce(
  { cluster, signal }: AuditedCtx,
  input: ProduceBody & { topic: string },
): Promise<{ records: Produced[] }> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 5_000 })
  const record = await encodeRecord(serdeOf(cluster), input)
  const partitions =
    record.key !== null && input.partition === undefined
      ? [{ partition: await partitionOfKey({ cluster, topic, signal }, record.key), count: input.count }]
      : choosePartitions(input, topic.partitions.length)
  const produced: Produced[] = []
  for (const { partition, count } of partitions) {
    const perBatch = Math.max(1, Math.floor(BATCH_BYTES / sizeOf(record)))
    for (let left = count; left > 0; left -= perBatch) {
      const records = Array<EncodableRecord>(Math.min(left, perBatch)).fill(record)
      const batch = encodeBatch({ records, compression: input.compression })
      const { baseOffset } = await appendBatch(cluster, { topic: topic.name, partition }, batch).catch(explained(batch))
      for (const index of records.keys()) produced.push({ partition, offset: String(baseOffset + BigInt(index)) })
    }
  }
  return { records: produced }
}

async function encodeRecord(
  serde: Serde,
  { topic, key, value, headers, timestamp }: ProduceBody & { topic: string },
): Promise<EncodableRecord> {
  return {
    key: await encodeSide(serde, key, { topic, side: 'key' }),
    value: await encodeSide(serde, value, { topic, side: 'value' }),
    headers: await Promise.all(
      headers.map(async (header, index) => ({
        name: Buffer.from(header.name),
        value: await encodeApart(header.value, `headers.${index}.value`),
      })),
    ),
    timestamp: timestamp ?? Date.now(),
  }
}

/** Where the topic's own producers put this key. */
async function partitionOfKey(
  { cluster, topic, signal }: { cluster: KafkaCluster; topic: TopicMetadata; signal: AbortSignal },
  key: Buffer,
): Promise<number> {
  return partitionFor(await inferPartitioner(cluster, topic, signal), key, topic.partitions.length)
}

/** The partition that was asked for; else every partition in turn. */
function choosePartitions(
  { partition, count }: ProduceBody,
  partitions: number,
): { partition: number; count: number }[] {
  if (partition !== undefined) {
    if (partition >= partitions) throw invalid('partition', `the topic has ${partitions} partitions, from 0 on`)
    return [{ partition, count }]
  }
  const first = randomInt(partitions)
  return Array.from({ length: Math.min(count, partitions) }, (_, turn) => ({
    partition: (first + turn) % partitions,
    count: Math.ceil((count - turn) / partitions),
  }))
}

function sizeOf({ key, value, headers }: EncodableRecord): number {
  const inHeaders = headers.reduce((sum, header) => sum + header.name.length + (header.value?.length ?? 0) + 4, 0)
  return (key?.length ?? 0) + (value?.length ?? 0) + inHeaders + 20
}

/** Says what "too large" is about. */
function explained(batch: Buffer): (error: unknown) => never {
  return (error) => {
    if (!isAppError(error) || error.code !== 'TOO_LARGE') throw error
    throw new AppError(
      'TOO_LARGE',
      `The record takes ${batch.length} bytes with its batch, more than the topic allows: raise its max.message.bytes, compress it, or send less.`,
      { cause: error },
    )
  }
}
