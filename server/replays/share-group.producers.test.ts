import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listDeadLetterTopics } from '#server/dead-letters/list-dead-letter-topics.ts'
import { type RunningApplication, startApplication } from '#testkit/producers/start-application.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { incrementalAlterConfigs } from '#server/kafka/protocol/incremental-alter-configs.ts'
import { businessHeaders, readAll, settled, startReplay, testContext } from '#testkit/replays/harness.ts'
import { deadLetters, placeOrders } from '#testkit/replays/repaired-application.ts'

const WAIT = { timeout: 90_000, interval: 200 }
const GROUP = 32
const SET = 0

let folder: string
let kafka: EmbeddedKafka
let ctx: ClusterCtx
let application: RunningApplication | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-share-'))
  kafka = await startKafka({
    dataDir: join(folder, 'kafka'),
    pom: join(import.meta.dirname, '../../testkit/producers/kafka-4.4/pom.xml'),
  })
  ctx = testContext(kafka.bootstrapServers)
})
afterAll(async () => {
  await application?.stop()
  ctx?.cluster.close()
  await kafka?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function configureGroup(group: string, config: Record<string, string>): Promise<void> {
  const { responses } = await ctx.cluster.send('any', incrementalAlterConfigs, {
    resources: [
      {
        resourceType: GROUP,
        resourceName: group,
        configs: Object.entries(config).map(([name, value]) => ({ name, configOperation: SET, value })),
      },
    ],
    validateOnly: false,
  })
  expect(responses).toMatchObject([{ errorCode: 0 }])
}

test('a share group of Kafka 4.4: what it rejected is found over its pointers, and sent to it again', async () => {
  const { bootstrapServers } = kafka
  const origin = await createTopic({ bootstrapServers, partitions: 2 })
  const config = { 'errors.deadletterqueue.group.enable': 'true' }
  const dlq = await createTopic({ bootstrapServers, topic: `dlq.${origin}`, config })
  const group = randomName('share')
  await configureGroup(group, { 'errors.deadletterqueue.topic.name': dlq, 'share.auto.offset.reset': 'earliest' })
  const shape = { mainClass: 'ShareOrders', bootstrapServers, topic: origin, group, folder } as const
  application = await startApplication({ ...shape, repaired: false })
  const placed = await placeOrders(ctx, origin)

  const letters = await deadLetters(ctx, dlq, 2)
  for (const [index, letter] of letters.entries())
    expect(letter).toMatchObject({
      family: 'share-group',
      group,
      origin: { topic: origin, partition: 1, offset: String(index + 1) },
      attempts: 1,
      exceptionMessage: expect.stringContaining('rejected'),
      pointer: true,
    })
  const { items } = await listDeadLetterTopics(ctx, { search: dlq, sort: 'topic', page: 1, pageSize: 10 })
  expect(items[0]).toMatchObject({ topic: dlq, family: 'share-group', confirmed: true, sourceTopics: [origin] })

  await application.stop()
  application = await startApplication({ ...shape, repaired: true })
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 2, skipped: 0 })
  const isReplayed = ({ headers }: { headers: { name: Buffer }[] }) =>
    headers.some(({ name }) => name.toString() === 'tailrace-replay-id')
  const processed = await vi.waitFor(async () => {
    const again = ((await application?.processed()) ?? []).filter(isReplayed)
    expect(again).toHaveLength(2)
    return again
  }, WAIT)
  const arrived = [...(await readAll(ctx.cluster, origin)).values()].flat().filter(isReplayed)
  for (const { key, value, headers } of placed.slice(1, 3))
    for (const records of [processed, arrived]) {
      const same = records.find((each) => String(each.value) === String(value))
      expect(same?.key).toEqual(key)
      expect(same?.value).toEqual(value)
      expect(businessHeaders(same?.headers ?? [])).toEqual(headers)
    }
})
