import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { listDeadLetterTopics } from '#server/dead-letters/list-dead-letter-topics.ts'
import { listDeadLetters } from '#server/dead-letters/list-dead-letters.ts'
import { type ConnectWorker, startConnectWorker } from '#testkit/producers/connect-worker.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { proveReplay } from './prove-replay.ts'
import {
  businessHeaders,
  header,
  readAll,
  record,
  settled,
  startReplay,
  testContext,
  write,
} from '#testkit/replays/harness.ts'

let ctx: ClusterCtx
let folder: string
let worker: ConnectWorker

beforeAll(async () => {
  ctx = testContext(inject('bootstrapServers'))
  folder = await mkdtemp(join(tmpdir(), 'tailrace-connect-'))
  worker = await startConnectWorker(inject('bootstrapServers'), folder)
}, 120_000)
afterAll(async () => {
  await worker?.stop()
  ctx.cluster.close()
  await rm(folder, { recursive: true, force: true })
})

const WAIT = { timeout: 60_000, interval: 200 }

/** What each record fails at, as long as the connector is configured as it is at first. */
const ORDERS = [
  { value: '{"id":1,"amount":12}', stage: null },
  { value: '{"id":2,"amount":', stage: 'VALUE_CONVERTER' },
  { value: '{"id":3,"amount":"twelve"}', stage: 'TRANSFORMATION' },
  { value: '{"id":4,"amount":7}', stage: null },
]

test(
  'Kafka Connect: what a sink could not take is replayed to it once it is repaired, byte for byte',
  { timeout: 180_000 },
  async () => {
    const origin = await createTopic({ partitions: 2 })
    const dlq = `${origin}-dlq`
    const connector = randomName('sink')
    const file = join(folder, 'sink.txt')
    const business = (index: number) => [
      header('source', 'web'),
      header('trace', Buffer.from([0, 255, index])),
      header('source', 'app'),
      header('empty', null),
    ]
    await write(
      ctx.cluster,
      { topic: origin, partition: 1 },
      ORDERS.map(({ value }, index) =>
        record({ key: Buffer.from(`order-${index}`), value: Buffer.from(value), headers: business(index) }),
      ),
    )
    const sink = {
      'connector.class': 'FileStreamSink',
      'tasks.max': '1',
      topics: origin,
      file,
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': dlq,
      'errors.deadletterqueue.topic.replication.factor': '1',
      'errors.deadletterqueue.context.headers.enable': 'true',
      'header.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter',
    }
    await worker.configure(connector, {
      ...sink,
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable': 'false',
      transforms: 'cast',
      'transforms.cast.type': 'org.apache.kafka.connect.transforms.Cast$Value',
      'transforms.cast.spec': 'amount:int32',
    })

    const letters = await vi.waitFor(async () => {
      const { items } = await listDeadLetters(ctx, { topic: dlq, limit: 10 })
      expect(items).toHaveLength(2)
      return items
    }, WAIT)
    for (const { key, stage } of [
      { key: 'order-1', stage: 'VALUE_CONVERTER' },
      { key: 'order-2', stage: 'TRANSFORMATION' },
    ]) {
      const letter = letters.find(({ message }) => message.key?.text === key)
      expect(letter).toMatchObject({
        family: 'kafka-connect',
        stage,
        origin: { topic: origin, partition: 1, offset: key.slice('order-'.length) },
        component: `connector ${connector}, task 0`,
        exceptionClass: 'org.apache.kafka.connect.errors.DataException',
        exceptionMessage: expect.any(String),
        stackTrace: expect.stringContaining('\tat '),
        // Its time is that of the original.
        failedAt: null,
      })
    }
    const { items } = await listDeadLetterTopics(ctx, { search: dlq, sort: 'topic', page: 1, pageSize: 10 })
    expect(items[0]).toMatchObject({ topic: dlq, family: 'kafka-connect', confirmed: true, sourceTopics: [origin] })

    await worker.configure(connector, sink)
    const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 2, skipped: 0 })
    // The repaired sink writes each value as it is.
    await vi.waitFor(async () => {
      const lines = (await readFile(file, 'utf8')).split('\n')
      for (const index of [1, 2]) expect(lines).toContain(ORDERS[index]?.value)
    }, WAIT)
    const proof = await vi.waitFor(async () => {
      const { groups, ...rest } = await proveReplay(ctx, { replay: job.id })
      expect(groups.find(({ id }) => id === `connect-${connector}`)).toMatchObject({ consumed: 2 })
      return rest
    }, WAIT)
    expect(proof).toEqual({ sent: 2, cameBack: 0, cameBackSample: null })

    const replayed = [...(await readAll(ctx.cluster, origin)).values()]
      .flat()
      .filter(({ headers }) => headers.some(({ name }) => name.toString() === 'tailrace-replay-id'))
    for (const index of [1, 2]) {
      const arrived = replayed.find(({ key }) => String(key) === `order-${index}`)
      expect(arrived?.value).toEqual(Buffer.from(ORDERS[index]?.value ?? ''))
      expect(businessHeaders(arrived?.headers ?? [])).toEqual(business(index))
    }
  },
)
