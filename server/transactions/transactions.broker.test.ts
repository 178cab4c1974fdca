import { afterAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#server/embedded/testing/topics.ts'
import { testContext } from '#server/http/testing.ts'
import { listTransactions } from './list-transactions.ts'

const ctx = testContext(inject('bootstrapServers'))
const kafka = testKafka()

afterAll(() => ctx.cluster.close())

const list = (search: string) =>
  listTransactions(ctx, { cluster: 'test', search, sort: 'startedAt', page: 1, pageSize: 50 })

test('an open transaction, what it holds back, and how it looks when it is over', { timeout: 60_000 }, async () => {
  const topic = await createTopic({ partitions: 2 })
  const transactionalId = randomName('tx')
  const producer = kafka.producer({ transactionalId, maxInFlightRequests: 1, transactionTimeout: 50_000 })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: [{ value: 'open', partition: 1 }] })
  try {
    const { items, held } = await list(transactionalId)
    expect(items).toMatchObject([
      { transactionalId, state: 'Ongoing', timeoutMs: 50_000, hanging: false, topics: [{ topic, partitions: [1] }] },
    ])
    expect(Math.abs((items[0]?.startedAt ?? 0) - Date.now())).toBeLessThan(30_000)
    expect(held.filter((each) => each.topic === topic)).toMatchObject([
      {
        partition: 1,
        lastStableOffset: '0',
        endOffset: '1',
        transactionalId,
        producerId: items[0]?.producerId,
        hanging: false,
      },
    ])
  } finally {
    await transaction.commit()
  }
  await expect
    .poll(async () => (await list(transactionalId)).items[0]?.state, { timeout: 20_000 })
    .toBe('CompleteCommit')
  expect((await list(transactionalId)).held.filter((each) => each.topic === topic)).toEqual([])
  await producer.disconnect()
})
