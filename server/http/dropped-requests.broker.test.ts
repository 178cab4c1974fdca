import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#server/kafka/connection/testing.ts'
import { fill } from '#server/kafka/fetch/testing/fill-topic.ts'
import { lastingTopic } from '#server/search/testing/lasting-topic.ts'
import { dropRequest } from './testing/drop-request.ts'
import { testConsole } from './testing/test-console.ts'

let console_: Awaited<ReturnType<typeof testConsole>>
let topic: string
beforeAll(async () => {
  const cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  topic = await lastingTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [400, 400], valueBytes: 1000 })
  cluster.close()
  console_ = await testConsole(inject('bootstrapServers'))
})
afterAll(async () => console_.close())

/** Leaves after 0 to 60 ms, five requests at a time. */
async function dropMany(path: string, times: number): Promise<void> {
  for (let at = 0; at < times; at += 5)
    await Promise.all(
      Array.from({ length: 5 }, async (_, one) => dropRequest(`${console_.api}${path}`, (at + one) % 61)),
    )
}

async function lastEventOf(path: string): Promise<string> {
  const response = await fetch(`${console_.api}${path}`, { signal: AbortSignal.timeout(5_000) })
  return [...(await response.text()).matchAll(/event: (\w+)/g)].at(-1)?.[1] ?? `status ${response.status}`
}

test('a search works after sixty that were dropped at once', async () => {
  const path = `/topics/${topic}/search?text=nothing&from=oldest`
  await dropMany(path, 60)
  expect(await lastEventOf(path)).toBe('done')
})

test('an analysis works after sixty that were dropped at once', async () => {
  const path = `/topics/${topic}/analysis`
  await dropMany(path, 60)
  expect(await lastEventOf(path)).toBe('done')
})
