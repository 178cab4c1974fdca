import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { tailsOf } from '../tail-hub.ts'
import { NumberedProducer, numbersOf } from '#testkit/tail/numbered.ts'
import { openTestTail, testRuntime } from '#testkit/tail/tail-client.ts'
import { expressionPool } from './expression-pool.ts'

/** The audit's: a text of a million characters, for each record. */
const FIVE_REPLACES = `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(5)}.size() > 0`
/** Four patterns are compiled for each of a record's numbers. */
const SECONDS = `value.exists(x, ${['b', 'c', 'd', 'e']
  .map((letter) => `"${'a'.repeat(60)}".matches("(a|b){100}(c|d){100}(e|f){100}${letter}" + string(x))`)
  .join(' || ')})`

let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') return
  // Whatever a test did: nobody is left, so nothing may be left.
  const tails = tailsOf(testRuntime(), cluster)
  await expect
    .poll(() => [tails.viewers, tails.loops.length, cluster.dedicatedConnections, expressionPool().figures.viewers], {
      timeout: 10_000,
    })
    .toEqual([0, 0, 0, 0])
})
afterAll(() => cluster.close())

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

test('the worst filter holds up nobody: others lose nothing, and its place is free when it has left', async () => {
  const topic = await createTopic({ partitions: 2 })
  const producer = await new NumberedProducer(testKafka(), topic, 2).connect()
  const worst = await openTestTail(cluster, { topics: topic, filter: FIVE_REPLACES })
  const plain = await openTestTail(cluster, { topics: topic })
  const quick = await openTestTail(cluster, { topics: topic, filter: 'offset % 2 == 0' })
  expect(expressionPool().figures.viewers).toBe(2)
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
  expect(expressionPool().figures.viewers).toBe(1)
  await producer.send(4)
  await quick.until(({ messages }) => messages.length === 1_002)
  await Promise.all([plain.leave(), quick.leave()])
  await producer.disconnect()
}, 60_000)

test('one record that takes seconds ends the streams of its expression with the reason, and no others', async () => {
  const topic = await createTopic()
  const producer = testKafka().producer()
  await producer.connect()
  const stuck = await openTestTail(cluster, { topics: topic, filter: SECONDS })
  const plain = await openTestTail(cluster, { topics: topic })
  const quick = await openTestTail(cluster, { topics: topic, filter: 'true' })
  const value = JSON.stringify(Array.from({ length: 10_000 }, (_, index) => index))
  await producer.send({ topic, messages: [{ value }] })
  await expect(stuck.until(({ messages }) => messages.length > 0, 20_000)).rejects.toMatchObject({
    cause: { code: 'LIMIT_EXCEEDED', message: expect.stringContaining(`takes too long for a live tail`) as string },
  })
  await producer.send({ topic, messages: [{ value: '1' }] })
  for (const tail of [plain, quick]) await tail.until(({ messages }) => messages.length === 2, 20_000)
  await Promise.all([stuck.leave(), plain.leave(), quick.leave()])
  await producer.disconnect()
}, 60_000)

test('every match is shown once, live, over cuts and from the past', async () => {
  const topic = await createTopic({ partitions: 3 })
  const producer = await new NumberedProducer(testKafka(), topic, 3).connect()
  const query = { topics: topic, filter: 'offset % 3 == 0' }
  const wanted = (count: number) => upTo(count).filter((n) => Math.floor(n / 3) % 3 === 0)
  const seen: number[] = []
  let lastEventId: string | null = null
  let scanned = 0
  for (let cut = 0; cut < 8; cut += 1) {
    const tail = await openTestTail(cluster, query, { lastEventId })
    for (let round = 0; round < 5; round += 1) await producer.send(60, { gzip: round % 2 === 0, padding: 200 })
    // Now and then it leaves in the middle.
    if (cut % 2 === 0) await tail.until((client) => scanned + client.scanned === producer.sent)
    await tail.leave()
    ;({ lastEventId } = tail)
    scanned += tail.scanned
    seen.push(...numbersOf(tail.messages))
    expect(tail.gaps).toEqual([])
  }
  const last = await openTestTail(cluster, query, { lastEventId })
  await last.until(({ messages }) => seen.length + messages.length === wanted(producer.sent).length)
  expect(sorted([...seen, ...numbersOf(last.messages)])).toEqual(wanted(producer.sent))
  const past = await openTestTail(cluster, { ...query, last: '30' })
  await past.until(({ messages }) => messages.length === 30)
  for (const partition of [0, 1, 2]) {
    const shown = numbersOf(past.messages.filter((message) => message.partition === partition))
    const all = wanted(producer.sent).filter((n) => n % 3 === partition)
    expect(shown).toEqual(all.slice(all.length - shown.length))
  }
  await Promise.all([last.leave(), past.leave()])
  await producer.disconnect()
}, 60_000)

test('an expression that is slower than its topic is behind, and loses nothing', async () => {
  const topic = await createTopic({ partitions: 2 })
  const producer = await new NumberedProducer(testKafka(), topic, 2).connect()
  const filter = `"aaaaaaaaaa"${'.replace("a","aaaaaaaaaa")'.repeat(3)}.size() > 0`
  const tails = await Promise.all([1, 2].map(() => openTestTail(cluster, { topics: topic, filter })))
  while (producer.sent < 4_000) await producer.send(200, { padding: 4_000 })
  for (const tail of tails) {
    await tail.until(({ messages }) => messages.length === 4_000, 40_000)
    expect(tail.dropped).toBe(0)
    expect(tail.scanned).toBe(4_000)
    for (const partition of [0, 1]) {
      const shown = tail.messages.filter((message) => message.partition === partition)
      expect(shown.map(({ offset }) => Number(offset))).toEqual(upTo(2_000))
    }
  }
  await producer.send(2)
  for (const tail of tails)
    await tail.until(({ messages, catchingUp }) => messages.length === 4_002 && catchingUp === false)
  await Promise.all(tails.map((tail) => tail.leave()))
  await producer.disconnect()
}, 60_000)
