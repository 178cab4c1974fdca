import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { MessagesQuery } from '#lib/contract/messages.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { recordsForward } from '#server/kafka/fetch/range-chunk.ts'
import { rangeScan, readRange } from '#server/kafka/fetch/read-range.ts'
import { fill } from '#testkit/kafka/fill-topic.ts'
import { listMessages } from './list-messages.ts'

test('a leader that dies: what is replicated is read on, the rest is named', { timeout: 180_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-messages-'))
  await using kafka = await startKafka({ dataDir, brokers: 3 })
  const { bootstrapServers } = kafka
  const cluster = new KafkaCluster(testCluster(bootstrapServers))
  try {
    const replicated = await createTopic({ bootstrapServers, replicationFactor: 3 })
    const single = await createTopic({ bootstrapServers, partitions: 6 })
    await cluster.start()
    for (const topic of [replicated, single]) {
      const { partitions } = await cluster.topic(topic)
      for (const { partition } of partitions) await fill(cluster, { topic, partition }, { batches: Array(20).fill(5) })
    }
    const victim = (await cluster.topic(replicated)).partitions[0]?.leader ?? 1
    const lost = (await cluster.topic(single)).partitions
      .filter(({ leader }) => leader === victim)
      .map((one) => one.partition)
    expect(lost.length).toBeGreaterThan(0)

    const source = { cluster, topic: replicated, isolation: 'committed' } as const
    const scan = rangeScan('forward', { partition: 0, from: 0n, to: 100n }, { ...source, chunkBytes: 1 })
    const found: bigint[] = []
    const start = Date.now()
    for await (const chunk of readRange(source, scan, AbortSignal.timeout(60_000))) {
      for (const { record } of recordsForward(chunk, () => undefined)) found.push(record.offset)
      if (found.length === 20) await kafka.kill(victim)
    }
    // A new leader can take longer than a page waits; whoever asks again then gets the rest.
    let next = scan.from
    while (next < 100n && Date.now() - start < 60_000) {
      await delay(300)
      const again = rangeScan('forward', { partition: 0, from: next, to: 100n }, { ...source })
      for await (const chunk of readRange(source, again, AbortSignal.timeout(60_000))) {
        for (const { record } of recordsForward(chunk, () => undefined)) found.push(record.offset)
      }
      next = again.from
    }
    expect(found).toEqual(Array.from({ length: 100 }, (_, index) => BigInt(index)))

    const query = { topic: single, ...MessagesQuery.parse({ limit: 1000 }) }
    const { messages, coverage } = await listMessages({ cluster, signal: AbortSignal.timeout(20_000) }, query)
    expect(new Set(messages.map(({ partition }) => partition)).size).toBe(6 - lost.length)
    expect(messages).toHaveLength(100 * (6 - lost.length))
    expect(coverage).toMatchObject({ complete: false, stoppedBecause: 'error' })
    const offline = coverage.partitions.filter(({ reason }) => reason === 'offline')
    expect(offline.map(({ partition }) => partition)).toEqual(lost)
    expect(offline[0]?.problem).toBeTruthy()
  } finally {
    cluster.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})
