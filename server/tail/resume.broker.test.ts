import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { deleteRecords } from '#server/kafka/protocol/delete-records.ts'
import { writeTailCursor } from './tail-cursor.ts'
import { tailsOf } from './tail-hub.ts'
import { NumberedProducer, numbersOf } from '#testkit/tail/numbered.ts'
import { openTestTail, type TailClient, testRuntime } from '#testkit/tail/tail-client.ts'

let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') return
  const tails = tailsOf(testRuntime(), cluster)
  await expect
    .poll(() => [tails.viewers, tails.loops.length, cluster.dedicatedConnections], { timeout: 2_000 })
    .toEqual([0, 0, 0])
})
afterAll(() => cluster.close())

/** Resolves when all of them serve: kafkajs sends twice what it sent to some of them too early. */
async function addPartitions(topic: string, count: number): Promise<void> {
  const admin = testKafka().admin()
  await admin.connect()
  await admin.createPartitions({ topicPartitions: [{ topic, count }] })
  await admin.disconnect()
  const partitions = Array.from({ length: count }, (_, partition) => partition)
  await expect
    .poll(async () => {
      await cluster.metadata({ maxAgeMs: 0 })
      const answers = await readOffsets(cluster, new Map([[topic, partitions]]), 'latest')
      return [...(answers.get(topic)?.values() ?? [])].every(({ ok }) => ok)
    })
    .toBe(true)
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('a tail that goes on where it stopped', () => {
  test('shows every record exactly once over 30 cuts, from the ring and from the broker', async () => {
    const topic = await createTopic({ partitions: 6 })
    const producer = await new NumberedProducer(testKafka(), topic, 6).connect()
    const transactional = testKafka().producer({ transactionalId: randomName('tx'), maxInFlightRequests: 1 })
    await transactional.connect()
    let producing = true
    const produce = (async () => {
      for (let round = 0; producing; round += 1) {
        await producer.send(1 + (round % 40), { gzip: round % 3 === 0, padding: round % 500 })
        if (round % 10 !== 0) continue
        const transaction = await transactional.transaction()
        await transaction.send({ topic, messages: [{ value: 'aborted', partition: round % 6 }] })
        await transaction.abort()
      }
    })()
    const seen: number[] = []
    const gaps: unknown[] = []
    let lastEventId: string | null = null
    for (let cut = 0; cut < 30; cut += 1) {
      const tail: TailClient = await openTestTail(cluster, { topics: topic }, { lastEventId })
      expect(tail.start.resumed).toBe(cut > 0)
      await pause(Math.random() * 60)
      await tail.leave()
      lastEventId = tail.lastEventId
      seen.push(...numbersOf(tail.messages))
      gaps.push(...tail.gaps)
      // Now and then for so long that the loop and its ring are gone.
      await pause(cut % 10 === 9 ? 1_300 : Math.random() * 80)
    }
    producing = false
    await produce
    const last = await openTestTail(cluster, { topics: topic }, { lastEventId })
    const first = Math.min(...seen)
    await last.until(({ messages }) => seen.length + messages.length >= producer.sent - first, 20_000)
    await pause(100)
    await last.leave()
    seen.push(...numbersOf(last.messages))
    expect(gaps).toEqual([])
    expect(seen.length).toBe(new Set(seen).size)
    expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(producer.sent).slice(first))
    await producer.disconnect()
    await transactional.disconnect()
  }, 60_000)

  test('drains a backlog without dropping, however slowly it is read', async () => {
    const topic = await createTopic({ partitions: 2 })
    const producer = await new NumberedProducer(testKafka(), topic, 2).connect()
    const before = await openTestTail(cluster, { topics: topic })
    await before.leave()
    while (producer.sent < 40_000) await producer.send(2_000, { padding: 300, gzip: producer.sent % 4_000 === 0 })
    const slow = { pace: () => pause(2), lastEventId: before.lastEventId }
    const tail = await openTestTail(cluster, { topics: topic }, slow)
    await tail.until(({ messages }) => messages.length === 40_000, 20_000)
    expect(tail.dropped).toBe(0)
    expect(tail.scanned).toBe(40_000)
    expect(numbersOf(tail.messages).toSorted((a, b) => a - b)).toEqual(upTo(40_000))
    await producer.send(1)
    await tail.until(({ messages }) => messages.length === 40_001)
    await tail.leave()
    await producer.disconnect()
  }, 60_000)

  test('goes on from the ring past a delivery that is larger than one step', async () => {
    const topic = await createTopic()
    const producer = await new NumberedProducer(testKafka(), topic, 1).connect()
    const stays = await openTestTail(cluster, { topics: topic })
    const before = await openTestTail(cluster, { topics: topic })
    await before.leave()
    for (let sent = 0; sent < 3; sent += 1) await producer.send(1, { padding: 900_000 })
    await stays.until(({ messages }) => messages.length === 3)
    const after = await openTestTail(cluster, { topics: topic }, { lastEventId: before.lastEventId })
    await after.until(({ messages }) => messages.length === 3, 5_000)
    await producer.send(1)
    await after.until(({ messages }) => messages.length === 4, 5_000)
    expect(numbersOf(after.messages)).toEqual([0, 1, 2, 3])
    await Promise.all([stays.leave(), after.leave()])
    await producer.disconnect()
  }, 30_000)

  test('shows every record exactly once to a reader that asks again and again instead of staying', async () => {
    const topic = await createTopic({ partitions: 4 })
    const producer = await new NumberedProducer(testKafka(), topic, 4).connect()
    let producing = true
    let produce = Promise.resolve()
    const seen: number[] = []
    let lastEventId: string | null = null
    let scanned = 0
    for (let round = 0; round < 12; round += 1) {
      if (round === 1) {
        produce = (async () => {
          while (producing) await producer.send(30, { padding: 200 })
        })()
      }
      if (round === 10) {
        producing = false
        await produce
      }
      const tail: TailClient = await openTestTail(cluster, { topics: topic, follow: 'false' }, { lastEventId })
      await tail.until(({ end }) => end !== null)
      expect(tail.end?.reason).toBe('caughtUp')
      seen.push(...numbersOf(tail.messages))
      scanned += tail.scanned
      lastEventId = tail.lastEventId
      await tail.leave()
    }
    await producer.disconnect()
    expect(seen.toSorted((a, b) => a - b)).toEqual(upTo(producer.sent))
    expect(scanned).toBe(seen.length)
    // Its loop waited for it from one time to the next.
    const tails = tailsOf(testRuntime(), cluster)
    expect(tails.loops.map(({ fanout }) => fanout.size)).toEqual([0])
    await expect.poll(() => tails.loops.length, { timeout: 20_000 }).toBe(0)
  })

  test('keeps its position when the filter changes, and says that it has', async () => {
    const topic = await createTopic()
    const producer = await new NumberedProducer(testKafka(), topic, 1).connect()
    const before = await openTestTail(cluster, { topics: topic, text: 'n:1' })
    await before.leave()
    await producer.send(10)
    const after = await openTestTail(cluster, { topics: topic, text: 'n:5', from: before.lastEventId })
    await after.until(({ messages }) => messages.length === 1)
    expect(numbersOf(after.messages)).toEqual([5])
    expect(after.start).toMatchObject({ resumed: true, filterChanged: true })
    await after.leave()
    await producer.disconnect()
  })

  test('moves its position on while nothing matches', async () => {
    const topic = await createTopic()
    const producer = await new NumberedProducer(testKafka(), topic, 1).connect()
    const before = await openTestTail(cluster, { topics: topic, text: 'never' })
    await producer.send(50)
    await before.until(({ scanned }) => scanned === 50)
    await before.leave()
    const after = await openTestTail(cluster, { topics: topic, text: 'never', from: before.lastEventId })
    expect(after.start.partitions).toEqual([{ topic, partition: 0, offset: '50' }])
    await after.leave()
    await producer.disconnect()
  })

  test('says that it has caught up, whether or not there was anything to show', async () => {
    const topic = await createTopic({ partitions: 2 })
    const producer = await new NumberedProducer(testKafka(), topic, 2).connect()
    const first = await openTestTail(cluster, { topics: topic, text: 'nothing like that' })
    const { lastEventId } = first
    await first.leave()
    for (const count of [0, 100]) {
      if (count > 0) await producer.send(count)
      const tail = await openTestTail(cluster, { topics: topic, text: 'nothing like that' }, { lastEventId })
      await tail.until(({ catchingUp }) => catchingUp === false)
      await tail.until(({ scanned }) => scanned === count)
      expect(tail.messages).toEqual([])
      await tail.leave()
    }
    await producer.disconnect()
  })

  test('is told what was deleted meanwhile, with the offsets', async () => {
    const topic = await createTopic()
    const producer = await new NumberedProducer(testKafka(), topic, 1).connect()
    const before = await openTestTail(cluster, { topics: topic })
    await before.leave()
    await producer.send(100)
    await pause(1_300)
    await cluster.send('any', deleteRecords, {
      timeoutMs: 5_000,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 60n }] }],
    })
    const after = await openTestTail(cluster, { topics: topic }, { lastEventId: before.lastEventId })
    await after.until(({ messages }) => messages.length === 40)
    expect(after.gaps).toMatchObject([{ reason: 'expired', partition: 0, from: '0', to: '60', records: '60' }])
    expect(numbersOf(after.messages)).toEqual(upTo(100).slice(60))
    await after.leave()
    await producer.disconnect()
  })

  test('is shown what the ring still has when the loop is sent beyond it, and told what it has not', async () => {
    const topic = await createTopic()
    const producer = await new NumberedProducer(testKafka(), topic, 1).connect()
    const stays = await openTestTail(cluster, { topics: topic })
    for (let sent = 1; sent <= 12; sent += 1) {
      await producer.send(1, { padding: 300_000 })
      await stays.until(({ messages }) => messages.length === sent)
    }
    let goOn = () => undefined as void
    const gate = new Promise<void>((resolve) => (goOn = resolve))
    const lastEventId = writeTailCursor({
      filterHash: 0,
      isolation: 'committed',
      topics: [{ topic, topicId: null, next: new Map([[0, 0n]]) }],
    })
    const slow = await openTestTail(cluster, { topics: topic }, { lastEventId, pace: () => gate })
    const { budget, loops } = tailsOf(testRuntime(), cluster)
    const loop = loops.find((one) => one.topic === topic)
    budget.spend(10_000_000_000)
    await expect.poll(() => loop?.throttledMs, { timeout: 20_000 }).toBeGreaterThan(0)
    await producer.send(12)
    await cluster.send('any', deleteRecords, {
      timeoutMs: 5_000,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 20n }] }],
    })
    budget.spend(-10_000_000_000)
    await stays.until(({ messages }) => numbersOf(messages).includes(23), 20_000)
    goOn()
    await slow.until(({ messages }) => numbersOf(messages).includes(23), 20_000)
    for (const { gaps, messages } of [stays, slow]) {
      expect(gaps).toMatchObject([{ reason: 'expired', partition: 0, from: '12', to: '20', records: '8' }])
      expect(numbersOf(messages)).toEqual([...upTo(12), 20, 21, 22, 23])
    }
    await Promise.all([stays.leave(), slow.leave()])
    await producer.disconnect()
  }, 60_000)

  test('shows the partitions that were added meanwhile from their start', async () => {
    const topic = await createTopic()
    const before = await openTestTail(cluster, { topics: topic })
    await before.leave()
    await pause(1_300)
    await addPartitions(topic, 3)
    const producer = await new NumberedProducer(testKafka(), topic, 3).connect()
    await producer.send(30)
    const after = await openTestTail(cluster, { topics: topic }, { lastEventId: before.lastEventId })
    await after.until(({ messages }) => messages.length === 30)
    expect(after.gaps).toMatchObject([{ reason: 'partitionsAdded' }])
    await after.leave()
    await producer.disconnect()
  })
})

