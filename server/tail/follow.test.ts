import { expect, test } from 'vitest'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { ByteBudget } from './byte-budget.ts'
import type { Delivery } from './delivery.ts'
import { Follow } from './follow.ts'
import { expiredGap, truncatedGap } from './gaps.ts'
import { PrivateLinks } from './private-links.ts'
import { TopicLoop } from './topic-loop.ts'

const TOPIC = 'orders'
const VIEW = { key: 'all', base: 'all', topic: TOPIC, filter: null, sample: 1, partitions: null }

/** One batch for each ten offsets; more than a viewer takes from the ring at once. */
function delivery(from: bigint, to: bigint): Delivery {
  const parts: Buffer[] = []
  for (let baseOffset = from; baseOffset < to; baseOffset += 10n) {
    const records = Array.from({ length: 10 }, () => ({ key: null, value: null, headers: [], timestamp: 0 }))
    const bytes = encodeBatch({ records })
    bytes.writeBigInt64BE(baseOffset)
    parts.push(bytes)
  }
  const { batches } = splitBatches(Buffer.concat(parts))
  const fetched = { partition: 0, from, to, batches, sizeBytes: 1 << 20, end: 1_000n }
  return { receivedAt: 0, fetched: [fetched], sizeBytes: 1 << 20 }
}

/** A loop that connects to nothing, and a viewer at `next` that reads its ring; what it is given, in order. */
function follow(deliveries: readonly Delivery[], next: bigint) {
  const cluster = new KafkaCluster(testCluster('127.0.0.1:1'))
  const loop = new TopicLoop(cluster, TOPIC, 'uncommitted', new ByteBudget(1e9))
  const bring = (one: Delivery) => {
    for (const { partition, to } of one.fetched) loop.positions.set(partition, to)
    loop.ring.push(one)
    loop.fanout.deliver(one)
  }
  loop.ring.startAt(0, 0n)
  for (const one of deliveries) bring(one)
  const given: string[] = []
  const failures: unknown[] = []
  const viewer = new Follow(
    loop,
    { view: VIEW, next: new Map([[0, next]]), links: new PrivateLinks(cluster) },
    {
      piece: (_follow, { fetched, segments }) =>
        given.push(`${fetched.from}-${fetched.to}: ${segments.reduce((sum, { count }) => sum + count, 0)}`),
      gap: (_follow, { text }) => given.push(text),
      restart: () => given.push('restart'),
      jump: (_follow, _partition, offset) => given.push(`on from ${offset}`),
      end: () => given.push('end'),
      fail: (error) => failures.push(error),
      throttled: () => undefined,
      wake: () => undefined,
    },
  )
  const once = async () => {
    viewer.pump()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const pump = async () => {
    for (let step = 0; step < 10 && !viewer.live; step += 1) await once()
    expect(failures).toEqual([])
  }
  return { loop, viewer, given, bring, pump, once }
}

const RING = [delivery(0n, 50n), delivery(50n, 70n), delivery(70n, 100n)]

/** As the loop does where its position is not in the log. */
function send({ loop }: { loop: TopicLoop }, to: bigint): void {
  const from = loop.positions.get(0) ?? 0n
  const gap = to > from ? expiredGap(TOPIC, 0, from, to) : truncatedGap(TOPIC, 0, from, to)
  if (to < from) loop.ring.cut(0, to)
  loop.positions.set(0, to)
  loop.ring.startAt(0, to)
  loop.fanout.jump({ partition: 0, from, to, gap })
}

test('a viewer on its way reads on when the loop is sent beyond deleted records, and is told of them when it gets there', async () => {
  const { given, bring, once, pump, viewer, ...rest } = follow(RING, 0n)
  await once()
  send(rest, 200n)
  expect(given).toEqual(['0-50: 50'])
  await pump()
  expect(viewer.live).toBe(true)
  bring(delivery(200n, 210n))
  const told = [expiredGap(TOPIC, 0, 100n, 200n).text, 'on from 200']
  expect(given).toEqual(['0-50: 50', '50-70: 20', '70-100: 30', ...told, '200-210: 10'])
})

test('it is told between what was brought before and after', async () => {
  const { given, bring, once, pump, viewer, ...rest } = follow(RING, 0n)
  await once()
  send(rest, 200n)
  bring(delivery(200n, 210n))
  await pump()
  expect(viewer.live).toBe(true)
  const told = [expiredGap(TOPIC, 0, 100n, 200n).text, 'on from 200']
  expect(given).toEqual(['0-50: 50', '50-70: 20', '70-100: 30', ...told, '200-210: 10'])
})

test('a live viewer is told at once', () => {
  const { given, viewer, ...rest } = follow(RING, 100n)
  expect(viewer.live).toBe(true)
  send(rest, 200n)
  expect(given).toEqual([expiredGap(TOPIC, 0, 100n, 200n).text, 'on from 200'])
})

test('of a log that was cut a viewer on its way is shown what is left, then what came instead', async () => {
  const { given, bring, once, pump, viewer, ...rest } = follow(RING, 0n)
  await once()
  send(rest, 80n)
  bring(delivery(80n, 90n))
  await pump()
  expect(viewer.live).toBe(true)
  expect(given).toEqual(['0-50: 50', '50-70: 20', '70-80: 10', '80-90: 10'])
})

test('who had read beyond the end of a log that was cut goes back to it', async () => {
  const { given, bring, once, pump, viewer, ...rest } = follow(RING, 0n)
  await once()
  await once()
  send(rest, 60n)
  bring(delivery(60n, 90n))
  await pump()
  expect(viewer.live).toBe(true)
  const told = [truncatedGap(TOPIC, 0, 70n, 60n).text, 'on from 60']
  expect(given).toEqual(['0-50: 50', '50-70: 20', ...told, '60-90: 30'])
})
