import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic as arrange, randomName, testKafka } from '#testkit/broker/topics.ts'
import { ProduceBody } from '#lib/contract/messages.ts'
import { auditLog } from '#server/audit/audit-log.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { produceMessage } from '#server/messages/produce-message.ts'
import { addPartitions } from './add-partitions.ts'
import { alterTopicConfig } from './alter-topic-config.ts'
import { createTopic } from './create-topic.ts'
import { deleteRecords } from './delete-records.ts'
import { deleteTopic } from './delete-topic.ts'
import { getTopic } from './get-topic.ts'
import { getTopicConfig } from './get-topic-config.ts'
import { listPartitions } from './list-partitions.ts'
import { listProducers } from './list-producers.ts'
import { listTopics } from './list-topics.ts'

let ctx: ClusterCtx
const list = { sort: 'name', page: 1, pageSize: 50, internal: false, cluster: 'test' }

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

async function produce(topic: string, count: number, more: { timestamp?: number; key?: object } = {}): Promise<void> {
  const value = { text: 'v', format: 'text' }
  await produceMessage(ctx, { topic, ...ProduceBody.parse({ value, count, ...more }) })
}

const KEY = { key: { text: 'k', format: 'text' } }

test('a topic is listed with its records, the time of the newest, settings and size', async () => {
  const topic = await arrange({ partitions: 3, config: { 'retention.ms': '3600000' } })
  const at = Date.now() - 60_000
  await produce(topic, 7, { timestamp: at })
  await new Promise((resolve) => setTimeout(resolve, 100))
  const page = await listTopics(ctx, { ...list, search: topic })
  expect(page).toMatchObject({ total: 1 })
  expect(page.items[0]).toMatchObject({
    name: topic,
    partitions: 3,
    replicationFactor: 1,
    records: '7',
    lastRecordAt: at,
  })
  expect(page.items[0]).toMatchObject({ retentionMs: 3_600_000, cleanupPolicy: 'delete', problem: null })
})

test('lists are sorted and paged on the server', async () => {
  const prefix = randomName('sorted')
  for (const [index, partitions] of [2, 10, 1].entries()) await arrange({ topic: `${prefix}-${index}`, partitions })
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  const first = await listTopics(ctx, { ...list, search: prefix, sort: '-partitions', pageSize: 2 })
  expect(first.items.map(({ partitions }) => partitions)).toEqual([10, 2])
  const second = await listTopics(ctx, { ...list, search: prefix, sort: '-partitions', pageSize: 2, page: 2 })
  expect(second).toMatchObject({ total: 3, items: [{ partitions: 1 }] })
})

test('a topic named after another one is said to hold its dead letters', async () => {
  const source = await arrange()
  const dlt = await arrange({ topic: `${source}-dlt` })
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  expect(await getTopic(ctx, { cluster: 'test', topic: dlt })).toMatchObject({ deadLetterFor: source })
  expect(await getTopic(ctx, { cluster: 'test', topic: source })).toMatchObject({ deadLetterFor: null })
})

test('partitions tell their offsets as they are now', async () => {
  const topic = await arrange({ partitions: 2 })
  await produce(topic, 5)
  const { items } = await listPartitions(ctx, { ...list, sort: 'partition', topic })
  expect(items.map(({ partition }) => partition)).toEqual([0, 1])
  expect(items.reduce((sum, { endOffset }) => sum + Number(endOffset), 0)).toBe(5)
  expect(items[0]).toMatchObject({ logStartOffset: '0', leader: 1, isr: [1], problem: null })
})

test('configuration tells source and default', async () => {
  const topic = await arrange({ config: { 'cleanup.policy': 'compact' } })
  const { items } = await getTopicConfig(ctx, { cluster: 'test', topic })
  expect(items.find(({ name }) => name === 'cleanup.policy')).toMatchObject({
    value: 'compact',
    source: 'topic',
    defaultValue: 'delete',
  })
  expect(items.find(({ name }) => name === 'retention.ms')?.documentation).toMatch(/retention/i)
})

