import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { SearchQuery } from '#lib/contract/search.ts'
import { Owner } from '#server/limits/owner.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { fill } from '#testkit/kafka/fill-topic.ts'
import { searchRecords } from '../search-records.ts'
import { ScanPool, scanPool } from './scan-pool.ts'
import { holdThreads } from '#testkit/search/hold-threads.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'
import type { FilterJob } from './protocol.ts'

let cluster: KafkaCluster
beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

const OPTIONS = { running: { perUser: 1, all: 1 }, waiting: { perUser: 3, all: 16 }, what: 'searches' }

test('threads are given to users in turn, to a share of each and no more', async () => {
  const pool = new ScanPool(OPTIONS)
  const ada = new Owner('ada')
  const first = pool.acquire(ada)
  await first.ready
  expect(pool.tryAcquire(new Owner('eve'))).toBeNull()
  const second = pool.acquire(ada)
  const leaving = new Owner('ada')
  const third = pool.acquire(leaving)
  const fourth = pool.acquire(ada)
  const eve = pool.acquire(new Owner('eve'))
  expect([second, third, fourth, eve].map((lease) => lease.ahead())).toEqual([1, 3, 4, 2])
  expect(() => pool.acquire(new Owner('ada'))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  await leaving.close()
  await expect(third.ready).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(fourth.ahead()).toBe(3)
  await first.close()
  await second.ready
  await second.close()
  await eve.ready
  expect(pool.figures).toMatchObject({ used: 1, waiting: 1 })
  await eve.close()
  await fourth.ready
  fourth.end()
  await fourth.close()
  expect(pool.figures).toEqual({ used: 0, waiting: 0, idle: 0 })
})

test('an owner that is closed gets no thread, and none is lost', async () => {
  const pool = new ScanPool(OPTIONS)
  const gone = new Owner('ada', AbortSignal.abort())
  expect(() => pool.acquire(gone)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  const leaving = new Owner('ada')
  const lease = pool.acquire(leaving)
  // The place is given, the thread is not taken yet.
  void leaving.close()
  await expect(lease.ready).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(pool.figures).toEqual({ used: 0, waiting: 0, idle: 0 })
})

test('a thread that is asked nothing is taken back when somebody waits for one', async () => {
  const pool = new ScanPool({ ...OPTIONS, forgottenMs: 300, watchEveryMs: 50 })
  const forgotten = pool.acquire(new Owner('ada'))
  await forgotten.ready
  await delay(500)
  expect(forgotten.closed).toBe(false)
  const waiting = pool.acquire(new Owner('eve'))
  await waiting.ready
  expect(forgotten.closed).toBe(true)
  await expect(forgotten.matches({} as FilterJob, 0, [])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await waiting.close()
})

test('a thread that was begun ahead is the one that is given, and only one is begun', async () => {
  const pool = new ScanPool({ ...OPTIONS, running: { perUser: 1, all: 2 } })
  pool.warm()
  pool.warm()
  expect(pool.figures.idle).toBe(1)
  const owners = [new Owner('ada'), new Owner('eve')]
  const leases = owners.map((owner) => pool.tryAcquire(owner))
  for (const lease of leases) await lease?.ready
  pool.warm()
  expect(pool.figures).toEqual({ used: 2, waiting: 0, idle: 0 })
  for (const lease of leases) lease?.end()
  for (const owner of owners) await owner.close()
})

test('a search that waits says how many are ahead, and runs when it is its turn', async () => {
  const topic = await lastingTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: [20] })
  const held = holdThreads(scanPool())
  const waiting: number[] = []
  let matched = 0
  for await (const event of searchRecords(readerContext(cluster, AbortSignal.timeout(20_000)), {
    topic,
    ...SearchQuery.parse({}),
  })) {
    if (event.type === 'progress') waiting.push(event.progress.waitingFor)
    if (event.type === 'record') matched += 1
    if (waiting.length === 1) await held.close()
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
  for await (const event of searchRecords(readerContext(cluster, leaving.signal), input)) {
    if (event.type === 'record' && !leaving.signal.aborted) {
      cancelledAt = performance.now()
      leaving.abort()
    }
    if (event.type === 'done') expect(event.coverage.stoppedBecause).toBe('cancelled')
  }
  // The threads are back or ended by now; the limit is that of a slow machine, the usual time some milliseconds.
  expect(performance.now() - cancelledAt).toBeLessThan(5_000)
  expect(scanPool().figures).toMatchObject({ used: 0, waiting: 0 })
})

test('the time of a search is over also while nobody asks for its next record', async () => {
  const topic = await lastingTopic()
  await fill(cluster, { topic, partition: 0 }, { batches: Array.from({ length: 10 }, () => 500) })
  const input = { topic, ...SearchQuery.parse({ from: 'oldest', maxSeconds: 0.5 }), limit: Infinity }
  let stoppedBecause = ''
  let first = true
  for await (const event of searchRecords(readerContext(cluster), input)) {
    if (event.type === 'done') stoppedBecause = event.coverage.stoppedBecause
    if (event.type !== 'record' || !first) continue
    first = false
    await expect.poll(() => scanPool().figures.used, { timeout: 5_000 }).toBe(0)
  }
  expect(stoppedBecause).toBe('maxSeconds')
})
