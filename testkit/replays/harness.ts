import type { z } from 'zod'
import { ReplayBody, type ReplayJob, ReplayPlan } from '#lib/contract/replays.ts'
import { Owner } from '#server/limits/owner.ts'
import { anonymousActor } from '#server/auth/actor.ts'
import type { ClusterConfig } from '#server/config/schema.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { RawResponse } from '#server/http/route.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import type { KafkaRecord, RecordHeader } from '#server/kafka/records/record.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { log } from '#server/log.ts'
import { createReplay } from '#server/replays/create-replay.ts'
import { getReplay } from '#server/replays/get-replay.ts'

/** What a verb is given, without HTTP around it. */
export function testContext(
  bootstrapServers: string,
  config: {
    id?: string
    readOnly?: boolean
    approvalAbove?: number
    connect?: ClusterConfig['connect']
    audit?: ClusterConfig['audit']
  } = {},
): ClusterCtx {
  const { id = 'test', readOnly = false, connect = [], audit = { required: false, sink: null } } = config
  const cluster = new KafkaCluster({ ...testCluster(bootstrapServers), id, readOnly, connect, audit })
  return {
    cluster,
    runtime: {
      config: { replays: { approvalAbove: config.approvalAbove ?? null } },
    } as unknown as ClusterCtx['runtime'],
    actor: anonymousActor(['admin']),
    signal: new AbortController().signal,
    owner: new Owner('test'),
    requestId: 'test',
    log,
  }
}

export function header(name: string, value: string | Buffer | null): RecordHeader {
  return { name: Buffer.from(name), value: typeof value === 'string' ? Buffer.from(value) : value }
}

/** The headers of a replayed record without those that the replay has put behind them. */
export function businessHeaders(headers: readonly RecordHeader[]): RecordHeader[] {
  return headers.filter(({ name }) => !name.toString().startsWith('tailrace-replay-'))
}

/** What Kafka Connect writes onto a record that failed. */
export function connectHeaders(topic: string, partition: number, offset: number | bigint): RecordHeader[] {
  return [
    header('__connect.errors.topic', topic),
    header('__connect.errors.partition', String(partition)),
    header('__connect.errors.offset', String(offset)),
    header('__connect.errors.connector.name', 'sink'),
    header('__connect.errors.exception.class.name', 'org.apache.kafka.connect.errors.DataException'),
    header('__connect.errors.exception.message', 'cannot be converted'),
  ]
}

export function record(parts: Partial<EncodableRecord>): EncodableRecord {
  return { key: null, value: null, headers: [], timestamp: Date.now(), ...parts }
}

/** Writes records byte for byte, some hundred at a time. */
export async function write(
  cluster: KafkaCluster,
  place: { topic: string; partition?: number },
  records: EncodableRecord[],
): Promise<void> {
  const producer = await RecordProducer.open(cluster, { transactionalId: null })
  try {
    for (let at = 0; at < records.length;) {
      let bytes = 0
      let end = at
      while (end < records.length && end - at < 500 && (end === at || bytes < 400_000)) {
        bytes += (records[end]?.value?.length ?? 0) + 500
        end += 1
      }
      await producer.send([{ topic: place.topic, partition: place.partition ?? 0, records: records.slice(at, end) }])
      at = end
    }
  } finally {
    producer.close()
  }
}

/** Every committed record of a topic, by partition, in order; markers of transactions that are still on their way are waited for. */
export async function readAll(cluster: KafkaCluster, topic: string): Promise<Map<number, KafkaRecord[]>> {
  const { partitions } = await cluster.topic(topic, { maxAgeMs: 0 })
  const wanted = new Map([[topic, partitions.map(({ partition }) => partition)]])
  const ends = await readOffsets(cluster, wanted, 'latest')
  const starts = await readOffsets(cluster, wanted, 'earliest')
  const all = new Map<number, KafkaRecord[]>()
  for (const { partition } of partitions) {
    const from = offsetOf(starts, topic, partition).offset
    const to = offsetOf(ends, topic, partition).offset
    const records: KafkaRecord[] = []
    for await (const chunk of readForward(cluster, { topic, partition, from, to })) records.push(...chunk.records)
    all.set(partition, records)
  }
  return all
}

type Body = Omit<z.input<typeof ReplayBody>, 'reason'> & { reason?: string }

export async function dryRun(ctx: ClusterCtx, body: Body): Promise<ReplayPlan> {
  const answer = await createReplay(ctx, ReplayBody.parse({ reason: 'a test', ...body, dryRun: true }))
  if (!(answer instanceof RawResponse)) throw new Error('a job was made of a dry run')
  return ReplayPlan.parse(await answer.response.json())
}

export async function startReplay(ctx: ClusterCtx, body: Body): Promise<ReplayJob> {
  const answer = await createReplay(ctx, ReplayBody.parse({ reason: 'a test', ...body }))
  if (answer instanceof RawResponse) throw new Error('no job was made')
  return answer
}

/** Waits until a replay stands as `until` says; by default until it has ended. */
export async function settled(
  ctx: ClusterCtx,
  replay: string,
  until: (job: ReplayJob) => boolean = ({ state }) => !['planned', 'running', 'paused'].includes(state),
): Promise<ReplayJob> {
  for (let tries = 0; tries < 2_400; tries += 1) {
    const job = await getReplay(ctx, { replay })
    if (until(job)) return job
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the replay ${replay} did not come to an end: ${JSON.stringify(await getReplay(ctx, { replay }))}`)
}
