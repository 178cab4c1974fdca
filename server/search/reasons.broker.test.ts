import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AnalysisQuery } from '#lib/contract/analysis.ts'
import { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import { TraceDone } from '#lib/contract/trace.ts'
import { countSlice } from '#server/analysis/count-slice.ts'
import { planSlice } from '#server/analysis/plan-slice.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { nextChunks } from '#server/kafka/fetch/next-chunks.ts'
import { rangeScan } from '#server/kafka/fetch/read-range.ts'
import { deleteBefore, fill } from '#testkit/kafka/fill-topic.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { readersOf } from '#testkit/search/covered.ts'
import { holdThreads } from '#testkit/search/hold-threads.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'
import { scanPool } from './worker/scan-pool.ts'

/** Everything that a coverage can say is said here by a real cluster; the last test compares with the contract. */
const seen = { partition: new Set<string>(), stopped: new Set<string>(), trace: new Set<string>() }

let dataDir: string
let kafka: EmbeddedKafka
let cluster: KafkaCluster
let read: ReturnType<typeof readersOf>
/** Six partitions of 10 records in three batches, on brokers 1 to 3, none of them replicated. */
let spread: string
let leaders: number[]

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-reasons-'))
  kafka = await startKafka({ dataDir, brokers: 3 })
  cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
  read = readersOf(cluster)
  spread = await topicOf(6, [5, 3, 2])
  leaders = (await cluster.topic(spread)).partitions.map(({ leader }) => leader)
}, 180_000)
afterAll(async () => {
  cluster?.close()
  await kafka?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function topicOf(partitions: number, batches: readonly number[]): Promise<string> {
  const topic = await lastingTopic({ partitions, bootstrapServers: kafka.bootstrapServers })
  for (let partition = 0; partition < partitions; partition += 1)
    await fill(cluster, { topic, partition }, { batches, name: `p${partition}` })
  return topic
}

/** The reasons of a coverage that says `stopped`, each once; complete only where they all are those of a whole range. */
function reasonsOf(coverage: Coverage, stopped: Coverage['stoppedBecause']): string[] {
  expect(coverage.stoppedBecause).toBe(stopped)
  seen.stopped.add(stopped)
  const reasons = [...new Set(coverage.partitions.map(({ reason }) => reason))]
  for (const reason of reasons) seen.partition.add(reason)
  expect(coverage.complete).toBe(reasons.every((reason) => ['complete', 'empty', 'keyElsewhere'].includes(reason)))
  return reasons.toSorted()
}

function traceSays(done: TraceDone, stopped: TraceDone['stoppedBecause']): TraceDone {
  expect(done.stoppedBecause).toBe(stopped)
  seen.trace.add(stopped)
  return done
}

const problemsOf = ({ partitions }: Coverage) => partitions.flatMap(({ problem }) => problem ?? [])
/** Two nested loops over the value: about a second for the 60 records of {@link slowTopic}. */
const SLOW = 'value.all(a, value.all(b, a != b || a >= 0))'

async function slowTopic(): Promise<string> {
  const topic = await lastingTopic({ bootstrapServers: kafka.bootstrapServers })
  const value = Buffer.from(JSON.stringify(Array.from({ length: 1500 }, (_, index) => index)))
  const records = Array.from({ length: 60 }, () => ({ key: null, value, headers: [], timestamp: 1_790_000_000_000 }))
  await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records }))
  return topic
}

