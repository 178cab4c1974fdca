import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { unreadRequest } from '#testkit/http/drop-request.ts'
import { testConsole } from '#testkit/http/test-console.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { fill } from '#testkit/kafka/fill-topic.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'

let console_: Awaited<ReturnType<typeof testConsole>>
let topic: string
beforeAll(async () => {
  const cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  topic = await lastingTopic()
  const batches = Array.from({ length: 40 }, () => 500)
  await fill(cluster, { topic, partition: 0 }, { batches, valueBytes: 1000 })
  cluster.close()
  console_ = await testConsole(inject('bootstrapServers'))
})
afterAll(async () => console_.close())

test('exports that nobody reads leave searches alone', async () => {
  const leaving = new AbortController()
  for (let at = 0; at < 4; at += 1)
    void unreadRequest(`${console_.api}/topics/${topic}/export?from=oldest`, leaving.signal).catch(() => undefined)
  await delay(1_000)
  try {
    const search = `${console_.api}/topics/${topic}/search?text=nothing&from=oldest`
    const answer = await fetch(search, { signal: AbortSignal.timeout(25_000) })
    expect(await answer.text()).toContain('event: done')
  } finally {
    leaving.abort()
  }
})
