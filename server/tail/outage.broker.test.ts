import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { numbersOf } from '#testkit/tail/numbered.ts'
import { StubbornProducer } from '#testkit/tail/stubborn-producer.ts'
import { openTestTail } from '#testkit/tail/tail-client.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b)

describe.each([1, 3] as const)('a broker out of %i that fails while it is tailed', (brokers) => {
  let dataDir: string
  let kafka: EmbeddedKafka
  let cluster: KafkaCluster

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tailrace-outage-'))
    kafka = await startKafka({ dataDir, brokers })
    cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
    await cluster.start()
  }, 60_000)
  afterAll(async () => {
    cluster.close()
    await kafka.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('is told and recovered from by itself, with nothing lost and nothing twice', async () => {
    const { bootstrapServers } = kafka
    const topic = await createTopic({ partitions: 6, replicationFactor: brokers, bootstrapServers })
    const producer = new StubbornProducer(cluster, topic, 6)
    const tail = await openTestTail(cluster, { topics: topic })
    await producer.send(60)
    await tail.until(({ messages }) => messages.length === 60)

    const [node] = kafka.nodes
    const nodeId = node?.id ?? 1
    await kafka.kill(nodeId)
    if (brokers === 1) {
      await tail.until(({ gaps }) => gaps.some(({ reason }) => reason === 'unreachable'), 10_000)
      const before = process.cpuUsage()
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      const { user, system } = process.cpuUsage(before)
      expect((user + system) / 3_000_000).toBeLessThan(0.05)
    } else {
      // The others take over: what is produced now arrives without the one that is down.
      await producer.send(60)
      await tail.until(({ messages }) => new Set(numbersOf(messages)).size === producer.sent, 15_000)
    }
    await kafka.restart(nodeId)
    await producer.send(60)
    const began = Date.now()
    await tail.until(({ messages }) => new Set(numbersOf(messages)).size === producer.sent, 15_000)
    expect(Date.now() - began).toBeLessThan(10_000)
    const places = tail.messages.map(({ partition, offset }) => `${partition} ${offset}`)
    expect(new Set(places).size).toBe(places.length)
    expect(sorted([...new Set(numbersOf(tail.messages))])).toEqual(upTo(producer.sent))
    expect(tail.gaps.filter(({ records }) => records !== null)).toEqual([])
    if (brokers === 1) await tail.until(({ gaps }) => gaps.some(({ reason }) => reason === 'recovered'), 5_000)
    await tail.leave()
  }, 90_000)
})
