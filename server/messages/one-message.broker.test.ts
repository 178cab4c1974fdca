import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Message, ProduceBody } from '#lib/contract/messages.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { ByteStream } from '#server/http/route.ts'
import { readerContext, testContext } from '#testkit/http/test-context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { deleteBefore, fill, fillTransactions } from '#testkit/kafka/fill-topic.ts'
import { getMessage } from './get-message.ts'
import { produceMessage } from './produce-message.ts'

let ctx: ClusterCtx
let cluster: KafkaCluster

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
  cluster = ctx.cluster
})
afterAll(() => cluster.close())

async function get(
  topic: string,
  offset: number,
  query: { isolation?: 'committed'; partition?: number; maxBytes?: number } = {},
) {
  const { isolation = 'uncommitted', partition = 0, maxBytes } = query
  const ctx = readerContext(cluster, AbortSignal.timeout(10_000))
  const place = { topic, partition: String(partition), offset: String(offset) }
  const answer = await getMessage(ctx, { ...place, isolation, maxBytes })
  return Message.parse(answer)
}

async function produce(topic: string, body: unknown) {
  return produceMessage(ctx, { topic, ...ProduceBody.parse(body) })
}

async function download(topic: string, part: 'key' | 'value') {
  const ctx = readerContext(cluster, AbortSignal.timeout(10_000))
  const answer = await getMessage(ctx, { topic, partition: '0', offset: '0', isolation: 'uncommitted', download: part })
  if (!(answer instanceof ByteStream)) throw new Error('no bytes')
  const pieces: Uint8Array[] = []
  for await (const piece of answer.pieces) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), headers: answer.headers }
}

describe('one record', () => {
  test('comes whole, by its place', async () => {
    const topic = await createTopic()
    await fill(cluster, { topic, partition: 0 }, { batches: [3, 2], valueBytes: 50_000 })
    const message = await get(topic, 4)
    expect(message).toMatchObject({ offset: '4', compression: 'gzip', key: { text: 'value-4' } })
    expect(message.value).toMatchObject({ truncated: false, sizeBytes: 50_000 })
    const beginning = await get(topic, 4, { maxBytes: 2000 })
    expect(beginning.value).toMatchObject({ truncated: true, sizeBytes: 50_000 })
    expect(beginning.value?.text).toHaveLength(2000)
    expect((await get(topic, 4, { maxBytes: 60_000 })).value).toMatchObject({ truncated: false })
  })

  test('is not found for a reason', async () => {
    const topic = await createTopic()
    await fill(cluster, { topic, partition: 0 }, { batches: [5, 5] })
    await deleteBefore(topic, 3n)
    await expect(get(topic, 1)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('begins at 3'),
    })
    await expect(get(topic, 10)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('will be 10'),
    })
    await expect(get(topic, 1, { partition: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await get(topic, 3)).offset).toBe('3')
  })

  test('aborted records and markers are shown, unless only committed ones are asked for', async () => {
    const topic = await createTopic()
    await fillTransactions(topic, 'ac')
    expect(await get(topic, 0)).toMatchObject({ transactional: true, value: { text: 'a-0-0' } })
    expect(await get(topic, 3)).toMatchObject({ control: 'abort' })
    expect(await get(topic, 7)).toMatchObject({ control: 'commit' })
    const committed = { isolation: 'committed' } as const
    await expect(get(topic, 0, committed)).rejects.toMatchObject({ message: expect.stringContaining('aborted') })
    await expect(get(topic, 3, committed)).rejects.toMatchObject({ message: expect.stringContaining('marker') })
    expect((await get(topic, 4, committed)).value?.text).toBe('c-1-0')
  })
})

describe('produce', () => {
  test('what is written comes back byte for byte, headers in order with duplicates and nulls', async () => {
    const topic = await createTopic()
    const { records } = await produce(topic, {
      key: { base64: 'AP+A' },
      value: { text: '{"id":9007199254740993}', format: 'json' },
      headers: [
        { name: 'b', value: { text: '1' } },
        { name: 'a', value: null },
        { name: 'b', value: { text: '0000002a', format: 'hex' } },
        { name: '7', value: { text: '', format: 'empty' } },
      ],
      timestamp: 1_700_000_000_123,
      compression: 'zstd',
    })
    expect(records).toEqual([{ partition: 0, offset: '0' }])
    const message = await get(topic, 0)
    expect(message).toMatchObject({
      timestamp: 1_700_000_000_123,
      compression: 'zstd',
      key: { format: 'hex', text: '00ff80' },
      value: { format: 'json', text: '{"id":9007199254740993}' },
    })
    expect(message.headers.map(({ name, value }) => [name, value?.text])).toEqual([
      ['b', '1'],
      ['a', undefined],
      ['b', '42'],
      ['7', ''],
    ])
    const key = await download(topic, 'key')
    expect(key.bytes).toEqual(Buffer.from([0, 0xff, 0x80]))
    expect(key.headers).toMatchObject({
      'content-disposition': `attachment; filename="${topic}-0-0.key.bin"`,
      'content-length': '3',
    })
  })

  test('a key finds the partition that Kafka clients choose, and records without one take turns', async () => {
    const topic = await createTopic({ partitions: 5 })
    const producer = testKafka().producer()
    await producer.connect()
    for (const key of ['a', 'order-17', 'żółw', 'customer/42']) {
      const [theirs] = await producer.send({ topic, messages: [{ key, value: 'x' }] })
      const { records } = await produce(topic, { key: { text: key }, value: { text: 'y' } })
      expect(records[0]?.partition).toBe(theirs?.partition)
    }
    await producer.disconnect()
    const { records } = await produce(topic, { value: { text: 'n' }, count: 12 })
    const perPartition = new Map<number, number>()
    for (const { partition } of records) perPartition.set(partition, (perPartition.get(partition) ?? 0) + 1)
    expect([...perPartition.values()].toSorted((a, b) => a - b)).toEqual([2, 2, 2, 3, 3])
    expect(await produce(topic, { partition: 4, count: 2 })).toMatchObject({
      records: [{ partition: 4 }, { partition: 4 }],
    })
  })

  test('what cannot be written is explained', async () => {
    const topic = await createTopic({ config: { 'max.message.bytes': '1000' } })
    await expect(produce(topic, { value: { text: 'x'.repeat(2000) } })).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('max.message.bytes'),
    })
    await expect(produce(topic, { partition: 1 })).rejects.toMatchObject({ issues: [{ path: 'partition' }] })
    await expect(produce(topic, { value: { text: '{', format: 'json' } })).rejects.toMatchObject({
      issues: [{ path: 'value' }],
    })
    await expect(produce('absent-topic', {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const compacted = await createTopic({ config: { 'cleanup.policy': 'compact' } })
    await expect(produce(compacted, { value: { text: 'x' } })).rejects.toMatchObject({
      message: expect.stringContaining('INVALID_RECORD'),
    })
  })

  test('a null value is a tombstone without bytes to download', async () => {
    const topic = await createTopic()
    await produce(topic, { key: { text: 'k' } })
    expect((await get(topic, 0)).value).toBeNull()
    await expect(download(topic, 'value')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