test('all of it: complete, empty, and where a key cannot be', async () => {
  const half = await lastingTopic({ partitions: 2, bootstrapServers: kafka.bootstrapServers })
  await fill(cluster, { topic: half, partition: 0 }, { batches: [5], name: 'p0' })
  expect(reasonsOf((await read.search(half)).coverage, 'end')).toEqual(['complete', 'empty'])
  expect(reasonsOf(await read.page(half), 'end')).toEqual(['complete', 'empty'])
  expect(reasonsOf(await read.analysis(half), 'end')).toEqual(['complete', 'empty'])
  const history = await read.search(spread, { key: 'p1-3', partitioner: 'murmur2' })
  expect(reasonsOf(history.coverage, 'end')).toEqual(['complete', 'keyElsewhere'])
  const done = traceSays(await read.trace([half, spread], { key: 'p1-3' }), 'end')
  expect(done).toMatchObject({ complete: true, topics: [{ state: 'done' }, { state: 'done', matched: 1 }] })
})

test('stopped: at a number of matches, of records, by bytes, by time, by the reader', { timeout: 90_000 }, async () => {
  const long = await topicOf(1, [300, 300, 300, 300])
  expect(reasonsOf((await read.search(long, { limit: 3 })).coverage, 'limit')).toEqual(['limit'])
  expect(reasonsOf(await read.page(long, { limit: 3 }), 'limit')).toEqual(['limit'])
  const some = await read.search(long, { text: 'nowhere', maxRecords: 10 })
  expect(reasonsOf(some.coverage, 'maxRecords')).toEqual(['maxRecords'])
  expect(some.continue).toBeTruthy()
  const slow = await slowTopic()
  expect(reasonsOf((await read.search(slow, { filter: SLOW, maxSeconds: 0.1 })).coverage, 'maxSeconds')).toEqual([
    'maxSeconds',
  ])
  const leaving = AbortSignal.timeout(50)
  const left = await read.search(slow, { filter: SLOW }, leaving)
  expect(reasonsOf(left.coverage, 'cancelled')).toEqual(['cancelled'])
  expect(left.continue).toBeTruthy()

  const large = await lastingTopic({ bootstrapServers: kafka.bootstrapServers })
  const value = Buffer.alloc(3_000, 'x')
  const records = Array.from({ length: 100 }, () => ({ key: null, value, headers: [], timestamp: 1_790_000_000_000 }))
  for (let batch = 0; batch < 10; batch += 1)
    await appendBatch(cluster, { topic: large, partition: 0 }, encodeBatch({ records }))
  expect(reasonsOf(await read.analysis(large, { from: 'oldest', maxBytes: 1_000_000 }), 'maxBytes')).toEqual([
    'maxBytes',
  ])
  expect(reasonsOf(await read.analysis(large, { from: 'oldest', maxRecords: 100 }), 'maxRecords')).toEqual([
    'maxRecords',
  ])
  const input = { ...AnalysisQuery.parse({ from: 'oldest' }), maxSeconds: 0 }
  const plan = await planSlice(cluster, await cluster.topic(large), input)
  const told: Coverage[] = []
  await countSlice({ cluster, topic: large, isolation: 'committed' }, { plan, input }, ({ coverage }) =>
    told.push(coverage),
  )
  expect(reasonsOf(Coverage.parse(told.at(-1)), 'maxSeconds')).toEqual(['maxSeconds'])
  await countSlice(
    { cluster, topic: large, isolation: 'committed' },
    { plan, input: AnalysisQuery.parse({ from: 'oldest' }) },
    ({ coverage }) => told.push(coverage),
  )
  expect(reasonsOf(Coverage.parse(told[1]), 'running')).toEqual(['running'])
})

