import { setTimeout as delay } from 'node:timers/promises'
import { ConfigResourceTypes } from 'kafkajs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { testKafka } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { compactOften, deleteBefore } from '#testkit/kafka/fill-topic.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { inPieces } from '#testkit/search/in-pieces.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'
import { randomFilter } from '#testkit/search/random-filter.ts'
import { Chance, inOrder, type PlainBatch, type PlainRecord, randomBatches } from '#testkit/search/random-topic.ts'

/** More rounds: TAILRACE_SEARCH_ROUNDS=40 npm run test:broker -- server/search. A failure names its seed: TAILRACE_SEARCH_SEED. */
const ROUNDS = Number(process.env['TAILRACE_SEARCH_ROUNDS'] ?? 2)
const SEED = Number(process.env['TAILRACE_SEARCH_SEED'] ?? Date.now() % 1_000_000)
const CONFIG = { 'retention.ms': '-1', 'segment.ms': '5', 'min.cleanable.dirty.ratio': '0.001' }

let cluster: KafkaCluster
beforeAll(async () => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
  await compactOften(cluster)
})
afterAll(() => cluster.close())

/** A compacted topic takes no record without a key; some keys come often, others hardly ever twice. */
function keyed(batches: PlainBatch[], chance: Chance): PlainBatch[] {
  for (const { records } of batches)
    for (const record of records)
      record.key = Buffer.from(chance.next() < 0.4 ? `key-${chance.below(12)}` : `customer-${chance.below(2_000)}`)
  return batches
}

async function append(topic: string, batches: readonly PlainBatch[]): Promise<void> {
  for (const { partition, compression, records } of batches)
    await appendBatch(cluster, { topic, partition }, encodeBatch({ records, compression }))
}

/** Compaction begins: the broker takes away what a later record of the same key replaces, and deletions with it. */
async function compact(topic: string): Promise<void> {
  const configs = { ...CONFIG, 'cleanup.policy': 'compact,delete', 'delete.retention.ms': '0' }
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  const admin = testKafka().admin()
  await admin.connect()
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
  })
  await admin.disconnect()
}

/** The places of all records that are there at this moment, of those before `ends`. */
async function placesOf(topic: string, ends: readonly number[]): Promise<Set<string>> {
  const places = new Set<string>()
  for (const [partition, to] of ends.entries())
    for await (const { records } of readForward(cluster, { topic, partition, from: 0n, to: BigInt(to) }))
      for (const { offset } of records) places.add(`${partition}:${offset}`)
  return places
}

const named = ({ partition, offset }: PlainRecord) => `${partition}:${offset}`

test.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
  'what stays is found once and in order while records arrive, are deleted and are compacted (seed %s)',
  { timeout: 120_000 },
  async (seed) => {
    const chance = new Chance(seed)
    for (const from of ['newest', 'oldest'] as const) {
      const partitions = 1 + chance.below(2)
      const topic = await lastingTopic({ partitions, config: CONFIG })
      const random = (count: number) =>
        keyed(randomBatches(chance, { partitions, batches: count, back: false }), chance)
      const batches = random(150)
      await append(topic, batches)
      const ends = Array.from({ length: partitions }, (_, partition) =>
        batches.reduce((sum, batch) => sum + (batch.partition === partition ? batch.records.length : 0), 0),
      )
      const total = ends.reduce((sum, end) => sum + end, 0)
      const { query, wanted } = randomFilter(chance)
      const deletes = chance.next() < 0.5
      let cut = 0
      const meanwhile = async (piece: number) => {
        if (piece === 1) await compact(topic)
        if (piece === 0) return
        if (chance.next() < 0.5) await append(topic, random(2))
        if (deletes && chance.next() < 0.3) {
          cut = Math.min(ends[0] ?? 0, cut + chance.below(20))
          await deleteBefore(topic, BigInt(cut))
        }
        if (chance.next() < 0.3) await delay(chance.below(200))
        // It surely happens before the search is over.
        const left = async () => (await placesOf(topic, ends)).size
        if (piece === 3) await expect.poll(left, { timeout: 60_000 }).toBeLessThan(total - cut)
      }
      const { found, expired, gaps } = await inPieces(cluster, topic, {
        query: { ...query, from },
        chance,
        most: 8,
        meanwhile,
      })
      const left = await placesOf(topic, ends)
      const expected = inOrder(batches, from)(wanted).map((record) => named(record))
      const seen = new Set(found)
      expect({ query, found }).toEqual({ query, found: expected.filter((place) => seen.has(place)) })
      const missed = expected.filter((place) => !seen.has(place))
      expect(missed.filter((place) => left.has(place))).toEqual([])
      // Whatever had vanished before it was its turn is counted.
      expect(expired + gaps).toBeGreaterThanOrEqual(missed.length)
    }
  },
)
