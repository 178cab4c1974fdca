import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { fill } from '#testkit/kafka/fill-topic.ts'
import { slotFigures } from '#server/limits/slots.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { runtime } from '#server/runtime.ts'
import { dropRequest } from '#testkit/http/drop-request.ts'
import { testConsole } from '#testkit/http/test-console.ts'

let console_: Awaited<ReturnType<typeof testConsole>>
let topic: string
beforeAll(async () => {
  const cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  topic = await createTopic({ topic: `${randomName('big')}-dlq`, config: { 'retention.ms': '-1' } })
  const batches = Array.from({ length: 100 }, () => 500)
  await fill(cluster, { topic, partition: 0 }, { batches, valueBytes: 500 })
  cluster.close()
  console_ = await testConsole(inject('bootstrapServers'))
})
afterAll(async () => console_.close())

/** The longest that /health takes while `paths` are asked, each by a client of its own that leaves after five seconds. */
async function slowestHealth(paths: string[]): Promise<number> {
  const asked = Promise.all(paths.map(async (path) => dropRequest(console_.api, path, 5_000)))
  let slowest = 0
  const until = Date.now() + 4_500
  while (Date.now() < until) {
    const start = performance.now()
    await (await fetch(`${console_.root}/health`)).text()
    slowest = Math.max(slowest, performance.now() - start)
    await delay(20)
  }
  await asked
  return slowest
}

test('failures grouped a hundred times at once hold nobody up', async () => {
  const paths = Array.from({ length: 100 }, () => `/dead-letters/${topic}/failures`)
  expect(await slowestHealth(paths)).toBeLessThan(250)
})

test('lists of dead letters with a text that is not there, sixty at once, hold nobody up', async () => {
  const paths = Array.from({ length: 60 }, () => `/dead-letters/${topic}/records?text=zzz`)
  expect(await slowestHealth(paths)).toBeLessThan(250)
})

test('a large record that is looked at eight times at once is unpacked for two at a time', async () => {
  const large = await createTopic({ config: { 'max.message.bytes': '50000000', 'retention.ms': '-1' } })
  const records = [{ key: null, value: Buffer.alloc(8 << 20), headers: [], timestamp: 1_790_000_000_000 }]
  await appendBatch(
    runtime().clusters.get('test'),
    { topic: large, partition: 0 },
    encodeBatch({ records, compression: 'gzip' }),
  )
  let most = 0
  const looking = Promise.all(
    Array.from({ length: 8 }, async () => {
      const response = await fetch(`${console_.api}/topics/${large}/messages/0/0`)
      await response.arrayBuffer()
      return response.status
    }),
  )
  let over = false
  const watching = (async () => {
    while (!over) {
      most = Math.max(most, slotFigures().find(({ name }) => name === 'wholeRecords')?.used ?? 0)
      await delay(0)
    }
  })()
  expect(await looking).toEqual(Array.from({ length: 8 }, () => 200))
  over = true
  await watching
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(2)
})

test('one client cannot take all live streams', async () => {
  const leaving = new AbortController()
  const open = async () => fetch(`${console_.api}/tail?topics=${topic}`, { signal: leaving.signal })
  const statuses: number[] = []
  for (let at = 0; at < 520; at += 20)
    statuses.push(...(await Promise.all(Array.from({ length: 20 }, open))).map(({ status }) => status))
  leaving.abort()
  expect(statuses).toContain(429)
  expect(statuses.filter((status) => status === 200).length).toBeLessThan(500)
})
