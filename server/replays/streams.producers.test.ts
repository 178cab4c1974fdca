import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type RunningApplication, startApplication } from '#testkit/producers/start-application.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { businessHeaders, readAll, testContext } from '#testkit/replays/harness.ts'
import { deadLetters, placeOrders, replayToRepaired } from '#testkit/replays/repaired-application.ts'

let ctx: ClusterCtx
let folder: string
let application: RunningApplication | undefined

beforeAll(async () => {
  ctx = testContext(inject('bootstrapServers'))
  folder = await mkdtemp(join(tmpdir(), 'tailrace-streams-'))
})
afterAll(async () => {
  await application?.stop()
  ctx.cluster.close()
  await rm(folder, { recursive: true, force: true })
})

test('Kafka Streams with errors.dead.letter.queue.topic.name (KIP-1034)', async () => {
  const origin = await createTopic({ partitions: 2 })
  const dlq = await createTopic({ topic: `${origin}-dlq` })
  const charged = await createTopic({ topic: `${origin}-charged`, partitions: 2 })
  const group = randomName('streams')
  const shape = {
    mainClass: 'StreamsOrders',
    bootstrapServers: inject('bootstrapServers'),
    topic: origin,
    group,
    folder,
  } as const
  application = await startApplication({ ...shape, repaired: false })
  const placed = await placeOrders(ctx, origin)
  const letters = await deadLetters(ctx, dlq, 3)
  const failed = (offset: number) => ({
    family: 'kafka-streams',
    origin: { topic: origin, partition: 1, offset: String(offset) },
    stackTrace: expect.stringContaining('\tat '),
  })
  const unpayable = {
    exceptionClass: 'java.lang.IllegalStateException',
    exceptionMessage: "Order 4711 cannot be charged: no rate for 'XYZ'",
  }
  expect(letters).toMatchObject([
    { ...failed(1), ...unpayable },
    { ...failed(2), ...unpayable },
    {
      ...failed(3),
      exceptionClass: 'org.apache.kafka.common.errors.SerializationException',
      exceptionMessage: 'Byte 17 of the order is no schema this version knows',
    },
  ])

  await application.stop()
  application = await startApplication({ ...shape, repaired: true })
  await replayToRepaired(ctx, { origin, dlq, group, placed, repaired: application })
  // What it made of them bears nothing of the failure either.
  const made = [...(await readAll(ctx.cluster, charged)).values()].flat()
  expect(made).toHaveLength(placed.length)
  for (const { value, headers } of placed) {
    const [same] = made.filter((each) => String(each.value) === String(value))
    expect(same?.value).toEqual(value)
    expect(businessHeaders(same?.headers ?? [])).toEqual(headers)
  }
})
