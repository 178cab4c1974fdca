import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type SearchDone, SearchQuery } from '#lib/contract/search.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#server/kafka/connection/testing.ts'
import { compactedTopic, deleteBefore } from '#server/kafka/fetch/testing/fill-topic.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { searchRecords } from './search-records.ts'
import { Chance, inOrder, NOTES, type PlainBatch, type PlainRecord, randomBatches } from './testing/random-topic.ts'
import { lastingTopic } from './testing/lasting-topic.ts'

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

interface Asked {
  query: Record<string, unknown>
  /** The same, as a plain loop over decoded records would decide. */
  wanted: (record: PlainRecord) => boolean
}

const has = (bytes: Buffer | null, text: string) => bytes !== null && bytes.includes(text)
const hasText = ({ key, value, json, headers }: PlainRecord, text: string, fold: (text: string) => string) => {
  const inBytes = (bytes: Buffer | null) => bytes !== null && fold(bytes.toString('utf8')).includes(fold(text))
  return (
    inBytes(key) ||
    inBytes(value) ||
    headers.some((header) => inBytes(header.name) || inBytes(header.value)) ||
    (json !== null && [json.id, json.note].some((part) => part !== undefined && fold(part).includes(fold(text))))
  )
}

function randomFilter(chance: Chance): Asked {
  const note = chance.pick(NOTES)
  const id = `id-${chance.below(30)}`
  const quoted = JSON.stringify(note)
  return chance.pick<Asked>([
    { query: { text: note }, wanted: (record) => hasText(record, note, (text) => text) },
    {
      query: { text: note.toUpperCase(), caseSensitive: false },
      wanted: (record) => hasText(record, note.toUpperCase(), (text) => text.toLowerCase()),
    },
    { query: { text: id }, wanted: (record) => hasText(record, id, (text) => text) },
    { query: { key: 'key-3' }, wanted: ({ key }) => key?.toString() === 'key-3' },
    {
      query: { header: 'source:xyzzy' },
      wanted: ({ headers }) => headers.some(({ name, value }) => has(name, 'source') && has(value, 'xyzzy')),
    },
    { query: { filter: `value.note == ${quoted}` }, wanted: ({ json }) => json?.note === note },
    {
      query: { filter: `value.note.contains(${quoted}) && value.n < 50` },
      wanted: ({ json }) => json?.note === note && (json.n ?? 0) < 50,
    },
    {
      query: { filter: `value.id == "${id}" || value.note == ${quoted}` },
      wanted: ({ json }) => json?.id === id || json?.note === note,
    },
    {
      query: { filter: `value.id in ["${id}", "id-1"]` },
      wanted: ({ json }) => json?.id === id || json?.id === 'id-1',
    },
    { query: { filter: 'value.n >= 90' }, wanted: ({ json }) => json !== null && (json.n ?? 0) >= 90 },
    { query: { filter: `!(value.id == "${id}")` }, wanted: ({ json }) => json !== null && json.id !== id },
    { query: { filter: 'offset % 3 == 0' }, wanted: ({ offset }) => offset % 3 === 0 },
    { query: {}, wanted: () => true },
  ])
}

/** Searches in pieces of random size; `between` happens once, after one of them. */
async function inPieces(topic: string, query: Record<string, unknown>, chance: Chance, between?: () => Promise<void>) {
  const found: string[] = []
  let done: SearchDone | undefined
  let expired = 0
  for (let pieces = 0; pieces < 2_000; pieces += 1) {
    const stop =
      chance.next() < 0.5 ? { limit: 1 + chance.below(30) } : { limit: 1000, maxRecords: 1 + chance.below(60) }
    const next = done?.continue
    const input = { topic, ...SearchQuery.parse({ ...query, ...stop, ...(next ? { continue: next } : {}) }) }
    for await (const event of searchRecords({ cluster, signal: AbortSignal.timeout(60_000) }, input)) {
      if (event.type === 'record') found.push(`${event.found.partition}:${event.found.record.offset}`)
      if (event.type === 'done')
        done = { coverage: event.coverage, ...(event.continue ? { continue: event.continue } : {}) }
    }
    expired += done?.coverage.partitions[0]?.expired ?? 0
    if (!done?.continue) return { found, expired, last: done?.coverage }
    if (pieces === 1) await between?.()
  }
  throw new Error('the search does not come to its end')
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
        const { found, last } = await inPieces(topic, { ...query, from }, chance)
        expect({ query, found }).toEqual({ query, found: expected })
        expect(last).toMatchObject({ complete: true, stoppedBecause: 'end' })
      }
    }
    const times = batches.flatMap(({ records }) => records.map(({ timestamp }) => timestamp))
    const [a, b] = [chance.pick(times), chance.pick(times)].toSorted((x, y) => x - y)
    const inTime = ({ timestamp }: PlainRecord) => timestamp >= (a ?? 0) && timestamp < (b ?? 0)
    const range = await inPieces(topic, { from: 'time', timestamp: a, to: b }, chance)
    expect(range.found.toSorted()).toEqual(
      inOrder(
        batches,
        'oldest',
      )(inTime)
        .map((record) => named(record))
        .toSorted(),
    )
    const reverse = await inPieces(topic, { from: 'time', timestamp: (b ?? 0) - 1, to: a, order: 'newest' }, chance)
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
      const { found, expired } = await inPieces(topic, { ...query, from }, chance, async () => {
        await append(topic, randomBatches(chance, { partitions: 1, batches: 3, back: false }))
        await deleteBefore(topic, BigInt(cut))
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
  const { found } = await inPieces(topic, { from: 'oldest', filter: 'key.startsWith("key-")' }, new Chance(SEED))
  expect(found.length).toBeLessThanOrEqual(kept.length)
  const whole = SearchQuery.parse({ from: 'newest', limit: 1000 })
  for await (const event of searchRecords({ cluster, signal: AbortSignal.timeout(20_000) }, { topic, ...whole })) {
    if (event.type !== 'done') continue
    const [partition] = event.coverage.partitions
    expect(event.coverage.notes).toContain('gaps')
    expect((partition?.records ?? 0) + (partition?.gaps ?? 0)).toBe(300)
  }
})
