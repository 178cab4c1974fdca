import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { listGroups } from '#server/kafka/protocol/list-groups.ts'
import { tailsOf } from './tail-hub.ts'
import { NumberedProducer, numbersOf } from '#testkit/tail/numbered.ts'
import { openTestTail, testRuntime } from '#testkit/tail/tail-client.ts'

let cluster: KafkaCluster
const kafka = () => testKafka()

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') return
  // Whatever a test did: nobody is left, so nothing may be left.
  const tails = tailsOf(testRuntime(), cluster)
  await expect
    .poll(() => [tails.viewers, tails.loops.length, cluster.dedicatedConnections], { timeout: 2_000 })
    .toEqual([0, 0, 0])
})
afterAll(() => cluster.close())

async function producerOf(topic: string, partitions: number): Promise<NumberedProducer> {
  return new NumberedProducer(kafka(), topic, partitions).connect()
}

describe('what arrives', () => {
  test('is shown in order per partition, beginning with what comes after the start', async () => {
    const topic = await createTopic({ partitions: 3 })
    const producer = await producerOf(topic, 3)
    await producer.send(30)
    const tail = await openTestTail(cluster, { topics: topic })
    expect(tail.start).toMatchObject({ resumed: false, heldBack: [] })
    expect(tail.start.partitions.map(({ offset }) => offset)).toEqual(['10', '10', '10'])
    for (let round = 0; round < 10; round += 1) await producer.send(30, { gzip: round % 2 === 0 })
    await tail.until(({ messages }) => messages.length >= 300)
    expect(numbersOf(tail.messages).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n + 30))
    for (const partition of [0, 1, 2]) {
      const offsets = tail.messages
        .filter((message) => message.partition === partition)
        .map(({ offset }) => Number(offset))
      expect(offsets).toEqual(Array.from({ length: 100 }, (_, n) => n + 10))
    }
    expect(tail.messages[0]).toMatchObject({
      topic,
      timestampType: 'CreateTime',
      key: { format: 'json' },
      value: { format: 'text' },
    })
    await tail.leave()
    await producer.disconnect()
  })

  test('comes within milliseconds', async () => {
    const topic = await createTopic()
    const producer = await producerOf(topic, 1)
    const tail = await openTestTail(cluster, { topics: topic })
    await producer.send(1)
    await tail.until(({ messages }) => messages.length === 1)
    const delays: number[] = []
    for (let round = 0; round < 50; round += 1) {
      const before = tail.messages.length
      await producer.send(1)
      const sent = performance.now()
      await tail.until(({ messages }) => messages.length > before)
      delays.push(performance.now() - sent)
    }
    expect(delays.toSorted((a, b) => a - b)[25]).toBeLessThan(60)
    await tail.leave()
    await producer.disconnect()
  })

  test('of several topics comes in one stream', async () => {
    const topics = [await createTopic(), await createTopic()]
    const tail = await openTestTail(cluster, { topics })
    const producers = await Promise.all(topics.map((topic) => producerOf(topic, 1)))
    await Promise.all(producers.map((producer) => producer.send(5)))
    await tail.until(({ messages }) => messages.length === 10)
    expect(new Set(tail.messages.map(({ topic }) => topic))).toEqual(new Set(topics))
    await tail.leave()
    await Promise.all(producers.map((producer) => producer.disconnect()))
  })

  test('of one partition comes alone when it is asked for', async () => {
    const topic = await createTopic({ partitions: 3 })
    const producer = await producerOf(topic, 3)
    const tail = await openTestTail(cluster, { topics: topic, partition: '1' })
    await producer.send(30)
    await tail.until(({ messages }) => messages.length === 10)
    expect(tail.start.partitions).toEqual([{ topic, partition: 1, offset: '0' }])
    expect(new Set(tail.messages.map(({ partition }) => partition))).toEqual(new Set([1]))
    await tail.leave()
    await producer.disconnect()
  })

  test('is preceded by the last records when they are asked for, the newest of all partitions', async () => {
    const topic = await createTopic({ partitions: 3 })
    const producer = await producerOf(topic, 3)
    for (let round = 0; round < 4; round += 1) {
      await producer.send(30)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const tail = await openTestTail(cluster, { topics: topic, last: '60' })
    await tail.until(({ messages }) => messages.length === 60)
    expect(numbersOf(tail.messages).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 60))
    await producer.send(3)
    await tail.until(({ messages }) => messages.length === 63)
    expect(
      numbersOf(tail.messages)
        .slice(-3)
        .toSorted((a, b) => a - b),
    ).toEqual([120, 121, 122])
    await tail.leave()
    await producer.disconnect()
  })

  test('joins no group and leaves none', async () => {
    const before = await cluster.send('any', listGroups, {})
    const topic = await createTopic()
    const tail = await openTestTail(cluster, { topics: topic, last: '10' })
    const during = await cluster.send('any', listGroups, {})
    expect(during.groups.filter(({ groupId }) => groupId.includes('tailrace'))).toEqual([])
    expect(during.groups.length).toBeLessThanOrEqual(before.groups.length)
    await tail.leave()
  })
})

