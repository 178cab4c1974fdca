import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { SearchQuery } from '#lib/contract/search.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { compactedTopic, deleteBefore } from '#testkit/kafka/fill-topic.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { searchRecords } from './search-records.ts'
import { inPieces } from '#testkit/search/in-pieces.ts'
import { randomFilter } from '#testkit/search/random-filter.ts'
import { Chance, inOrder, type PlainBatch, type PlainRecord, randomBatches } from '#testkit/search/random-topic.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'

/** More rounds: TAILRACE_SEARCH_ROUNDS=200 npm run test:broker -- server/search. A failure names its seed: TAILRACE_SEARCH_SEED. */
const ROUNDS = Number(process.env['TAILRACE_SEARCH_ROUNDS'] ?? 6)
const SEED = Number(process.env['TAILRACE_SEARCH_SEED'] ?? Date.now() % 1_000_000)

let cluster: KafkaCluster
beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

async function append(topic: string, batches: readonly PlainBatch[]): Promise<void> {
  for (const { partition, compression, records } of batches)
    await appendBatch(cluster, { topic, partition }, encodeBatch({ records, compression }))
}

const named = ({ partition, offset }: PlainRecord) => `${partition}:${offset}`

test.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
  'finds what a plain loop finds, in order and once, in any pieces (seed %s)',
  async (seed) => {
    const chance = new Chance(seed)
    const back = chance.next() < 0.5
    const partitions = 1 + chance.below(3)
    const batches = randomBatches(chance, { partitions, batches: 30, back })
    const topic = await lastingTopic({ partitions })
    await append(topic, batches)
    for (const from of ['newest', 'oldest'] as const) {
      for (let turn = 0; turn < 3; turn += 1) {
        const { query, wanted } = randomFilter(chance)
        const expected = inOrder(batches, from)(wanted).map((record) => named(record))
        const { found, last } = await inPieces(cluster, topic, { query: { ...query, from }, chance })
        expect({ query, found }).toEqual({ query, found: expected })
        expect(last).toMatchObject({ complete: true, stoppedBecause: 'end' })
      }
    }
    const times = batches.flatMap(({ records }) => records.map(({ timestamp }) => timestamp))
    const [a, b] = [chance.pick(times), chance.pick(times)].toSorted((x, y) => x - y)
    const inTime = ({ timestamp }: PlainRecord) => timestamp >= (a ?? 0) && timestamp < (b ?? 0)
    const range = await inPieces(cluster, topic, { query: { from: 'time', timestamp: a, to: b }, chance })
    expect(range.found.toSorted()).toEqual(
      inOrder(
        batches,
        'oldest',
      )(inTime)
        .map((record) => named(record))
        .toSorted(),
    )
    const reverse = await inPieces(cluster, topic, {
      query: { from: 'time', timestamp: (b ?? 0) - 1, to: a, order: 'newest' },
      chance,
    })
    expect(reverse.found.toSorted()).toEqual(range.found.toSorted())
  },
  60_000,
)

test.each([SEED, SEED + 1])(
  'goes on while records arrive and others are deleted from the front (seed %s)',
  async (seed) => {
    const chance = new Chance(seed)
    const batches = randomBatches(chance, { partitions: 1, batches: 40, back: false })
    const total = batches.reduce((sum, { records }) => sum + records.length, 0)
    for (const from of ['newest', 'oldest'] as const) {
      const topic = await lastingTopic()
      await append(topic, batches)
      const cut = chance.below(total)
      const { query, wanted } = randomFilter(chance)
      const { found, expired } = await inPieces(cluster, topic, {
        query: { ...query, from },
        chance,
        meanwhile: async (piece) => {
          if (piece !== 2) return
          await append(topic, randomBatches(chance, { partitions: 1, batches: 3, back: false }))
          await deleteBefore(topic, BigInt(cut))
        },
      })
      const expected = inOrder(batches, from)(wanted)
      const lost = expected.filter((record) => !found.includes(named(record)))
      expect(found).toEqual(expected.map((record) => named(record)).filter((name) => found.includes(name)))
      expect(lost.every(({ offset }) => offset < cut)).toBe(true)
      if (lost.length > 0) expect(expired).toBeGreaterThanOrEqual(lost.length)
    }
  },
  60_000,
)

test('finds what compaction left, and counts the gaps', async () => {
  const topic = await compactedTopic(cluster)
  const kept: string[] = []
  await expect
    .poll(
      async () => {
        kept.length = 0
        for await (const { records } of readForward(cluster, { topic, partition: 0, from: 0n, to: 300n }))
          kept.push(...records.map(({ offset }) => `0:${offset}`))
        return kept.length
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(200)
  const { found } = await inPieces(cluster, topic, {
    query: { from: 'oldest', filter: 'key.startsWith("key-")' },
    chance: new Chance(SEED),
  })
  expect(found.length).toBeLessThanOrEqual(kept.length)
  const whole = SearchQuery.parse({ from: 'newest', limit: 1000 })
  for await (const event of searchRecords(readerContext(cluster, AbortSignal.timeout(20_000)), { topic, ...whole })) {
    if (event.type !== 'done') continue
    const [partition] = event.coverage.partitions
    expect(event.coverage.notes).toContain('gaps')
    expect((partition?.records ?? 0) + (partition?.gaps ?? 0)).toBe(300)
  }
})
