import { afterEach, describe, expect, test } from 'vitest'
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
import type { View } from './view.ts'
import { ExpressionPool } from './expressions/expression-pool.ts'
import type { ExpressionLease } from './expressions/expression-lease.ts'

const TOPIC = 'orders'
const VIEW: View = { key: 'all', base: 'all', topic: TOPIC, filter: null, sample: 1, partitions: null }

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
function follow(deliveries: readonly Delivery[], next: bigint, view: View = VIEW) {
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
    { view, next: new Map([[0, next]]), links: new PrivateLinks(cluster) },
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

describe('with an expression', { timeout: 60_000 }, () => {
  const leases: ExpressionLease[] = []
  afterEach(() => {
    for (const lease of leases.splice(0)) lease.close()
  })

  function viewOf(filter: string): View {
    const pool = new ExpressionPool({ threads: 1, viewers: { perUser: 1, all: 1 } })
    const job = { clusterId: 'test', serde: { registry: null, protobuf: null }, topic: TOPIC, maxBytes: 1_000 }
    const lease = pool.open({ ...job, filter: { filter } }, 'ada')
    leases.push(lease)
    return { ...VIEW, key: filter, base: filter, filter: { kind: 'inThread', filter: lease } }
  }

  test('a live viewer is told everything in order, whenever the answers come', async () => {
    const { given, bring, viewer, ...rest } = follow(RING, 100n, viewOf('offset % 2 == 0'))
    expect(viewer.live).toBe(true)
    bring(delivery(100n, 150n))
    send(rest, 200n)
    bring(delivery(200n, 210n))
    expect(given).toEqual([])
    const told = [expiredGap(TOPIC, 0, 150n, 200n).text, 'on from 200']
    await expect.poll(() => given, { timeout: 20_000 }).toEqual(['100-150: 25', ...told, '200-210: 5'])
  })

  test('a viewer on its way is given the same as a live one', async () => {
    const { given, viewer } = follow(RING, 0n, viewOf('offset % 2 == 0'))
    await expect.poll(() => (viewer.pump(), viewer.live), { timeout: 20_000 }).toBe(true)
    expect(given).toEqual(['0-50: 25', '50-70: 10', '70-100: 15'])
  })

  test('one whose expression is slower than the topic goes on from what it was given last, and is live again', async () => {
    const { given, bring, viewer, loop } = follow(RING, 100n, viewOf('offset % 2 == 0'))
    for (let from = 100n; from < 140n; from += 10n) bring(delivery(from, from + 10n))
    expect(viewer.live).toBe(false)
    expect(loop.fanout.size).toBe(1)
    await expect.poll(() => (viewer.pump(), viewer.live), { timeout: 20_000 }).toBe(true)
    bring(delivery(140n, 150n))
    await expect.poll(() => given.length, { timeout: 20_000 }).toBe(5)
    expect(given).toEqual(['100-110: 5', '110-120: 5', '120-130: 5', '130-140: 5', '140-150: 5'])
    viewer.leave()
    expect(loop.fanout.size).toBe(0)
  })

  test('a topic that was created again is told after what was read of the old one, and followed', async () => {
    const { given, bring, viewer, loop } = follow(RING, 100n, viewOf('true'))
    for (let from = 100n; from < 120n; from += 10n) bring(delivery(from, from + 10n))
    loop.fanout.restart({ gap: expiredGap(TOPIC, 0, 0n, 1n), topicId: null, positions: new Map([[0, 0n]]) })
    loop.positions.set(0, 0n)
    bring(delivery(0n, 10n))
    const all = ['100-110: 10', '110-120: 10', 'restart', '0-10: 10']
    await expect.poll(() => given, { timeout: 20_000 }).toEqual(all)
    expect(viewer.live).toBe(true)
  })
})