describe('transactions', () => {
  test('committed records only, unless all are asked for; markers never; what is held back is said', async () => {
    const topic = await createTopic()
    const producer = kafka().producer({ transactionalId: randomName('tx'), idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const send = async (value: string, end: 'commit' | 'abort') => {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value }] })
      await transaction[end]()
    }
    const committed = await openTestTail(cluster, { topics: topic })
    const all = await openTestTail(cluster, { topics: topic, isolation: 'uncommitted' })
    await send('n:1', 'commit')
    await send('n:2', 'abort')
    await send('n:3', 'commit')
    await committed.until(({ messages }) => messages.length === 2)
    await all.until(({ messages }) => messages.length === 3)
    expect(numbersOf(committed.messages)).toEqual([1, 3])
    expect(numbersOf(all.messages)).toEqual([1, 2, 3])
    expect(all.messages[1]).toMatchObject({ transactional: true })
    expect(all.messages[1]).not.toHaveProperty('control')

    const open = await producer.transaction()
    await open.send({ topic, messages: [{ value: 'n:4' }, { value: 'n:5' }] })
    await all.until(({ messages }) => messages.length === 5)
    const late = await openTestTail(cluster, { topics: topic })
    expect(late.start.heldBack).toEqual([{ topic, partition: 0, records: '2' }])
    await open.commit()
    await late.until(({ messages }) => messages.length === 2)
    await committed.until(({ messages }) => messages.length === 4)
    await Promise.all([committed.leave(), all.leave(), late.leave()])
    await producer.disconnect()
  })
})

