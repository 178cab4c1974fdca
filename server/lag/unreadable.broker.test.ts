import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { boundsOf, compactedTopic, fill, fillTransactions } from '#testkit/kafka/fill-topic.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import type { GroupState } from './group-state.ts'
import { LagSampler } from './lag-sampler.ts'

const { cluster } = testContext(inject('bootstrapServers'))
const sampler = new LagSampler(cluster, {
  everyMs: 500,
  rules: { stallAfterMs: 3_000, trendOverMs: 4_000, behindAfterMs: 1_000, behindUntilMs: 500 },
})

beforeAll(async () => commitOffset(cluster, randomName('first'), { topic: await createTopic(), offset: 0n }), 60_000)
afterAll(() => {
  sampler.stop()
  topicSampler(cluster).stop()
  cluster.close()
})

async function groupAt(topic: string, offset: bigint): Promise<string> {
  const group = randomName('unread')
  await commitOffset(cluster, group, { topic, offset })
  return group
}

/** The state once it was sampled for so long. */
async function stateAfter(group: string, ms: number): Promise<GroupState | undefined> {
  for (const end = Date.now() + ms; ; await delay(300)) {
    const state = (await sampler.sample({ maxAgeMs: 200 })).groups.get(group)
    if (Date.now() > end) return state
  }
}

test('records of aborted transactions are no waiting records', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  await fillTransactions(topic, `c${'a'.repeat(12)}`)
  const state = await stateAfter(await groupAt(topic, 4n), 1_500)
  expect(state).toMatchObject({ status: 'empty', maxTimeLagMs: 0 })
  expect(state?.statusText).toContain('nothing readable is left')
  expect(state?.statusText).toContain('36 records of aborted transactions')
  expect(state?.statusText).toContain('read_uncommitted')
})

test('between aborted ones the readable records are counted, and the time is theirs', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  await fillTransactions(topic, 'caa')
  const startMs = Date.now() - 1_800_000
  await fill(cluster, { topic, partition: 0 }, { batches: [4], startMs })
  await fillTransactions(topic, 'aa')
  const state = await stateAfter(await groupAt(topic, 4n), 1_500)
  expect(state?.status).toBe('stopped')
  expect(state?.statusText).toContain('4 records wait')
  expect(state?.statusText).toContain('12 records of aborted transactions')
  expect(Math.abs((state?.maxTimeLagMs ?? 0) - 1_800_000)).toBeLessThan(30_000)
})

test('offsets that compaction emptied are no waiting records', { timeout: 60_000 }, async () => {
  const topic = await compactedTopic(cluster)
  const { to } = await boundsOf(cluster, topic)
  let readable = 0
  const count = async () => {
    readable = 0
    for await (const { records } of readForward(cluster, { topic, partition: 0, from: 0n, to }))
      readable += records.length
    return readable
  }
  await expect.poll(count, { timeout: 25_000 }).toBeLessThan(100)
  const state = await stateAfter(await groupAt(topic, 0n), 1_500)
  expect(await count()).toBe(readable)
  expect(state?.statusText).toContain(`${readable} records wait`)
})

test(
  'a consumer with only unreadable offsets before it is neither stalled nor behind',
  { timeout: 60_000 },
  async () => {
    const topic = await createTopic()
    const group = randomName('unread')
    await fillTransactions(topic, 'c')
    const consumer = testKafka().consumer({ groupId: group })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachMessage: async () => undefined })
    try {
      const joined = async () => (await stateAfter(group, 0))?.description?.members.length
      await expect.poll(joined, { timeout: 20_000 }).toBe(1)
      await consumer.commitOffsets([{ topic, partition: 0, offset: '4' }])
      // Aborted transactions that come are passed over, and this application commits nothing for them.
      await fillTransactions(topic, 'aaa')
      const state = await stateAfter(group, 4_500)
      expect(state).toMatchObject({ status: 'ok', maxTimeLagMs: 0, etaMs: 0 })
      expect(state?.statusText).toMatch(/^(Caught up|Nothing readable is left)/)
    } finally {
      await consumer.disconnect()
    }
  },
)

test('what is too much to be counted is offsets, not records', { timeout: 60_000 }, async () => {
  const topic = await createTopic()
  await fill(
    cluster,
    { topic, partition: 0 },
    { batches: Array.from({ length: 12 }, () => 500), startMs: Date.now() - 7_000_000 },
  )
  const state = await stateAfter(await groupAt(topic, 0n), 1_000)
  expect(state?.statusText).toContain('6,000 offsets')
  expect(state?.statusText).not.toContain('6,000 records')
})

test('nothing is missed where nothing readable was ever there', { timeout: 60_000 }, async () => {
  const topic = await createTopic({ partitions: 2 })
  await fillTransactions(topic, 'a')
  const group = randomName('unread')
  const consumer = testKafka().consumer({ groupId: group })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({ autoCommit: false, eachMessage: async () => undefined })
  try {
    const assigned = async () => (await stateAfter(group, 0))?.topics.get(topic)?.partitions.length
    await expect.poll(assigned, { timeout: 20_000 }).toBe(2)
    expect((await stateAfter(group, 1_500))?.status).toBe('ok')
  } finally {
    await consumer.disconnect()
  }
})
