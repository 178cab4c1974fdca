import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, testKafka } from '#server/embedded/testing/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#server/kafka/connection/testing.ts'
import { tailsOf } from '../tail-hub.ts'
import { NumberedProducer, numbersOf } from '../testing/numbered.ts'
import { openTestTail, testRuntime } from '../testing/tail-client.ts'

/** The audit's: a text of a million characters, for each record. */
const FIVE_REPLACES = `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(5)}.size() > 0`

let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') return
  // Whatever a test did: nobody is left, so nothing may be left.
  const tails = tailsOf(testRuntime(), cluster)
  await expect
    .poll(() => [tails.viewers, tails.loops.length, cluster.dedicatedConnections], { timeout: 10_000 })
    .toEqual([0, 0, 0])
})
afterAll(() => cluster.close())

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

test.fails('the worst filter holds up nobody: others lose nothing, and its place is free when it has left', async () => {
  const topic = await createTopic({ partitions: 2 })
  const producer = await new NumberedProducer(testKafka(), topic, 2).connect()
  const worst = await openTestTail(cluster, { topics: topic, filter: FIVE_REPLACES })
  const plain = await openTestTail(cluster, { topics: topic })
  const quick = await openTestTail(cluster, { topics: topic, filter: 'offset % 2 == 0' })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  for (let round = 0; round < 40; round += 1) await producer.send(50, { padding: 100 })
  await plain.until(({ messages }) => messages.length === 2_000, 20_000)
  await quick.until(({ messages }) => messages.length === 1_000, 20_000)
  await worst.until(({ messages }) => messages.length > 0, 20_000)
  delay.disable()
  expect(delay.max / 1e6).toBeLessThan(250)
  expect(sorted(numbersOf(plain.messages))).toEqual(upTo(2_000))
  expect(sorted(numbersOf(quick.messages))).toEqual(upTo(2_000).filter((n) => n % 4 < 2))
  expect([plain.dropped, quick.dropped, worst.failed]).toEqual([0, 0, 0])
  await worst.leave()
  await producer.send(4)
  await quick.until(({ messages }) => messages.length === 1_002)
  await Promise.all([plain.leave(), quick.leave()])
  await producer.disconnect()
}, 60_000)
