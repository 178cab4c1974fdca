import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { deleteGroups } from '#server/kafka/protocol/delete-groups.ts'
import { deleteRecords } from '#server/kafka/protocol/delete-records.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import type { GroupState } from './group-state.ts'
import { lagHistory } from './lag-history.ts'
import { LagSampler } from './lag-sampler.ts'

type Consumer = ReturnType<typeof kafka.consumer>

const kafka = testKafka()
const cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
/** The rules of production, in seconds instead of minutes. */
const rules = { stallAfterMs: 3_000, trendOverMs: 4_000, behindAfterMs: 1_000, behindUntilMs: 500 }
const sampler = new LagSampler(cluster, { everyMs: 500, rules })
let producer: ReturnType<typeof kafka.producer>
const consumers: Consumer[] = []
const { promise: stuck, resolve: release } = Promise.withResolvers<void>()

beforeAll(async () => {
  producer = kafka.producer()
  await producer.connect()
  void sampler.run()
})

afterAll(async () => {
  release()
  sampler.stop()
  topicSampler(cluster).stop()
  await Promise.all([producer, ...consumers].map((client) => client.disconnect()))
  cluster.close()
})

async function produce(topic: string, count: number): Promise<void> {
  await producer.send({ topic, messages: Array.from({ length: count }, () => ({ value: 'x' })) })
}

/** What any tool could do: a plain commit from outside, as a reader with manual assignment commits. */
async function commit(group: string, topic: string, offset: bigint): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { topics } = await cluster.send(await cluster.coordinator('group', group), offsetCommit, {
        groupId: group,
        topics: [
          { name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: null }] },
        ],
      })
      if (topics[0]?.partitions[0]?.errorCode === 0) return
    } catch (error) {
      if (attempt > 40) throw error
    }
    cluster.forgetCoordinator('group', group)
    await pause(250)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function stateWhen(group: string, ready: (state: GroupState) => boolean, forMs = 20_000): Promise<GroupState> {
  for (const deadline = Date.now() + forMs; ; await pause(200)) {
    const state = (await sampler.sample({ maxAgeMs: 300 })).groups.get(group)
    if (state && (ready(state) || Date.now() > deadline)) return state
    if (Date.now() > deadline) throw new Error(`no group ${group}`)
  }
}

/** A live member that reads but commits only what `step` allows. */
async function consumer(group: string, topic: string, onEach: () => Promise<void>): Promise<Consumer> {
  const made = kafka.consumer({ groupId: group, maxBytesPerPartition: 200 })
  consumers.push(made)
  await made.connect()
  await made.subscribe({ topic, fromBeginning: true })
  await made.run({ eachMessage: onEach, autoCommitThreshold: 1 })
  return made
}

test('stopped: nobody is connected, what waits is counted and for how long', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('stopped')]
  await produce(topic, 50)
  const producedAt = Date.now()
  await commit(group, topic, 20n)
  const state = await stateWhen(
    group,
    ({ status, maxTimeLagMs }) => status === 'stopped' && (maxTimeLagMs ?? 0) > 1_000,
  )
  expect(state).toMatchObject({ status: 'stopped', totalLag: 30n, etaMs: null })
  expect(state.statusText).toMatch(
    /^No member is connected; 30 records wait, the oldest for \d+ s(, and nothing new comes in)?\./,
  )
  await pause(3_000)
  const later = await stateWhen(group, ({ maxTimeLagMs }) => (maxTimeLagMs ?? 0) > 3_000)
  expect(Math.abs((later.maxTimeLagMs ?? 0) - (Date.now() - producedAt))).toBeLessThan(2_000)
})

test('empty: nobody is connected and all was read', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('empty')]
  await produce(topic, 5)
  await commit(group, topic, 5n)
  expect(await stateWhen(group, ({ status }) => status === 'empty')).toMatchObject({ status: 'empty', totalLag: 0n })
})

test('stalled: a member holds the partition and the position does not move', { timeout: 60_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('stalled')]
  await produce(topic, 50)
  let seen = 0
  await consumer(group, topic, async () => {
    seen += 1
    if (seen > 10) await stuck
  })
  const state = await stateWhen(group, ({ status }) => status === 'stalled')
  expect(state.status).toBe('stalled')
  expect(state.statusText).toMatch(/has not moved for \d+ s \(test has it\): 40 records behind/)
})

test('warning and recovery: the lag grows, then it is read', { timeout: 90_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('behind')]
  await produce(topic, 5)
  let delay = 200
  await consumer(group, topic, () => pause(delay) as Promise<void>)
  const feeding = setInterval(() => void produce(topic, 12), 300)
  try {
    const behind = await stateWhen(group, ({ status }) => status === 'warning', 30_000)
    expect(behind.status).toBe('warning')
    expect(behind.statusText).toMatch(/It falls behind: it reads [\d.]+\/s while [\d.]+\/s come in/)
    expect(behind.etaMs).toBeNull()
  } finally {
    clearInterval(feeding)
  }
  delay = 30
  const draining = await stateWhen(group, ({ etaMs, totalLag }) => etaMs !== null && (totalLag ?? 0n) > 0n)
  expect(draining.etaMs).toBeGreaterThan(0)
  const done = await stateWhen(group, ({ totalLag }) => totalLag === 0n, 30_000)
  expect(done).toMatchObject({ status: 'ok', totalLag: 0n, etaMs: 0, maxTimeLagMs: 0 })
})

