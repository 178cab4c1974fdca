/**
 * `npm run soak [minutes]` (20): a topic tailed at 2,000 records a second while viewers come and go. Prints heap and external memory after a
 * forced collection every half minute, and at the end their slope and what is left open. Ends with 1 when memory grows or something is left.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TailQuery } from '#lib/contract/tail.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { sseResponse } from '#server/http/sse.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { openTail } from '#server/tail/open-tail.ts'
import { tailsOf } from '#server/tail/tail-hub.ts'
import { SseParser } from '#testkit/tail/sse-parser.ts'
import { StubbornProducer } from '#testkit/tail/stubborn-producer.ts'
import { testContext, testRuntime } from '#testkit/tail/tail-client.ts'
import { slopePerMinute } from './slope.ts'

const minutes = Number(process.argv[2] ?? 20)
const TOPIC = 'soak'
const PARTITIONS = 6
const RECORDS_PER_SECOND = 2_000
const SAMPLE_EVERY_MS = 30_000
/** After warming up, memory may not grow by more than 1 MB in ten minutes. */
const WARM_UP_MS = Math.min(5, minutes / 4) * 60_000
const MAX_SLOPE_MB_PER_MINUTE = 0.1

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** What viewers want to see: all, by literals, nothing, by expressions with and without a literal, 1 of N, what is there by now. */
const WISHES = [
  {},
  { text: 'n:7' },
  { key: 'nobody' },
  { filter: 'value.startsWith("n:7")' },
  { filter: 'offset % 7 == 0 && partition < 3' },
  { sample: 'auto', maxPerSecond: 500 },
  { follow: 'false' },
]

/** One viewer's visit: filtered or not, cut and resumed now and then, sometimes slow. */
async function visit(cluster: KafkaCluster, until: number): Promise<void> {
  let lastEventId: string | null = null
  const wish = WISHES[Math.floor(Math.random() * WISHES.length)]
  const slow = Math.random() < 0.1
  for (let visits = 1 + Math.floor(Math.random() * 4); visits > 0 && Date.now() < until; visits -= 1) {
    const leaving = new AbortController()
    const query = TailQuery.parse({ topics: TOPIC, last: lastEventId ? 0 : 50, ...wish })
    const ctx = testContext(cluster, leaving.signal)
    const { owner } = ctx
    const viewer = await openTail(ctx, query, lastEventId)
    const { body } = sseResponse(viewer, { owner, onError: () => null, unreadMs: viewer.unreadMs })
    const reader = body?.getReader()
    const parser = new SseParser()
    const leaveAt = Date.now() + 500 + Math.random() * 8_000
    while (reader && Date.now() < leaveAt) {
      const next = await Promise.race([reader.read(), pause(1_000)])
      if (next?.done) break
      for (const { id } of next?.value ? parser.feed(next.value) : []) lastEventId = id ?? lastEventId
      if (slow) await pause(300)
    }
    await reader?.cancel()
    await pause(Math.random() * 2_000)
  }
}

async function soak(cluster: KafkaCluster): Promise<boolean> {
  await cluster.send('controller', createTopics, {
    topics: [
      {
        name: TOPIC,
        numPartitions: PARTITIONS,
        replicationFactor: 1,
        configs: [{ name: 'retention.bytes', value: '20000000' }],
      },
    ],
    timeoutMs: 10_000,
  })
  const until = Date.now() + minutes * 60_000
  const producer = new StubbornProducer(cluster, TOPIC, PARTITIONS)
  const producing = (async () => {
    while (Date.now() < until) {
      const next = pause(50)
      await producer.send(RECORDS_PER_SECOND / 20, { padding: 250 })
      await next
    }
  })()
  const visiting = Array.from({ length: 12 }, async () => {
    while (Date.now() < until) await visit(cluster, until)
  })
  const samples: { at: number; mb: number }[] = []
  const began = Date.now()
  while (Date.now() + SAMPLE_EVERY_MS < until) {
    await pause(SAMPLE_EVERY_MS)
    globalThis.gc?.()
    await pause(10)
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    samples.push({ at: Date.now() - began, mb: (heapUsed + external) / 1e6 })
    const { viewers, loops } = tailsOf(testRuntime(), cluster)
    console.log(
      `${Math.round((Date.now() - began) / 1000)} s: ${samples.at(-1)?.mb.toFixed(1)} MB, ${viewers} viewers, ${loops.length} loops, ${producer.sent} records`,
    )
  }
  await Promise.all([producing, ...visiting])
  await pause(2_500)
  const tails = tailsOf(testRuntime(), cluster)
  const left = { viewers: tails.viewers, loops: tails.loops.length, connections: cluster.dedicatedConnections }
  const slope = slopePerMinute(samples.filter(({ at }) => at >= WARM_UP_MS))
  console.log(`left open: ${JSON.stringify(left)}; memory grows by ${(slope * 10).toFixed(2)} MB in ten minutes`)
  return Object.values(left).every((count) => count === 0) && slope <= MAX_SLOPE_MB_PER_MINUTE
}

if (globalThis.gc === undefined) console.log('Run it with node --expose-gc: without it, memory is not comparable.')
const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-soak-'))
const kafka = await startKafka({ dataDir })
const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
try {
  process.exitCode = (await soak(cluster)) ? 0 : 1
} finally {
  cluster.close()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
}
