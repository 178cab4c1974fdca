import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnSupervised } from '../supervised-process.mjs'
import { type EmbeddedKafka, startKafka } from '../broker/start-kafka.ts'
import { headerText, shopClients, type Clients } from './clients.ts'
import type { KafkaMessage } from 'kafkajs'
import { TOPICS, type ShopTopic } from './topics.ts'

let folder: string
let kafka: EmbeddedKafka
let clients: Clients

// The shop's topics have fixed names, so it gets a cluster of its own.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-test-'))
  kafka = await startKafka({ dataDir: folder })
  clients = shopClients(kafka.bootstrapServers)
  const prepared = spawnSync(process.execPath, [join(import.meta.dirname, 'prepare.ts'), kafka.bootstrapServers], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  expect(prepared.stderr).toBe('')
  expect(prepared.status).toBe(0)
})

afterAll(async () => {
  await clients.close()
  await kafka.stop()
  await rm(folder, { recursive: true, force: true })
})

test('every dead letter of the history names the record it is a copy of', async () => {
  for (const [deadLetters, origins] of [
    ['payments-dlt', 'payments'],
    ['shipments.dlq', 'shipments'],
  ] as const) {
    const [dead, all] = await Promise.all([readAll(deadLetters), readAll(origins)])
    expect(dead.length).toBeGreaterThan(0)
    for (const { message } of dead) {
      const { partition, offset } = originOf(message)
      const origin = all.find((record) => record.partition === partition && record.message.offset === offset)
      expect(origin?.message.key).toEqual(message.key)
      expect(origin?.message.value).toEqual(message.value)
      expect(headerText(message.headers, 'traceparent')).toBe(headerText(origin?.message.headers, 'traceparent'))
    }
  }
})

test('the traffic flows through all topics and groups, and ends on SIGTERM', async () => {
  const before = await endOffsets()
  const traffic = spawnSupervised(process.execPath, [join(import.meta.dirname, 'main.ts'), kafka.bootstrapServers])
  const flowing: ShopTopic[] = ['orders', 'payments', 'shipments', 'clicks', 'customers', 'word-counts', 'timestamp']
  await expect
    .poll(
      async () => {
        const now = await endOffsets()
        return flowing.filter((topic) => (now.get(topic) ?? 0n) > (before.get(topic) ?? 0n))
      },
      { timeout: 25_000, interval: 500 },
    )
    .toEqual(flowing)

  const admin = clients.kafka('test').admin()
  await admin.connect()
  const states = async () => {
    const { groups } = await admin.describeGroups([
      'order-service',
      'payment-service',
      'shipping-notifier',
      'fraud-report',
    ])
    return Object.fromEntries(groups.map(({ groupId, state, members }) => [groupId, `${state} ${members.length}`]))
  }
  await expect.poll(states, { timeout: 10_000 }).toEqual({
    'order-service': 'Stable 1',
    'payment-service': 'Stable 1',
    'shipping-notifier': 'Stable 2',
    'fraud-report': 'Empty 0',
  })
  await traffic.stop()
  expect(await traffic.exited).toBe(0)
  expect(await states()).toMatchObject({ 'order-service': 'Empty 0', 'shipping-notifier': 'Empty 0' })
  await admin.disconnect()
}, 60_000)

/** Where the headers of a dead letter say it comes from. */
function originOf({ headers }: KafkaMessage): { partition: number; offset: string } {
  const offset = headers?.['kafka_dlt-original-offset']
  const partition = headers?.['kafka_dlt-original-partition']
  if (Buffer.isBuffer(offset) && Buffer.isBuffer(partition)) {
    return { partition: partition.readInt32BE(), offset: String(offset.readBigInt64BE()) }
  }
  return {
    partition: Number(headerText(headers, '__connect.errors.partition')),
    offset: headerText(headers, '__connect.errors.offset') ?? '',
  }
}

async function endOffsets(): Promise<Map<string, bigint>> {
  const admin = clients.kafka('test').admin()
  await admin.connect()
  const ends = new Map<string, bigint>()
  for (const topic of Object.keys(TOPICS)) {
    const partitions = await admin.fetchTopicOffsets(topic)
    ends.set(
      topic,
      partitions.reduce((sum, { high }) => sum + BigInt(high), 0n),
    )
  }
  await admin.disconnect()
  return ends
}

async function readAll(topic: ShopTopic): Promise<{ partition: number; message: KafkaMessage }[]> {
  const wanted = (await endOffsets()).get(topic) ?? 0n
  const records: { partition: number; message: KafkaMessage }[] = []
  const consumer = clients.consumer('test', { groupId: `test-${topic}`, maxWaitTimeInMs: 50 })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ partition, message }) => {
        records.push({ partition, message })
        if (BigInt(records.length) === wanted) resolve()
      },
    })
  })
  await consumer.disconnect()
  return records
}