test('rewound: the position went back, until it is where it was', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('rewound')]
  await produce(topic, 50)
  await commit(group, topic, 40n)
  await stateWhen(group, ({ totalLag }) => totalLag === 10n)
  await commit(group, topic, 15n)
  const state = await stateWhen(group, ({ status }) => status === 'rewound')
  expect(state.statusText).toContain('went back from 40 to 15: 25 records are read again')
  await commit(group, topic, 45n)
  expect((await stateWhen(group, ({ totalLag }) => totalLag === 5n)).status).not.toBe('rewound')
})

test('data loss: retention passed the position', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('loss')]
  await produce(topic, 50)
  await commit(group, topic, 10n)
  const { partitions } = await cluster.topic(topic)
  const { topics } = await cluster.send(partitions[0]?.leader ?? -1, deleteRecords, {
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset: 35n }] }],
    timeoutMs: 5_000,
  })
  expect(topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 35n })
  const state = await stateWhen(group, ({ status }) => status === 'dataLoss')
  expect(state).toMatchObject({ status: 'dataLoss', totalLag: 15n })
  expect(state.topics.get(topic)?.partitions[0]).toMatchObject({ missed: 25n, committed: 10n, start: 35n })
  expect(state.statusText).toContain('25 records were deleted before they were read')
})

test('beyond the end: the topic was created again', { timeout: 60_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('beyond')]
  await produce(topic, 50)
  await commit(group, topic, 45n)
  await stateWhen(group, ({ totalLag }) => totalLag === 5n)
  const admin = kafka.admin()
  await admin.connect()
  await admin.deleteTopics({ topics: [topic] })
  await admin.disconnect()
  await pause(1_000)
  await createTopic({ topic })
  await produce(topic, 3)
  // Deleting a topic drops the offsets of its groups, so the reader that still believes in the old one commits again.
  await commit(group, topic, 45n)
  const state = await stateWhen(group, ({ status }) => status === 'beyondEnd')
  expect(state).toMatchObject({ status: 'beyondEnd', totalLag: 0n })
  expect(state.statusText).toContain('lies beyond the end of the log at 3')
})

test('never committed: a member that reads and commits nothing is not lag 0', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('never')]
  await produce(topic, 5)
  const made = kafka.consumer({ groupId: group })
  consumers.push(made)
  await made.connect()
  await made.subscribe({ topic, fromBeginning: true })
  await made.run({ autoCommit: false, eachMessage: async () => undefined })
  const state = await stateWhen(group, ({ topics, status }) => topics.size > 0 && status === 'neverCommitted')
  expect(state).toMatchObject({ status: 'neverCommitted', totalLag: null, maxTimeLagMs: null })
  expect(state.statusText).toBe('Nothing has been committed yet; 1 member connected.')
})

test('a transaction marker at the end is no lag', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('marker')]
  const transactional = kafka.producer({ transactionalId: randomName('tx'), maxInFlightRequests: 1 })
  await transactional.connect()
  const transaction = await transactional.transaction()
  await transaction.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] })
  await transaction.commit()
  await transactional.disconnect()
  await commit(group, topic, 2n)
  const state = await stateWhen(group, ({ status, totalLag }) => status === 'empty' && totalLag === 1n)
  expect(state.status).toBe('empty')
  expect(state.topics.get(topic)?.partitions[0]).toMatchObject({ end: 3n, lag: 1n, timeLagMs: 0 })
})

test('the history has the lag, in all and per topic, and the rates', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('history')]
  await produce(topic, 10)
  await commit(group, topic, 0n)
  for (let step = 1n; step <= 8n; step += 1n) {
    await commit(group, topic, step)
    await pause(500)
    await sampler.sample({ maxAgeMs: 100 })
  }
  const { points, topics } = lagHistory(sampler, group, { windowMs: 60_000, stepMs: 500, topics: 5 })
  const lags = points.map(({ totalLag }) => Number(totalLag))
  expect(lags.length).toBeGreaterThan(4)
  expect(lags).toEqual(lags.toSorted((a, b) => b - a))
  expect(topics).toMatchObject([{ topic }])
  expect(topics[0]?.lags).toEqual(points.map(({ totalLag }) => totalLag))
  const rate = points.at(-1)?.consumedPerSecond ?? 0
  expect(rate).toBeGreaterThan(0.8)
  expect(rate).toBeLessThan(3)
})

test('a group that was deleted is gone from the next sample', { timeout: 40_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('gone')]
  await produce(topic, 1)
  await commit(group, topic, 1n)
  await stateWhen(group, () => true)
  await cluster.send(await cluster.coordinator('group', group), deleteGroups, { groupsNames: [group] })
  expect((await sampler.sample({ maxAgeMs: 0 })).groups.has(group)).toBe(false)
})
