import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { SearchQuery } from '#lib/contract/search.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#server/kafka/connection/testing.ts'
import { fill } from '#server/kafka/fetch/testing/fill-topic.ts'
import { searchRecords } from '../search-records.ts'
import { ScanPool, scanPool } from './scan-pool.ts'
import { lastingTopic } from '../testing/lasting-topic.ts'

let cluster: KafkaCluster
beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

test('threads are given in turn, to so many and no more', async () => {
  const pool = new ScanPool(1)
  const never = new AbortController().signal
  const first = await pool.acquire(never).thread
  expect(pool.tryAcquire()).toBeNull()
  const leaving = new AbortController()
  const second = pool.acquire(never)
  const third = pool.acquire(leaving.signal)
  const fourth = pool.acquire(never)
  expect([second.ahead(), third.ahead(), fourth.ahead()]).toEqual([1, 2, 3])
  leaving.abort()
  await expect(third.thread).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(fourth.ahead()).toBe(2)
  for (let waiting = 2; waiting < 16; waiting += 1) pool.acquire(never).thread.catch(() => undefined)
  expect(() => pool.acquire(never)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  await pool.release(first)
  const again = await second.thread
  expect(again.dead).toBe(false)
  again.end()
  await pool.release(again)
  const another = await fourth.thread
  expect(another).not.toBe(again)
  another.end()
})

test('a thread that was begun ahead is the one that is given, and only one is begun', async () => {
  const pool = new ScanPool(2)
  pool.warm()
  pool.warm()
  const first = pool.tryAcquire()
  const second = pool.tryAcquire()
  expect(first).not.toBeNull()
  expect(second).not.toBe(first)
  pool.warm()
  expect(pool.tryAcquire()).toBeNull()
  for (const thread of [first, second]) {
    thread?.end()
    if (thread) await pool.release(thread)
  }
})

test('a search that waits says how many are ahead, and runs when it is its turn', async () => {
  const topic = await lastingTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [20] })
  const held = []
  for (let thread = scanPool().tryAcquire(); thread; thread = scanPool().tryAcquire()) held.push(thread)
  const waiting: number[] = []
  let matched = 0
  for await (const event of searchRecords(
    { cluster, signal: AbortSignal.timeout(20_000) },
    { topic, ...SearchQuery.parse({}) },
  )) {
    if (event.type === 'progress') waiting.push(event.progress.waitingFor)
    if (event.type === 'record') matched += 1
    if (waiting.length === 1) for (const thread of held.splice(0)) await scanPool().release(thread)
  }
  expect(waiting[0]).toBe(1)
  expect(matched).toBe(20)
})

test('a cancelled search frees its threads at once, and they are used again', async () => {
  const topic = await lastingTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [400, 400], valueBytes: 1000 })
  const leaving = new AbortController()
  const input = { topic, ...SearchQuery.parse({ filter: 'value.contains("value")' }), limit: Infinity }
  let cancelledAt = 0
  for await (const event of searchRecords({ cluster, signal: leaving.signal }, input)) {
    if (event.type === 'record' && !leaving.signal.aborted) {
      cancelledAt = performance.now()
      leaving.abort()
    }
    if (event.type === 'done') expect(event.coverage.stoppedBecause).toBe('cancelled')
  }
  // The threads are back or ended by now; the limit is that of a slow machine, the usual time some milliseconds.
  expect(performance.now() - cancelledAt).toBeLessThan(5_000)
  const free = []
  for (let thread = scanPool().tryAcquire(); thread; thread = scanPool().tryAcquire()) free.push(thread)
  expect(free.length).toBeGreaterThanOrEqual(2)
  for (const thread of free) await scanPool().release(thread)
})
