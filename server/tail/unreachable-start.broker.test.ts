import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { openTestTail } from '#testkit/tail/tail-client.ts'

let dataDir: string
let kafka: EmbeddedKafka
let cluster: KafkaCluster

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-unreachable-'))
  kafka = await startKafka({ dataDir, brokers: 3 })
  cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
  await cluster.start()
}, 90_000)
afterAll(async () => {
  cluster.close()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** A topic with one replica per partition, and the partitions that a node leads. */
async function spread(partitions: number): Promise<{ topic: string; leaderOf: Map<number, number> }> {
  const topic = await createTopic({ partitions, bootstrapServers: kafka.bootstrapServers })
  const metadata = await cluster.topic(topic, { maxAgeMs: 0 })
  return { topic, leaderOf: new Map(metadata.partitions.map(({ partition, leader }) => [partition, leader])) }
}

async function produce(topic: string, partition: number, value: string): Promise<void> {
  const producer = testKafka(kafka.bootstrapServers).producer()
  await producer.connect()
  await producer.send({ topic, messages: [{ partition, value }] })
  await producer.disconnect()
}

const reasons = (gaps: readonly { reason: string; topic: string; partition: number | null }[]) =>
  gaps.map(({ reason, topic, partition }) => `${reason} ${topic}/${partition}`)

test(
  'a live list that starts while leaders are away says so for each partition, and goes on with the rest',
  { timeout: 180_000 },
  async () => {
    const { topic, leaderOf } = await spread(3)
    const dead = leaderOf.get(1) ?? 0
    const lost = [...leaderOf].filter(([, leader]) => leader === dead).map(([partition]) => partition)
    let away = await spread(1)
    while (away.leaderOf.get(0) !== dead) away = await spread(1)
    let alive = await spread(1)
    while (alive.leaderOf.get(0) === dead) alive = await spread(1)

    await kafka.kill(dead)
    const leaders = async () => (await cluster.topic(topic, { maxAgeMs: 0 }).catch(() => null))?.partitions[1]?.leader
    await expect.poll(leaders, { timeout: 60_000 }).toBe(-1)

    const tail = await openTestTail(cluster, { topics: [topic, away.topic, alive.topic] })
    const ended = await openTestTail(cluster, { topics: topic, follow: 'false' })
    await expect(openTestTail(cluster, { topics: away.topic })).rejects.toThrow(/\S/)
    const told = [...lost.map((partition) => `unreachable ${topic}/${partition}`), `unreachable ${away.topic}/0`]
    await tail.until(({ gaps }) => gaps.length >= told.length, 30_000)
    expect(reasons(tail.gaps)).toEqual(told)
    expect(tail.start.partitions.map(({ partition }) => partition)).not.toContain(1)
    await produce(alive.topic, 0, 'while it is away')
    await tail.until(({ messages }) => messages.length === 1, 30_000)
    await ended.until(({ end }) => end !== null, 30_000)
    expect(reasons(ended.gaps)).toEqual(lost.map((partition) => `unreachable ${topic}/${partition}`))

    await kafka.restart(dead)
    const back = told.map((text) => text.replace('unreachable', 'recovered')).toSorted()
    await tail.until(({ gaps }) => gaps.length >= told.length + back.length, 60_000)
    expect(reasons(tail.gaps.slice(told.length)).toSorted()).toEqual(back)
    await produce(topic, 1, 'back')
    await produce(away.topic, 0, 'back as well')
    await tail.until(({ messages }) => messages.length === 3, 30_000)
    expect(new Set(tail.messages.map(({ value }) => value?.text))).toEqual(
      new Set(['back', 'back as well', 'while it is away']),
    )
    await tail.leave()
  },
)
