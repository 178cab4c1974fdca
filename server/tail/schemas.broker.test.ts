import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { Message, MessagesQuery, ProduceBody } from '#lib/contract/messages.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { readerContext, testContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { getMessage } from '#server/messages/get-message.ts'
import { listMessages } from '#server/messages/list-messages.ts'
import { produceMessage } from '#server/messages/produce-message.ts'
import { goldenRecords, RecordedRegistry } from '#testkit/serde/recorded-registry.ts'
import { openTestTail } from '#testkit/tail/tail-client.ts'

let registry: RecordedRegistry
let cluster: KafkaCluster

beforeAll(async () => {
  registry = new RecordedRegistry()
  cluster = withRegistry(await registry.start())
})
afterAll(async () => {
  cluster.close()
  await registry.stop()
})

function withRegistry(url: string): KafkaCluster {
  return new KafkaCluster({ ...testCluster(inject('bootstrapServers')), schemaRegistry: { url } })
}

const bytesOf = (name: string): Buffer => {
  const found = goldenRecords().find((record) => record.name === name)
  if (!found) throw new Error(`no golden record ${name}`)
  return found.bytes
}

async function send(topic: string, messages: { key?: Buffer; value: Buffer }[]): Promise<void> {
  const producer = testKafka().producer()
  await producer.connect()
  await producer.send({ topic, messages: messages.map(({ key = null, value }) => ({ key, value })) })
  await producer.disconnect()
}

async function page(topic: string, using = cluster): Promise<Message[]> {
  const ctx = { cluster: using, signal: AbortSignal.timeout(20_000) }
  const query = MessagesQuery.parse({ from: 'oldest', limit: 100 })
  const { messages } = await listMessages(ctx, { ...query, topic })
  return messages.map((message) => Message.parse(message))
}

test('a page and a record are decoded by their schemas, mixed with what has none', async () => {
  const topic = await createTopic()
  await send(topic, [
    { key: bytesOf('avro string key'), value: bytesOf('avro order') },
    { value: bytesOf('protobuf second message') },
    { value: Buffer.from('{"plain":true}') },
    { value: bytesOf('json refund') },
  ])
  const messages = await page(topic)
  expect(messages.map(({ value }) => value?.format)).toEqual(['avro', 'protobuf', 'json', 'jsonSchema'])
  expect(messages[0]?.key).toMatchObject({ text: '"order-1"', schema: { subject: 'orders-key' } })
  const ctx = readerContext(cluster, AbortSignal.timeout(20_000))
  const whole = Message.parse(await getMessage(ctx, { topic, partition: '0', offset: '0', isolation: 'uncommitted' }))
  expect(whole.value?.text).toContain('"id":9007199254740993,"total":1234567890123456.78')
  expect(Buffer.from(whole.value?.base64 ?? '', 'base64')).toEqual(bytesOf('avro order'))
})

test('a tail shows the first record of a schema decoded, past and live', async () => {
  const topic = await createTopic()
  await send(topic, [{ value: bytesOf('avro order') }])
  const own = withRegistry(await registryUrl())
  const tail = await openTestTail(own, { topics: topic, last: '5' })
  await tail.until(({ messages }) => messages.length === 1)
  await send(topic, [{ value: bytesOf('java avro stock') }])
  await tail.until(({ messages }) => messages.length === 2)
  expect(tail.messages.map(({ value }) => [value?.format, value?.schema?.type])).toEqual([
    ['avro', 'AVRO'],
    ['avro', 'AVRO'],
  ])
  await tail.leave()
  own.close()
})

test('a record is written by the schema of a subject, and read back', async () => {
  const topic = await createTopic()
  const ctx = { ...testContext(inject('bootstrapServers')), cluster }
  const refund = { text: '{"id":9007199254740993}', format: 'jsonSchema', subject: 'refunds-value' }
  const key = { text: '"k"', format: 'avro', subject: 'orders-key' }
  await produceMessage(ctx, { topic, ...ProduceBody.parse({ key, value: refund }) })
  const [message] = await page(topic)
  expect(message?.key).toMatchObject({ format: 'avro', text: '"k"', schema: { subject: 'orders-key' } })
  expect(message?.value).toMatchObject({ format: 'jsonSchema', text: '{"id":9007199254740993}' })
  const wrong = { ...refund, text: '{"id":"x"}' }
  await expect(produceMessage(ctx, { topic, ...ProduceBody.parse({ value: wrong }) })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('id must be integer'),
  })
})

test('with the registry down, records show', async () => {
  const down = withRegistry('http://127.0.0.1:1/apis/ccompat/v7')
  const topic = await createTopic()
  await send(topic, [{ value: bytesOf('avro order') }, { value: Buffer.from('text') }])
  const messages = await page(topic, down)
  expect(messages.map(({ value }) => value?.format)).toEqual(['hex', 'text'])
  expect(messages[0]?.value?.error).toContain('could not be loaded: The schema registry at 127.0.0.1:1 failed')
  down.close()
})

test('commits are readable in __consumer_offsets', async () => {
  const topic = await createTopic()
  const groupId = randomName('group')
  const timestamp = Date.now() - 5_000
  const admin = testKafka().admin()
  await admin.connect()
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '42' }] })
  await admin.disconnect()
  const ctx = readerContext(cluster, AbortSignal.timeout(20_000))
  const query = MessagesQuery.parse({ from: 'time', timestamp, limit: 1_000 })
  const { messages } = await listMessages(ctx, { ...query, topic: '__consumer_offsets' })
  const commit = messages.find(({ key }) => key?.text.includes(`"group":"${groupId}","topic":"${topic}"`))
  expect(commit?.key).toMatchObject({
    format: 'kafka',
    text: `{"type":"offsetCommit","group":"${groupId}","topic":"${topic}","partition":0}`,
  })
  expect(commit?.value).toMatchObject({ format: 'kafka', text: expect.stringContaining('"offset":42,') })
})

async function registryUrl(): Promise<string> {
  return cluster.config.schemaRegistry?.url ?? ''
}
