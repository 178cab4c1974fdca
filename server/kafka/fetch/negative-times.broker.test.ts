import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { MessagesQuery } from '#lib/contract/messages.ts'
import { SearchQuery } from '#lib/contract/search.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { listMessages } from '#server/messages/list-messages.ts'
import { planSearch } from '#server/search/search-plan.ts'
import { KafkaCluster } from '../connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { readOffsets } from './read-offsets.ts'
import { deleteBefore, fill } from '#testkit/kafka/fill-topic.ts'

/** ListOffsets takes -1 to -6 for the latest, the earliest, the newest timestamp and offsets of tiered storage (KIP-405, KIP-734, KIP-1005). */
const NEGATIVE = [-1, -2, -3, -4, -5, -6, -3_600_001, -(2 ** 53 - 1)]

let cluster: KafkaCluster
let topic: string

beforeAll(async () => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  topic = await createTopic({ config: { 'retention.ms': '-1' } })
  await fill(cluster, { topic, partition: 0 }, { batches: [2, 3] })
  await deleteBefore(topic, 1n)
})
afterAll(() => cluster.close())

const ctx = () => ({ cluster, signal: AbortSignal.timeout(20_000) })

test.each(NEGATIVE)('the offset for the time %s is that of the first record', async (time) => {
  const answers = await readOffsets(cluster, new Map([[topic, [0]]]), BigInt(time))
  expect(answers.get(topic)?.get(0)).toMatchObject({ ok: true, at: { offset: 1n } })
})

test.each(NEGATIVE)('a page and a search from the time %s begin at the oldest record', async (timestamp) => {
  const page = await listMessages(ctx(), { topic, ...MessagesQuery.parse({ from: 'time', timestamp }) })
  expect(page.messages.map(({ offset }) => offset)).toEqual(['1', '2', '3', '4'])
  const plan = await planSearch(ctx(), { topic, ...SearchQuery.parse({ from: 'time', timestamp, text: 'x' }) })
  expect(plan.parts).toMatchObject([{ from: 1n, to: 5n }])
})

test.each(NEGATIVE)('no record is as old as the time %s', async (timestamp) => {
  const page = await listMessages(ctx(), {
    topic,
    ...MessagesQuery.parse({ from: 'time', order: 'newest', timestamp }),
  })
  expect(page.messages).toEqual([])
})
