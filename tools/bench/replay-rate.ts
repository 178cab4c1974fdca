import { randomBytes } from 'node:crypto'
import { ReplayBody, type ReplayJob } from '#lib/contract/replays.ts'
import { Owner } from '#server/limits/owner.ts'
import { anonymousActor } from '#server/auth/actor.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { RawResponse } from '#server/http/route.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { log } from '#server/log.ts'
import { createReplay } from '#server/replays/create-replay.ts'
import { getReplay } from '#server/replays/get-replay.ts'
import { round } from './percentiles.ts'

const RECORDS = 100_000
const VALUE_BYTES = 700
/** Of the slower one, five seconds are measured; of the faster one, all records. */
const LIMITS = [{ recordsPerSecond: 2_000, first: 10_000 }, { recordsPerSecond: 20_000 }]
const TARGETS = 12

/** Replays 100,000 dead letters of about 1 KB over 12 partitions, once as fast as it goes and then at rate limits. */
export async function replayRate(cluster: KafkaCluster) {
  const topic = `bench-replay-${randomBytes(4).toString('hex')}`
  const source = `${topic}-dlq`
  await makeTopics(cluster, [
    { name: topic, partitions: TARGETS },
    { name: source, partitions: 1 },
  ])
  await fill(cluster, { topic, source })
  const free = await run(cluster, { source, options: {} })
  const limits = []
  for (const { recordsPerSecond, first } of LIMITS) {
    const options = { recordsPerSecond, includeReplayed: true, maxReplays: 1000 }
    const paced = await run(cluster, { source, options, ...(first ? { first } : {}) })
    const percent = round((paced.recordsPerSecond / recordsPerSecond) * 100, 1)
    limits.push({ asked: recordsPerSecond, measured: Math.round(paced.recordsPerSecond), percent })
  }
  return {
    recordsPerSecond: Math.round(free.recordsPerSecond),
    seconds: free.seconds,
    limits,
  }
}

async function makeTopics(cluster: KafkaCluster, topics: { name: string; partitions: number }[]): Promise<void> {
  await cluster.send('controller', createTopics, {
    timeoutMs: 10_000,
    topics: topics.map(({ name, partitions }) => ({ name, numPartitions: partitions, replicationFactor: 1 })),
  })
  for (const { name } of topics)
    while (
      (await cluster.metadata({ maxAgeMs: 0 })).topics.get(name)?.partitions.some(({ leader }) => leader < 0) ??
      true
    )
      await new Promise((resolve) => setTimeout(resolve, 50))
}

async function fill(cluster: KafkaCluster, { topic, source }: { topic: string; source: string }): Promise<void> {
  const producer = await RecordProducer.open(cluster, { transactionalId: null })
  const value = Buffer.from(JSON.stringify({ note: randomBytes(VALUE_BYTES / 2).toString('hex') }))
  const header = (name: string, text: string) => ({ name: Buffer.from(name), value: Buffer.from(text) })
  const batch = 800
  for (let at = 0; at < RECORDS; at += batch) {
    const records = Array.from({ length: batch }, (_, index) => ({
      key: Buffer.from(`key-${(at + index) % 5_000}`),
      value,
      timestamp: Date.now(),
      headers: [
        header('traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
        header('__connect.errors.topic', topic),
        header('__connect.errors.partition', String((at + index) % TARGETS)),
        header('__connect.errors.offset', String(at + index)),
        header('__connect.errors.exception.class.name', 'org.apache.kafka.connect.errors.DataException'),
        header('__connect.errors.exception.message', `record ${at + index} cannot be converted`),
      ],
    }))
    await producer.send([{ topic: source, partition: 0, records }])
  }
  producer.close()
}

interface Run {
  source: string
  options: Record<string, unknown>
  /** Only so many, from the start. */
  first?: number
}

async function run(cluster: KafkaCluster, { source, options, first }: Run) {
  const ctx: ClusterCtx = {
    cluster,
    runtime: { config: { replays: { approvalAbove: null } } } as unknown as ClusterCtx['runtime'],
    actor: anonymousActor(['admin']),
    signal: new AbortController().signal,
    owner: new Owner('bench'),
    requestId: 'bench',
    log,
  }
  const records = Array.from({ length: first ?? 0 }, (_, offset) => ({ partition: 0, offset: String(offset) }))
  const body = {
    source: { topic: source },
    selection: first === undefined ? { all: true } : { records },
    target: { origin: true },
    options,
    reason: 'a measurement',
  }
  const started = await createReplay(ctx, ReplayBody.parse(body))
  if (started instanceof RawResponse) throw new Error('the replay was not started')
  let job: ReplayJob = started
  // From the first records on: starting a producer is no part of the rate.
  let begun: { at: number; sent: number } | undefined
  while (job.endedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    job = await getReplay(ctx, { replay: job.id })
    if (job.sent > 0) begun ??= { at: Date.now(), sent: job.sent }
  }
  if (job.state !== 'completed') throw new Error(`the replay is ${job.state}: ${job.problem}`)
  const from = begun && begun.sent < job.sent ? begun : { at: job.startedAt, sent: 0 }
  return {
    seconds: (job.endedAt - job.startedAt) / 1000,
    recordsPerSecond: ((job.sent - from.sent) * 1000) / (job.endedAt - from.at),
  }
}
