import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '../connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { recordsBackward, recordsForward } from './range-chunk.ts'
import type { ScanOptions, ScanRange } from './range-scan.ts'
import { type Direction, rangeScan, readRange } from './read-range.ts'
import { boundsOf, compactedTopic, deleteBefore, fill, fillTransactions } from '#testkit/kafka/fill-topic.ts'

let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

interface Asked extends Partial<ScanOptions>, Partial<ScanRange> {
  direction: Direction
}

/** Reads it all; checks on the way that the chunks join without gap or overlap. */
async function readAll(topic: string, { direction, ...asked }: Asked) {
  const bounds = await boundsOf(cluster, topic)
  const isolation = asked.isolation ?? 'committed'
  const range = { partition: 0, from: asked.from ?? bounds.from, to: asked.to ?? bounds.to }
  const scan = rangeScan(direction, range, { isolation, ...asked })
  const found: string[] = []
  let at = direction === 'forward' ? range.from : range.to
  let chunks = 0
  for await (const chunk of readRange({ cluster, topic, isolation }, scan, AbortSignal.timeout(20_000))) {
    chunks += 1
    if (direction === 'forward') {
      expect(chunk.from >= at).toBe(true)
      at = chunk.to
    } else {
      expect(chunk.to).toBe(at)
      at = chunk.from
    }
    const records = (direction === 'forward' ? recordsForward : recordsBackward)(chunk, (_, error) => {
      throw error
    })
    for (const { record } of records) found.push(`${record.offset}:${record.value?.toString().replace(/\.+$/, '')}`)
  }
  return { found, scan, chunks, end: at }
}

describe('a range of one partition', () => {
  const sizes = [1, 7, 120, 3, 500, 64, 65, 1, 1, 300]
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const expected = Array.from({ length: total }, (_, index) => `${index}:value-${index}`)
  let topic: string
  beforeAll(async () => {
    topic = await createTopic()
    await fill(cluster, { topic, partition: 0 }, { batches: sizes })
  })

  test.each([undefined, 700, 20_000])('reads every codec forward, by chunks of %s bytes', async (chunkBytes) => {
    const options = chunkBytes === undefined ? {} : { chunkBytes }
    const { found, scan } = await readAll(topic, { direction: 'forward', ...options })
    expect(found).toEqual(expected)
    expect(scan.done).toBe(true)
  })

  test.each([
    [1, 1_000],
    [18, 1 << 20],
    [100, 5_000],
    [100_000, 300],
  ])(
    'reads backward the same, in reverse, from %s offsets at first and chunks of %s bytes',
    async (firstRecords, chunkBytes) => {
      const { found, end } = await readAll(topic, { direction: 'backward', firstRecords, chunkBytes })
      expect(found).toEqual(expected.toReversed())
      expect(end).toBe(0n)
    },
  )

  test.each(['forward', 'backward'] as const)(
    'reads a part %s, from and to in the middle of batches',
    async (direction) => {
      const { found } = await readAll(topic, { direction, from: 100n, to: 333n })
      const part = expected.slice(100, 333)
      expect(found).toEqual(direction === 'forward' ? part : part.toReversed())
    },
  )

  test('the newest records cost one chunk, whatever lies before', async () => {
    const { to } = await boundsOf(cluster, topic)
    const scan = rangeScan('backward', { partition: 0, from: 0n, to }, { isolation: 'committed', firstRecords: 10 })
    for await (const chunk of readRange({ cluster, topic, isolation: 'committed' }, scan, AbortSignal.timeout(5_000))) {
      expect([...recordsBackward(chunk, () => undefined)]).toHaveLength(300)
      expect(chunk.bytes).toBeLessThan(20_000)
      break
    }
  })
})

test.each(['forward', 'backward'] as const)('batches larger than the limit are read %s', async (direction) => {
  const topic = await createTopic({ config: { 'max.message.bytes': '4000000' } })
  await fill(cluster, { topic, partition: 0 }, { batches: [1, 1, 1, 5], valueBytes: 500_000 })
  const { found } = await readAll(topic, { direction, chunkBytes: 2_000 })
  const expected = Array.from({ length: 8 }, (_, index) => `${index}:value-${index}`)
  expect(found).toEqual(direction === 'forward' ? expected : expected.toReversed())
})

describe('transactions', () => {
  let topic: string
  beforeAll(async () => {
    topic = await createTopic()
    await fillTransactions(topic, 'caacac')
  })
  const committed = [
    '0:c-0-0',
    '1:c-0-1',
    '2:c-0-2',
    '12:c-3-0',
    '13:c-3-1',
    '14:c-3-2',
    '20:c-5-0',
    '21:c-5-1',
    '22:c-5-2',
  ]

  test.each(['forward', 'backward'] as const)(
    'read committed hides aborted records and markers, %s',
    async (direction) => {
      for (const firstRecords of [1, 3, 1000]) {
        const { found } = await readAll(topic, { direction, firstRecords, chunkBytes: 200 })
        expect(found).toEqual(direction === 'forward' ? committed : committed.toReversed())
      }
    },
  )

  test('read uncommitted shows them, and markers on demand', async () => {
    const uncommitted = await readAll(topic, { direction: 'forward', isolation: 'uncommitted' })
    expect(uncommitted.found).toHaveLength(18)
    const control = await readAll(topic, { direction: 'forward', isolation: 'uncommitted', showControl: true })
    expect(control.found).toHaveLength(24)
  })
})

test('gaps after compaction are passed over in both directions', async () => {
  const topic = await compactedTopic(cluster)
  const deadline = Date.now() + 25_000
  let forward = await readAll(topic, { direction: 'forward' })
  while (forward.found.length > 70 && Date.now() < deadline) {
    await delay(300)
    forward = await readAll(topic, { direction: 'forward' })
  }
  expect(forward.found.length).toBeLessThanOrEqual(70)
  expect(forward.end).toBe(300n)
  for (const firstRecords of [1, 20, 1000]) {
    const backward = await readAll(topic, { direction: 'backward', firstRecords })
    expect(backward.found).toEqual(forward.found.toReversed())
    expect(backward.end).toBe(0n)
  }
})

test.each(['forward', 'backward'] as const)(
  'records deleted while reading %s are said to be gone',
  async (direction) => {
    const topic = await createTopic()
    await fill(cluster, { topic, partition: 0 }, { batches: [50, 50, 50, 50] })
    await deleteBefore(topic, 120n)
    const { found, scan } = await readAll(topic, { direction, from: 0n, firstRecords: 1000 })
    expect(found).toHaveLength(80)
    expect(scan.expired).toEqual({ from: 0n, to: 120n })
    expect(scan.problem).toBeNull()
  },
)

test('an aborted reader stops', async () => {
  const topic = await createTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [10] })
  const scan = rangeScan('forward', { partition: 0, from: 0n, to: 10n }, { isolation: 'committed' })
  const reading = readRange({ cluster, topic, isolation: 'committed' }, scan, AbortSignal.abort(new Error('left')))
  await expect(reading.next()).rejects.toThrow('left')
})