describe('a topic that changes while it is watched', () => {
  test('grows: new partitions are shown from their start', async () => {
    const topic = await createTopic()
    const tail = await openTestTail(cluster, { topics: topic })
    await addPartitions(topic, 3)
    const producer = await new NumberedProducer(testKafka(), topic, 3).connect()
    await producer.send(30)
    await tail.until(({ messages }) => messages.length === 30, 15_000)
    expect(tail.gaps).toMatchObject([{ reason: 'partitionsAdded', text: expect.stringContaining('1, 2') }])
    // The cursor knows them, too.
    await tail.leave()
    await producer.send(3)
    const after = await openTestTail(cluster, { topics: topic }, { lastEventId: tail.lastEventId })
    await after.until(({ messages }) => messages.length === 3)
    expect(numbersOf(after.messages).toSorted((a, b) => a - b)).toEqual([30, 31, 32])
    await after.leave()
    await producer.disconnect()
  }, 30_000)

  test('is deleted and created again, ten times over, and disturbs nothing else', async () => {
    const stays = await createTopic()
    const witness = await openTestTail(cluster, { topics: stays })
    const steady = await new NumberedProducer(testKafka(), stays, 1).connect()
    const topic = await createTopic()
    const tail = await openTestTail(cluster, { topics: [topic, stays] })
    const admin = testKafka().admin()
    await admin.connect()
    let before: string | null = null
    for (let round = 1; round <= 10; round += 1) {
      const producer = await new NumberedProducer(testKafka(), topic, 1).connect()
      await producer.send(round)
      await producer.disconnect()
      await tail.until(
        ({ messages }) => messages.filter((message) => message.topic === topic).length >= (round * (round + 1)) / 2,
      )
      if (round === 5) before = tail.lastEventId
      await admin.deleteTopics({ topics: [topic] })
      // Now and then it is back before anybody has noticed.
      if (round % 2 === 0) {
        const deleted = () => tail.gaps.filter(({ reason }) => reason === 'deleted').length
        await tail.until(() => deleted() === round / 2, 15_000)
      }
      await createTopic({ topic })
      await tail.until(({ gaps }) => gaps.filter(({ reason }) => reason === 'recreated').length === round, 15_000)
      await steady.send(1)
      await witness.until(({ messages }) => messages.length === round)
    }
    expect(witness.gaps).toEqual([])
    expect(numbersOf(witness.messages)).toEqual(upTo(10))
    expect(numbersOf(tail.messages.filter((message) => message.topic === stays))).toEqual(upTo(10))
    await tail.leave()
    const resumed = await openTestTail(cluster, { topics: [topic, stays] }, { lastEventId: before })
    expect(resumed.gaps).toMatchObject([{ reason: 'recreated', topic }])
    await resumed.until(({ messages }) => messages.length === 6)
    await Promise.all([resumed.leave(), witness.leave()])
    await admin.disconnect()
    await steady.disconnect()
  }, 90_000)
})
