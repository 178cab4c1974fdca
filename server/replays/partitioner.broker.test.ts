import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import { ProduceBody } from '#lib/contract/messages.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import { produceMessage } from '#server/messages/produce-message.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { PARTITIONERS, type PartitionerName } from '#server/search/partitioner/partitioners.ts'
import {
  connectHeaders,
  dryRun,
  header,
  readAll,
  record,
  settled,
  startReplay,
  testContext,
  write,
} from '#testkit/replays/harness.ts'

const PARTITIONS = 4
let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

const keyed = (key: string, headers: RecordHeader[] = []) => record({ key: Buffer.from(key), headers })
const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `key-${index}`)

/** A topic whose keys one partitioner has placed, and a dead letter of each key's first record. */
async function placed(by: PartitionerName, keys: readonly string[]): Promise<{ origin: string; dlq: string }> {
  const origin = await createTopic({ partitions: PARTITIONS })
  const dlq = await createTopic({ topic: `${origin}-dlq` })
  const perPartition = Map.groupBy(keys, (key) => PARTITIONERS[by].partition(Buffer.from(key), PARTITIONS))
  for (const [partition, here] of perPartition) {
    await write(
      ctx.cluster,
      { topic: origin, partition },
      here.map((key) => keyed(key)),
    )
    const letters = here.map((key, offset) => keyed(key, connectHeaders(origin, partition, offset)))
    await write(ctx.cluster, { topic: dlq }, letters)
  }
  return { origin, dlq }
}

const request = (dlq: string) => ({
  source: { topic: dlq },
  selection: { all: true } as const,
  target: { origin: true } as const,
})

describe.each(['murmur2', 'crc32', 'fnv1a'] as const)('a topic whose keys %s has placed', (by) => {
  test('gets each replayed key into the partition it failed in', async () => {
    const keys = keysOf(24)
    const { origin, dlq } = await placed(by, keys)
    const plan = await dryRun(ctx, request(dlq))
    expect(plan.warnings.map(({ code }) => code)).not.toContain('keysMoved')
    const job = await startReplay(ctx, { ...request(dlq), planHash: plan.planHash })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 24 })
    for (const [partition, records] of await readAll(ctx.cluster, origin))
      for (const { key } of records)
        expect(PARTITIONERS[by].partition(key ?? Buffer.alloc(0), PARTITIONS)).toBe(partition)
  })

  test('gets a record produced by its key where the key already is', async () => {
    const keys = keysOf(24)
    const { origin } = await placed(by, keys)
    for (const key of keys.slice(0, 6)) {
      const body = ProduceBody.parse({ key: { text: key, format: 'text' } })
      const { records } = await produceMessage(ctx, { topic: origin, ...body })
      expect(records[0]?.partition, key).toBe(PARTITIONERS[by].partition(Buffer.from(key), PARTITIONS))
    }
  })

  test('is searched for newer records of a key in the partition the key failed in', async () => {
    const keys = keysOf(8)
    const { origin, dlq } = await placed(by, keys)
    for (const key of keys.slice(0, 6)) {
      const partition = PARTITIONERS[by].partition(Buffer.from(key), PARTITIONS)
      await write(ctx.cluster, { topic: origin, partition }, [keyed(key)])
    }
    const plan = await dryRun(ctx, request(dlq))
    expect(plan.warnings.find(({ code }) => code === 'newerInTarget')?.text).toMatch(/^6 keys have newer records/)
    const careful = { ...request(dlq), options: { skipStale: true } }
    expect((await dryRun(ctx, careful)).skipped).toMatchObject([{ reason: 'stale', count: 6 }])
    const job = await startReplay(ctx, careful)
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 2, skipped: 6 })
  })
})

test('keys that a replay would move to another partition are counted and warned of', async () => {
  const origin = await createTopic({ partitions: PARTITIONS })
  const dlq = await createTopic({ topic: `${origin}-dlq` })
  const keys = keysOf(16)
  // Placed by an application of its own, which no known partitioner explains.
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const here = keys.filter((_, index) => index % PARTITIONS === partition)
    await write(
      ctx.cluster,
      { topic: origin, partition },
      here.map((key) => keyed(key)),
    )
    const letters = here.map((key, offset) => keyed(key, connectHeaders(origin, partition, offset)))
    await write(ctx.cluster, { topic: dlq }, letters)
  }
  const moved = keys.filter(
    (key, index) => PARTITIONERS.murmur2.partition(Buffer.from(key), PARTITIONS) !== index % PARTITIONS,
  ).length
  const plan = await dryRun(ctx, request(dlq))
  expect(plan.warnings.find(({ code }) => code === 'keysMoved')?.text).toContain(`${moved} keys`)
  const original = await dryRun(ctx, { ...request(dlq), options: { partitioning: 'original' } })
  expect(original.warnings.map(({ code }) => code)).not.toContain('keysMoved')
})

async function commit(groupId: string, topic: string): Promise<void> {
  const admin = testKafka().admin()
  await admin.connect()
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] })
  await admin.disconnect()
  await topicReaders(ctx.cluster, 0)
}

describe('the failing group', () => {
  test('of a Kafka Connect sink is the group of its connector', async () => {
    const origin = await createTopic()
    const dlq = await createTopic({ topic: `${origin}-dlq` })
    const connector = `sink-of-${origin}`
    const headers = connectHeaders(origin, 0, 0).filter(({ name }) => !name.toString().endsWith('connector.name'))
    await write(ctx.cluster, { topic: origin }, [keyed('a')])
    await write(ctx.cluster, { topic: dlq }, [
      keyed('a', [...headers, header('__connect.errors.connector.name', connector)]),
    ])
    await commit(`connect-${connector}`, origin)
    const plan = await dryRun(ctx, request(dlq))
    expect(plan.groups).toMatchObject([{ id: `connect-${connector}`, failing: true }])
    expect(plan.warnings.map(({ code }) => code)).not.toContain('otherGroups')
  })

  test('reads its retry topic under a name of its own', async () => {
    const origin = await createTopic()
    const dlq = await createTopic({ topic: `${origin}-dlt` })
    const retry = await createTopic({ topic: `${origin}-retry-500` })
    const group = `readers-of-${origin}`
    await write(ctx.cluster, { topic: dlq }, [
      keyed('a', [
        header('kafka_dlt-original-topic', origin),
        header('kafka_dlt-original-consumer-group', group),
        header('kafka_dlt-exception-fqcn', 'java.lang.IllegalStateException'),
      ]),
    ])
    await commit(`${group}-retry-500`, retry)
    const plan = await dryRun(ctx, { ...request(dlq), target: { retry: true } })
    expect(plan.groups).toMatchObject([{ id: `${group}-retry-500`, failing: true }])
    expect(plan.warnings.map(({ code }) => code)).not.toContain('otherGroups')
  })
})