test('create and delete: what the broker refuses is told with its reason', async () => {
  const name = randomName('made')
  const body = { cluster: 'test', name, config: { 'retention.ms': '1000' }, validateOnly: false }
  expect(await createTopic(ctx, { ...body, validateOnly: true })).toMatchObject({ created: false })
  await expect(getTopic(ctx, { cluster: 'test', topic: name })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await createTopic(ctx, { ...body, partitions: 2 })).toMatchObject({ name, created: true })
  expect(await getTopic(ctx, { cluster: 'test', topic: name })).toMatchObject({ partitions: 2 })
  await expect(createTopic(ctx, body)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(createTopic(ctx, { ...body, name: `${name}-x`, config: { 'no.such': '1' } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('no.such'),
  })
  await expect(createTopic(ctx, { ...body, name: `${name}-y`, replicationFactor: 3 })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  await deleteTopic(ctx, { cluster: 'test', topic: name, confirm: name, reason: 'test is over' })
  await expect(
    deleteTopic(ctx, { cluster: 'test', topic: name, confirm: name, reason: 'again' }),
  ).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const audit = (await auditLog(ctx.cluster).records()).filter(({ target }) => target === name)
  expect(audit.map(({ action, result, reason }) => [action, result, reason])).toEqual([
    ['topic.create', 'ok', null],
    ['topic.create', 'failed', null],
    ['topic.delete', 'ok', 'test is over'],
    ['topic.delete', 'failed', 'again'],
  ])
})

test('single configuration values are changed and brought back, the others stay', async () => {
  const topic = await arrange({ config: { 'retention.ms': '5000', 'segment.ms': '6000' } })
  const change = { cluster: 'test', topic, validateOnly: false, reason: 'because of the test' }
  await alterTopicConfig(ctx, { ...change, changes: { 'retention.ms': null, 'max.message.bytes': '2000' } })
  const entries = new Map(
    (await getTopicConfig(ctx, { cluster: 'test', topic })).items.map((entry) => [entry.name, entry]),
  )
  expect(entries.get('retention.ms')).toMatchObject({ source: 'default' })
  expect(entries.get('max.message.bytes')).toMatchObject({ value: '2000', source: 'topic' })
  expect(entries.get('segment.ms')).toMatchObject({ value: '6000' })
  await expect(alterTopicConfig(ctx, { ...change, changes: { 'retention.ms': 'soon' } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test('partitions are added, never taken away', async () => {
  const topic = await arrange({ partitions: 2 })
  expect(await addPartitions(ctx, { cluster: 'test', topic, count: 4, reason: 'more room' })).toEqual({ partitions: 4 })
  await expect(addPartitions(ctx, { cluster: 'test', topic, count: 3, reason: 'less' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test('records are deleted from the front, by offset and by time, and a dry run only counts', async () => {
  const topic = await arrange()
  const old = Date.now() - 3_600_000
  await produce(topic, 6, { timestamp: old })
  await produce(topic, 4)
  const input = { cluster: 'test', topic, reason: 'not needed any more', dryRun: false }
  const dry = await deleteRecords(ctx, { ...input, beforeTimestamp: old + 1000, dryRun: true })
  expect(dry.partitions).toEqual([{ partition: 0, beforeOffset: '6', records: '6', logStartOffset: '6' }])
  expect((await listPartitions(ctx, { ...list, sort: 'partition', topic })).items[0]?.logStartOffset).toBe('0')
  await deleteRecords(ctx, { ...input, partitions: [{ partition: 0, beforeOffset: '3' }] })
  await deleteRecords(ctx, { ...input, beforeTimestamp: old + 1000 })
  expect((await listPartitions(ctx, { ...list, sort: 'partition', topic })).items[0]).toMatchObject({
    logStartOffset: '6',
    endOffset: '10',
  })
  const beyond = { ...input, partitions: [{ partition: 0, beforeOffset: '99' }] }
  await expect(deleteRecords(ctx, beyond)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: 'partitions.0.beforeOffset' }],
  })
})

test('producers of partitions are listed with their open transaction', async () => {
  const topic = await arrange()
  const producer = testKafka().producer({
    idempotent: true,
    transactionalId: randomName('txn'),
    maxInFlightRequests: 1,
  })
  await producer.connect()
  const transaction = await producer.transaction()
  await transaction.send({ topic, messages: [{ value: 'open' }] })
  const open = await listProducers(ctx, { ...list, sort: 'partition', topic })
  expect(open.items).toMatchObject([{ partition: 0, openTransactionFrom: '0' }])
  await transaction.commit()
  await producer.disconnect()
})

test.each([{}, { dryRun: true }])(
  'records of a compacted topic are not deleted, and why is stated: %j',
  async (mode) => {
    const topic = await arrange({ config: { 'cleanup.policy': 'compact' } })
    await produce(topic, 3, KEY)
    const request = deleteRecords(ctx, {
      cluster: 'test',
      topic,
      reason: 'test',
      dryRun: false,
      partitions: [{ partition: 0, beforeOffset: '2' }],
      ...mode,
    })
    await expect(request).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('compacted') })
  },
)

test('records of a topic that is compacted and also deleted from can be deleted', async () => {
  const topic = await arrange({ config: { 'cleanup.policy': 'compact,delete' } })
  await produce(topic, 3, KEY)
  const partitions = [{ partition: 0, beforeOffset: '2' }]
  const done = await deleteRecords(ctx, { cluster: 'test', topic, reason: 'test', dryRun: false, partitions })
  expect(done.partitions).toMatchObject([{ logStartOffset: '2' }])
})

test('a record without a key is refused by a compacted topic in words, once', async () => {
  const topic = await arrange({ config: { 'cleanup.policy': 'compact' } })
  const error = await produce(topic, 3).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'BROKER_REJECTED', message: expect.not.stringContaining('RecordError(') })
  expect(String(error).match(/Compacted topic cannot accept/g)).toHaveLength(1)
})