describe('viewers', () => {
  test('share one loop: as many fetches as for one', async () => {
    const topic = await createTopic({ partitions: 2 })
    const producer = await producerOf(topic, 2)
    const tails = await Promise.all(Array.from({ length: 20 }, () => openTestTail(cluster, { topics: topic })))
    const { loops } = tailsOf(testRuntime(), cluster)
    expect(loops.map((loop) => loop.topic)).toEqual([topic])
    expect(cluster.dedicatedConnections).toBe(1)
    for (let round = 0; round < 20; round += 1) await producer.send(10)
    for (const tail of tails) await tail.until(({ messages }) => messages.length === 200)
    // One per arrival at most, and some that waited in vain.
    expect(loops[0]?.fetches).toBeLessThan(60)
    await Promise.all(tails.map((tail) => tail.leave()))
    await producer.disconnect()
  })

  test('each has its own filter', async () => {
    const topic = await createTopic()
    const plain = await producerOf(topic, 1)
    const filters = [{ text: 'n:7' }, { key: '3' }, { text: 'N:7', caseSensitive: 'false' }, { text: 'N:7' }]
    const tails = await Promise.all(filters.map((filter) => openTestTail(cluster, { topics: topic, ...filter })))
    await plain.send(10)
    await plain.send(10, { gzip: true })
    const seen = await openTestTail(cluster, { topics: topic, last: '20' })
    await seen.until(({ messages }) => messages.length === 20)
    await tails[0]?.until(({ messages }) => messages.length === 1)
    await tails[1]?.until(({ messages }) => messages.length === 1)
    await tails[2]?.until(({ messages }) => messages.length === 1)
    // Told that something was looked at, though nothing matched.
    await tails[3]?.until(({ scanned }) => scanned === 20)
    expect(tails.map((tail) => numbersOf(tail.messages))).toEqual([[7], [3], [7], []])
    await Promise.all([...tails, seen].map((tail) => tail.leave()))
    await plain.disconnect()
  })

  test('with an expression are shown what it lets through, and told of what it cannot judge', async () => {
    const topic = await createTopic()
    const producer = await producerOf(topic, 1)
    const query = { topics: topic, filter: 'offset % 2 == 0 && (offset < 100 || value > 7)' }
    const tails = await Promise.all([1, 2].map(() => openTestTail(cluster, query)))
    await producer.send(110)
    for (const tail of tails) {
      await tail.until(({ messages, failed }) => messages.length === 50 && failed === 5)
      expect(numbersOf(tail.messages)).toEqual(Array.from({ length: 50 }, (_, index) => index * 2))
      await tail.leave()
    }
    await producer.disconnect()
  })

  test.each([
    ['offset >', 'a syntax error'],
    ['value.all(x, value.all(y, x == y))', 'loops inside of each other'],
    [`value.exists(x, ${Array.from({ length: 60 }, (_, index) => `x == ${index}`).join(' || ')})`, 'a long loop'],
  ])('with an expression that is refused: %s', async (filter) => {
    const topic = await createTopic()
    await expect(openTestTail(cluster, { topics: topic, filter })).rejects.toMatchObject({ code: 'INVALID_FILTER' })
  })

  test.each([
    ['of the cluster', 1, 50],
    ['of one user', 50, 1],
  ])('over the limit %s are refused with a reason', async (_, viewersPerCluster, viewersPerUser) => {
    const topic = await createTopic()
    const lonely = new KafkaCluster(testCluster(inject('bootstrapServers')))
    const limits = { viewersPerCluster, viewersPerUser, bytesPerSecond: 1_000_000 }
    const first = await openTestTail(lonely, { topics: topic }, { limits })
    await expect(openTestTail(lonely, { topics: topic }, { limits })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
    await first.leave()
    const again = await openTestTail(lonely, { topics: topic }, { limits })
    await again.leave()
    lonely.close()
  })

  test('that are slow drop the oldest and are told exactly how many; others are not affected', async () => {
    const topic = await createTopic({ partitions: 2 })
    const producer = await producerOf(topic, 2)
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const slow = await openTestTail(cluster, { topics: topic }, { pace: () => gate })
    const fast = await openTestTail(cluster, { topics: topic })
    const total = 60_000
    while (producer.sent < total) await producer.send(2_000, { padding: 300 })
    await fast.until(({ messages }) => messages.length === total, 20_000)
    expect(fast.dropped).toBe(0)
    open()
    await slow.until(({ messages, dropped }) => messages.length + dropped >= total, 20_000)
    expect(slow.dropped).toBeGreaterThan(0)
    expect(slow.messages.length + slow.dropped).toBe(total)
    expect(new Set(numbersOf(slow.messages)).size).toBe(slow.messages.length)
    expect(numbersOf(slow.messages)).toContain(total - 1)
    await Promise.all([slow.leave(), fast.leave()])
    await producer.disconnect()
  })

  test('that ask for 1 of 7 are told exactly how many are left out, over a resume too', async () => {
    const topic = await createTopic({ partitions: 2 })
    const producer = await producerOf(topic, 2)
    const query = { topics: topic, sample: '7', text: 'n:' }
    const before = await openTestTail(cluster, query)
    for (let round = 0; round < 5; round += 1) await producer.send(200)
    await before.until(({ messages, sampledOut }) => messages.length + sampledOut === 1_000)
    await before.leave()
    await producer.send(400)
    const after = await openTestTail(cluster, query, { lastEventId: before.lastEventId })
    await after.until(({ messages, sampledOut }) => messages.length + sampledOut === 400)
    const shown = [...before.messages, ...after.messages]
    expect(shown.map(({ offset }) => Number(offset) % 7).filter((rest) => rest !== 0)).toEqual([])
    expect(shown).toHaveLength(200)
    expect(after.sample).toBe(7)
    await after.leave()
    await producer.disconnect()
  })

  test('that cannot follow are shown 1 of N, and all again once they can; nothing is left out untold', async () => {
    const topic = await createTopic({ partitions: 2 })
    const producer = await producerOf(topic, 2)
    const tail = await openTestTail(cluster, { topics: topic, sample: 'auto', maxPerSecond: '100' })
    const all = ({ messages, sampledOut, dropped }: typeof tail) => messages.length + sampledOut + dropped
    const until = Date.now() + 20_000
    while (tail.sample === 1 && Date.now() < until) await producer.send(200)
    expect(tail.sample).toBeGreaterThan(1)
    await tail.until((client) => all(client) === producer.sent)
    while (tail.sample > 1 && Date.now() < until) {
      await producer.send(1)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(tail.sample).toBe(1)
    const shown = tail.messages.length
    await producer.send(10)
    await tail.until(({ messages }) => messages.length === shown + 10)
    expect(all(tail)).toBe(producer.sent)
    await tail.leave()
    await producer.disconnect()
  })

  test('over the bytes per second are slowed down and told so', async () => {
    const topic = await createTopic()
    const producer = await producerOf(topic, 1)
    const lonely = new KafkaCluster(testCluster(inject('bootstrapServers')))
    const limits = { viewersPerCluster: 10, viewersPerUser: 10, bytesPerSecond: 400_000 }
    const tail = await openTestTail(lonely, { topics: topic }, { limits })
    const began = performance.now()
    for (let round = 0; round < 30; round += 1) await producer.send(100, { padding: 1_000 })
    // It is told while it waits, not only with what comes afterwards.
    await tail.until(({ throttledMs }) => throttledMs > 0)
    expect(tail.messages.length).toBeLessThan(3_000)
    await tail.until(({ messages }) => messages.length === 3_000)
    expect(performance.now() - began).toBeGreaterThan(1_000)
    expect(tail.gaps).toEqual([])
    await tail.leave()
    lonely.close()
    await producer.disconnect()
  })
})

describe('what cannot be opened', () => {
  test.each([
    ['a topic that is not there', () => ({ topics: randomName('absent') }), 'NOT_FOUND'],
    ['a cursor that is none', () => ({ topics: 'orders', from: 'nonsense' }), 'INVALID_INPUT'],
  ])('%s', async (_, query, code) => {
    await expect(openTestTail(cluster, query())).rejects.toMatchObject({ code })
  })

  test('a partition that the topic does not have', async () => {
    const topic = await createTopic()
    await expect(openTestTail(cluster, { topics: topic, partition: '7' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
