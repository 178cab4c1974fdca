import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type RunningApplication, startApplication } from '#testkit/producers/start-application.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { int32 } from '#server/dead-letters/header-view.ts'
import { businessHeaders, testContext } from '#testkit/replays/harness.ts'
import { deadLetters, placeOrders, replayToRepaired } from '#testkit/replays/repaired-application.ts'

const ATTEMPTS = 3

let ctx: ClusterCtx
let folder: string
let origin: string
let group: string
let application: RunningApplication | undefined

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-spring-'))
  group = randomName('billing')
})
afterEach(async () => {
  await application?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(options: { repaired: boolean; retryTopics?: boolean }): Promise<RunningApplication> {
  await application?.stop()
  const bootstrapServers = inject('bootstrapServers')
  application = await startApplication({
    mainClass: 'SpringOrders',
    bootstrapServers,
    topic: origin,
    group,
    folder,
    ...options,
  })
  return application
}

const UNPAYABLE = {
  family: 'spring-kafka',
  exceptionClass: 'java.lang.IllegalStateException',
  exceptionMessage: expect.stringContaining("Order 4711 cannot be charged: no rate for 'XYZ'"),
  stackTrace: expect.stringContaining('\tat Orders.charge'),
  attempts: ATTEMPTS,
}
const UNREADABLE = {
  family: 'spring-kafka',
  exceptionClass: 'org.apache.kafka.common.errors.SerializationException',
  exceptionMessage: 'Byte 17 of the order is no schema this version knows',
  // It is not tried again.
  attempts: 1,
}

test('Spring Kafka, DefaultErrorHandler and DeadLetterPublishingRecoverer', async () => {
  origin = await createTopic({ partitions: 2 })
  const dlq = await createTopic({ topic: `${origin}-dlt`, partitions: 2 })
  await start({ repaired: false })
  const placed = await placeOrders(ctx, origin)
  const letters = await deadLetters(ctx, dlq, 3)
  const from = (offset: number) => ({
    topic: origin,
    partition: 1,
    offset: String(offset),
    timestamp: placed[offset]?.timestamp,
  })
  const failedAt = expect.any(Number)
  expect(letters).toMatchObject([
    { ...UNPAYABLE, origin: from(1), lastHop: null, group, failedAt },
    { ...UNPAYABLE, origin: from(2), lastHop: null, group, failedAt },
    { ...UNREADABLE, origin: from(3), lastHop: null, group, failedAt },
  ])
  const repaired = await start({ repaired: true })
  const processed = await replayToRepaired(ctx, { origin, dlq, group, placed, repaired })
  // It counts attempts from the start again: the one header there is is the container's own, of now.
  for (const { headers } of processed) {
    const attempts = headers.filter(({ name }) => name.toString() === 'kafka_deliveryAttempt')
    expect(attempts.map(({ value }) => int32(value))).toEqual([1])
    expect(staleOf(headers.filter((each) => !attempts.includes(each)))).toEqual([])
  }
})

test('Spring Kafka, retry topics', async () => {
  origin = await createTopic({ partitions: 2 })
  const dlq = await createTopic({ topic: `${origin}-dlt` })
  await start({ repaired: false, retryTopics: true })
  const placed = await placeOrders(ctx, origin)
  const letters = await deadLetters(ctx, dlq, 3)
  const from = (offset: number) => ({
    topic: origin,
    partition: 1,
    offset: String(offset),
    timestamp: placed[offset]?.timestamp,
  })
  expect(letters).toMatchObject([
    { ...UNPAYABLE, origin: from(1), group },
    { ...UNPAYABLE, origin: from(2), group },
    { ...UNREADABLE, origin: from(3), group },
  ])
  const repaired = await start({ repaired: true, retryTopics: true })
  const processed = await replayToRepaired(ctx, { origin, dlq, group, placed, repaired })
  for (const { headers } of processed) expect(staleOf(headers)).toEqual([])
})

/** What a framework left on a record. */
function staleOf(headers: Parameters<typeof businessHeaders>[0]): string[] {
  return businessHeaders(headers)
    .map(({ name }) => name.toString())
    .filter((name) => /^(kafka_|retry_topic|spring)/.test(name) && name !== 'kafka_custom')
}
