import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { compileFilter, type RecordFilter } from '#server/filter/compile-filter.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { fill } from '#testkit/kafka/fill-topic.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'
import { ScanEngine } from './scan-engine.ts'

const BATCHES = [5, 5, 5]
const BUDGET = { matches: 100, bytes: 1 << 20, ms: 40, emptyMs: 30_000, records: Infinity }

let cluster: KafkaCluster
beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

/** An engine over two partitions of some batches each. */
async function engineFor(matches: RecordFilter['matches']): Promise<ScanEngine> {
  const topic = await lastingTopic({ partitions: 2 })
  for (const partition of [0, 1]) await fill(cluster, { topic, partition }, { batches: BATCHES })
  const compiled = compileFilter({ filter: 'true' })
  if (!compiled) throw new Error('no filter')
  const part = { from: 0n, to: 15n, logStart: 0n, bound: null }
  return new ScanEngine(
    { cluster, topic, isolation: 'uncommitted' },
    {
      direction: 'forward',
      parts: [
        { partition: 0, ...part },
        { partition: 1, ...part },
      ],
      wanted: { topic, filter: { ...compiled, matches }, time: { from: -Infinity, to: Infinity } },
      prepare: null,
      handBack: () => undefined,
    },
  )
}

test('goes on by itself while nothing is found, and stops where it was told to', async () => {
  const { signal } = new AbortController()
  const whole = await (await engineFor(() => false)).advance([0, 1], BUDGET, signal)
  expect(whole.map(({ done, counts }) => [done, counts.records])).toEqual([
    [true, 15],
    [true, 15],
  ])
  const some = await (await engineFor(() => false)).advance([0, 1], { ...BUDGET, ms: 0, records: 1 }, signal)
  expect(some.map(({ done, counts }) => [done, counts.records])).toEqual([
    [false, 5],
    [false, 5],
  ])
})

test('what is found at the end of one partition is reported while another goes on', async () => {
  const slow = (until: number) => {
    while (performance.now() < until);
    return false
  }
  const engine = await engineFor((record, { partition }) =>
    partition === 0 ? record.offset() === 14n : slow(performance.now() + 10),
  )
  const { signal } = new AbortController()
  const found: string[] = []
  for (let rounds = 0; rounds < 30; rounds += 1) {
    const reports = await engine.advance([0, 1], { ...BUDGET, ms: 20 }, signal)
    for (const report of reports)
      found.push(...report.found.map(({ record }) => `${report.partition}:${record.offset}`))
    if (reports.every(({ done }) => done)) break
  }
  expect(found).toEqual(['0:14'])
})
