import { afterAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { getOverview } from '#server/overview/get-overview.ts'
import { getGroup } from '#server/groups/get-group.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { incrementalAlterConfigs } from '#server/kafka/protocol/incremental-alter-configs.ts'
import { initProducerId } from '#server/kafka/protocol/init-producer-id.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
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
  expect((await list(transactionalId)).items).toMatchObject([{ startedAt: null, hanging: false }])
  expect((await list(transactionalId)).held.filter((each) => each.topic === topic)).toEqual([])
  await producer.disconnect()
})

async function groupOf(id: string, against: 'end' | 'stable') {
  const read = async () => {
    await lagSampler(ctx.cluster).resample()
    return getGroup(ctx, { cluster: 'test', group: id, against })
  }
  // What the console knows of the cluster may be older than a topic that was made a moment ago.
  await expect.poll(async () => (await read()).totalLag, { timeout: 20_000 }).not.toBeNull()
  return read()
}

test('the lag of a group up to an open transaction and beyond, and whose it is', { timeout: 90_000 }, async () => {
  const [topic, group, transactionalId] = [await createTopic(), randomName('reader'), randomName('tx')]
  const producer = kafka.producer({ transactionalId, maxInFlightRequests: 1, transactionTimeout: 120_000 })
  await producer.connect()
  const first = await producer.transaction()
  await first.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] })
  await first.commit()
  // Two records and their marker; a reader of committed records gets no further.
  await commitOffset(ctx.cluster, group, { topic, offset: 1n })
  const open = await producer.transaction()
  await open.send({ topic, messages: [{ value: 'c' }, { value: 'd' }, { value: 'e' }] })
  try {
    const toEnd = await groupOf(group, 'end')
    expect(toEnd).toMatchObject({ totalLag: '5' })
    expect(toEnd.topics[0]?.partitions[0]).toMatchObject({
      endOffset: '6',
      lastStableOffset: '3',
      lag: '5',
      heldBy: { transactionalId, hanging: false, lastWriteAt: expect.any(Number) },
    })
    const toStable = await groupOf(group, 'stable')
    expect(toStable).toMatchObject({ totalLag: '2' })
    await expect
      .poll(async () => (await groupOf(group, 'stable')).statusText, { timeout: 30_000, interval: 1_000 })
      .toMatch(`An open transaction of ${transactionalId}, which wrote last`)
  } finally {
    await open.abort()
  }
  await expect
    .poll(async () => (await groupOf(group, 'stable')).topics[0]?.partitions[0], { timeout: 20_000 })
    .toMatchObject({ heldBy: null, lastStableOffset: '7', endOffset: '7' })
  await producer.disconnect()
})

/** Without this check a broker takes transactional records that no coordinator knows of, as before KIP-890. */
async function verifyTransactions(verify: boolean): Promise<void> {
  const { nodes } = await ctx.cluster.metadata()
  for (const id of nodes.keys()) {
    const { responses } = await ctx.cluster.send(id, incrementalAlterConfigs, {
      resources: [
        {
          resourceType: 4,
          resourceName: String(id),
          configs: [{ name: 'transaction.partition.verification.enable', configOperation: 0, value: String(verify) }],
        },
      ],
      validateOnly: false,
    })
    expect(responses[0]?.errorCode).toBe(0)
  }
}

test(
  'a hanging transaction: no coordinator has it, and that is said where its readers wait',
  { timeout: 60_000 },
  async () => {
    const [topic, group] = [await createTopic(), randomName('reader')]
    await commitOffset(ctx.cluster, group, { topic, offset: 0n })
    const { producerId, producerEpoch } = await ctx.cluster.send('any', initProducerId, {
      transactionalId: null,
      transactionTimeoutMs: 10_000,
    })
    await verifyTransactions(false)
    try {
      const record = { key: null, value: Buffer.from('lost'), headers: [], timestamp: Date.now() - 60_000 }
      const records = encodeBatch({
        records: [record],
        transactional: true,
        producerId,
        producerEpoch,
        baseSequence: 0,
      })
      const { partitions } = await ctx.cluster.topic(topic)
      const write = async () => {
        const { responses } = await ctx.cluster.send(partitions[0]?.leader ?? -1, produce, {
          transactionalId: randomName('lost'),
          acks: -1,
          timeoutMs: 10_000,
          topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
        })
        return responses[0]?.partitionResponses[0]?.errorCode
      }
      // The broker takes its new configuration a moment after it has accepted it.
      await expect.poll(write, { timeout: 20_000 }).toBe(0)
    } finally {
      await verifyTransactions(true)
    }
    expect((await list(topic)).held.filter((each) => each.topic === topic)).toMatchObject([
      {
        partition: 0,
        lastStableOffset: '0',
        endOffset: '1',
        producerId: String(producerId),
        transactionalId: null,
        hanging: true,
      },
    ])
    const found = await groupOf(group, 'stable')
    expect(found).toMatchObject({ totalLag: '0' })
    expect(found.topics[0]?.partitions[0]?.heldBy).toMatchObject({ producerId: String(producerId), hanging: true })
    expect(found.statusText).toContain(`producer ${producerId}`)
    expect(found.statusText).toContain('no coordinator that tells this console of its transactions will end it')
    const about = async () =>
      (await getOverview(ctx)).findings.filter(({ subject }) => subject === `producer ${producerId}`)
    await expect.poll(about, { timeout: 20_000 }).toMatchObject([{ severity: 'bad', kind: 'hanging transaction' }])
  },
)