test('a trace says why it ended', { timeout: 90_000 }, async () => {
  const topics = [await topicOf(1, [1000]), await topicOf(1, [1000]), await topicOf(1, [1000])]
  expect(traceSays(await read.trace(topics, { text: 'p0', limit: 5 }), 'limit').complete).toBe(false)
  const most = traceSays(await read.trace(topics, { text: 'p0', limit: 1000 }), 'maxMatches')
  expect(most.complete).toBe(false)
  expect(most.topics.reduce((sum, { matched }) => sum + matched, 0)).toBeGreaterThanOrEqual(2_000)
  // Two topics wait until the time is over, the third one's turn comes too late.
  const held = holdThreads(scanPool())
  const late = read.trace(topics, { text: 'p0', maxSeconds: 0.1 })
  await delay(150)
  await held.close()
  expect(traceSays(await late, 'maxSeconds').topics.map(({ state }) => state)).toContain('notRead')
  const gone = new AbortController()
  gone.abort()
  expect(traceSays(await read.trace(topics, { text: 'p0' }, gone.signal), 'cancelled').complete).toBe(false)
  const failed = traceSays(
    await read.trace(topics.slice(0, 1), { text: 'p0', continue: [`${topics[0]}:wrong`] }),
    'error',
  )
  expect(failed.topics[0]).toMatchObject({ state: 'failed', problem: expect.stringContaining('no position') })
})

test('what was deleted before it was read', async () => {
  const gone = await topicOf(1, [10, 10])
  await deleteBefore(gone, 12n, kafka.bootstrapServers)
  const range = { from: 'offset', offset: '3' }
  for (const coverage of [(await read.search(gone, range)).coverage, await read.page(gone, range)]) {
    expect(reasonsOf(coverage, 'end')).toEqual(['expired'])
    expect(coverage.partitions[0]).toMatchObject({ expired: 9, scannedFrom: '12' })
  }
  // The analysis plans its slice by what is there; here the log is cut after that.
  const input = AnalysisQuery.parse({ from: 'oldest' })
  const topic = await topicOf(2, [10, 10])
  const plan = await planSlice(cluster, await cluster.topic(topic), input)
  await deleteBefore(topic, 20n, kafka.bootstrapServers)
  const told: Coverage[] = []
  await countSlice({ cluster, topic, isolation: 'committed' }, { plan, input }, ({ coverage }) => told.push(coverage))
  expect(reasonsOf(Coverage.parse(told.at(-1)), 'end')).toEqual(['complete', 'expired'])
  expect(told.at(-1)?.partitions[0]).toMatchObject({ expired: 20, records: 0 })
})

test('a damaged batch: the others are read, and it is said', async () => {
  const damaged = await topicOf(2, [10, 10, 10])
  const { partitions } = await cluster.topic(damaged)
  const folder = join(dataDir, `node-${partitions[1]?.leader}`, 'logs', `${damaged}-1`)
  // In the file that the broker serves: a fault of a disk.
  await using file = await open(join(folder, '00000000000000000000.log'), 'r+')
  const at = (await file.readFile()).indexOf('p1-4')
  await file.write('X', at)
  await file.sync()
  for (const query of [{ limit: 1000 }, { limit: 1000, from: 'oldest' }, { text: 'p', limit: 1000 }]) {
    const { coverage } = await read.search(damaged, query)
    expect(reasonsOf(coverage, 'end')).toEqual(['complete', 'error'])
    expect(coverage).toMatchObject({ matched: 50, notes: ['damagedBatches'], skippedBatches: 1 })
  }
  const page = await read.page(damaged, { limit: 1000 })
  expect(reasonsOf(page, 'end')).toEqual(['complete', 'error'])
  expect(page).toMatchObject({ matched: 50, notes: ['damagedBatches'] })
  const analysis = await read.analysis(damaged)
  expect(reasonsOf(analysis, 'end')).toEqual(['complete', 'error'])
  expect(analysis).toMatchObject({ records: 50, notes: ['damagedBatches'] })
  const { complete, topics } = await read.trace([damaged], { text: 'p1' })
  expect({ complete, reason: topics[0]?.coverage?.partitions[1]?.reason }).toEqual({ complete: false, reason: 'error' })
})

