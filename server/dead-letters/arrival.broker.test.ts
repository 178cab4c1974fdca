import { afterAll, expect, inject, test } from 'vitest'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { listDeadLetterTopics } from './list-dead-letter-topics.ts'

const ctx = testContext(inject('bootstrapServers'))
const { cluster } = ctx
const DAY_MS = 86_400_000

afterAll(() => cluster.close())

/** As Connect and Streams write dead letters: with the time of the record that failed. */
async function letters(topic: string, count: number, ageMs: number): Promise<void> {
  const timestamp = Date.now() - ageMs
  const records = Array.from({ length: count }, () => ({ key: null, value: Buffer.from('x'), headers: [], timestamp }))
  await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records }))
}

async function found(topic: string) {
  await cluster.metadata({ maxAgeMs: 0 })
  const { items } = await listDeadLetterTopics(ctx, { search: topic, sort: 'topic', page: 1, pageSize: 50 })
  return items[0]
}

test('dead letters count for the hour in which they came, whatever time they bear', async () => {
  const topic = await createTopic({ topic: `${randomName('arrival')}-dlq` })
  await letters(topic, 4, 2 * DAY_MS)
  // Watched from here on.
  await lagSampler(cluster).resample()
  const before = await found(topic)
  expect(before).toMatchObject({ records: '4', perHour: 0, perHourIsMinimum: true })
  await letters(topic, 15, 2 * DAY_MS)
  const after = await found(topic)
  expect(after).toMatchObject({ records: '19', perHour: 15, perHourIsMinimum: true })
  expect(Math.abs((after?.lastRecordAt ?? 0) - Date.now())).toBeLessThan(15_000)
})

test('of a topic that appeared while it was watched, everything came in this hour', async () => {
  await lagSampler(cluster).resample()
  const topic = await createTopic({ topic: `${randomName('arrival')}-dlq` })
  await letters(topic, 5, 2 * DAY_MS)
  await cluster.metadata({ maxAgeMs: 0 })
  await lagSampler(cluster).resample()
  expect(await found(topic)).toMatchObject({ records: '5', perHour: 5, perHourIsMinimum: false })
})