test('a log that ends earlier than it did is no end', async () => {
  for (const [direction, from] of [
    ['forward', 0n],
    ['backward', 0n],
    // Out of range, which the broker says itself.
    ['forward', 12n],
  ] as const) {
    const scan = rangeScan(direction, { partition: 0, from, to: 15n }, { isolation: 'committed', reached: true })
    const source = { cluster, topic: spread, isolation: 'committed' } as const
    while (!scan.done) await nextChunks(source, [scan], AbortSignal.timeout(20_000))
    expect(scan.problem?.message).toContain('ends at offset 10 now and reached offset 15')
    expect(scan.from < scan.to).toBe(true)
  }
})

test('a broker that is gone: its partitions are offline, the others are read', { timeout: 120_000 }, async () => {
  const victim = leaders[0] ?? 1
  const lost = leaders.filter((leader) => leader === victim).length
  const held = `p${leaders.findIndex((leader) => leader !== victim)}-3`
  const begun = [
    await read.search(spread, { from: 'newest', limit: 5 }),
    await read.search(spread, { from: 'oldest', limit: 5 }),
  ]
  await kafka.kill(victim)
  const matched = 10 * (6 - lost)
  const tokens: (string | undefined)[] = []
  for (const [index, from] of ['newest', 'oldest'].entries()) {
    const { coverage } = await read.search(spread, { from, limit: 1000 })
    expect(reasonsOf(coverage, 'error')).toEqual(['complete', 'offline'])
    expect(coverage.matched).toBe(matched)
    expect(problemsOf(coverage)).toHaveLength(lost)
    const rest = await read.search(spread, { from, limit: 1000, continue: begun[index]?.continue })
    expect(reasonsOf(rest.coverage, 'error')).toEqual(['complete', 'offline'])
    tokens.push(rest.continue)
    // What is left is in lost partitions only: who goes on until nothing is left comes to an end.
    const again = await read.search(spread, { from, limit: 1000, continue: rest.continue })
    expect(reasonsOf(again.coverage, 'error')).toEqual(['offline'])
    expect(again.continue).toBeUndefined()
  }
  const page = await read.page(spread, { limit: 1000 })
  expect(reasonsOf(page, 'error')).toEqual(['complete', 'offline'])
  expect(page.matched).toBe(matched)
  const analysis = await read.analysis(spread)
  expect(reasonsOf(analysis, 'error')).toEqual(['complete', 'offline'])
  expect(analysis.records).toBe(matched)
  // The history of a key whose partition cannot be told, since the keys of some cannot be looked at.
  const history = await read.search(spread, { key: held })
  expect(reasonsOf(history.coverage, 'error')).toEqual(['complete', 'offline'])
  expect(history.coverage.matched).toBe(1)
  const done = traceSays(await read.trace([spread], { key: held }), 'error')
  expect(done).toMatchObject({ complete: false, topics: [{ state: 'done', matched: 1 }] })

  await kafka.restart(victim)
  const leaderIsBack = async () =>
    (await cluster.topic(spread, { maxAgeMs: 0 })).partitions.every(({ leader }) => leader >= 0)
  await expect.poll(leaderIsBack, { timeout: 30_000 }).toBe(true)
  for (const [index, from] of ['newest', 'oldest'].entries()) {
    const query = { from, limit: 1000, continue: tokens[index] }
    const coverage = async () => (await read.search(spread, query)).coverage
    await expect.poll(coverage, { timeout: 20_000 }).toMatchObject({ complete: true, stoppedBecause: 'end' })
    const { matched: found, partitions } = await coverage()
    expect(partitions.map(({ partition }) => leaders[partition])).toEqual(Array(partitions.length).fill(victim))
    expect(found).toBe(partitions.reduce((sum, { from: first, to }) => sum + Number(to) - Number(first), 0))
  }
})

test('the contract names no other reasons', () => {
  expect([...seen.partition].toSorted()).toEqual(PartitionCoverage.shape.reason.options.toSorted())
  expect([...seen.stopped].toSorted()).toEqual(Coverage.shape.stoppedBecause.options.toSorted())
  expect([...seen.trace].toSorted()).toEqual(TraceDone.shape.stoppedBecause.options.toSorted())
})
