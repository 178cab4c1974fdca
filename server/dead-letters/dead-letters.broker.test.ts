import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { FailureProgress } from '#lib/contract/dead-letters.ts'
import { connectHeaders, header, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'
import { streamFailures } from './stream-failures.ts'
import { listReplays } from '#server/replays/list-replays.ts'
import { listAudit } from '#server/audit/list-audit.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { findSources } from './find-sources.ts'
import { getDeadLetter } from './get-dead-letter.ts'
import { ignoreDeadLetters } from './ignore-dead-letters.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { markDeadLetterTopic } from './mark-dead-letter-topic.ts'
import { searchDeadLetters } from './search-dead-letters.ts'
import { listDeadLetterTopics } from './list-dead-letter-topics.ts'

let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

const list = (search: string) => listDeadLetterTopics(ctx, { search, sort: 'topic', page: 1, pageSize: 50 })

test('finds topics by name and confirms them by the headers of their records', async () => {
  const source = await createTopic({ topic: randomName('found') })
  const confirmed = await createTopic({ topic: `${source}-dlt`, partitions: 2 })
  const named = await createTopic({ topic: `${source}.dlq` })
  const empty = await createTopic({ topic: `dlq.${source}` })
  const other = await createTopic({ topic: `${source}-elsewhere` })
  const letter = () => record({ key: Buffer.from('k'), headers: connectHeaders(other, 0, 1) })
  await write(ctx.cluster, { topic: confirmed, partition: 0 }, [letter(), letter()])
  await write(ctx.cluster, { topic: confirmed, partition: 1 }, [letter()])
  await write(ctx.cluster, { topic: named }, [record({ value: Buffer.from('plain') })])
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  const { items } = await list(source)
  expect(items.map(({ topic }) => topic)).toEqual([confirmed, named, empty].toSorted())
  // The list of topics says the same.
  const sources = await findSources(ctx.cluster, [source, confirmed, named, empty, other])
  expect(sources).toEqual(new Map(items.map(({ topic, sourceTopics }) => [topic, sourceTopics[0]])))
  expect(items.find(({ topic }) => topic === confirmed)).toMatchObject({
    confirmed: true,
    family: 'kafka-connect',
    evidence: ['The name contains “dlt”.', 'Kafka Connect headers on 3 of the 3 newest records.'],
    sourceTopics: [other],
    records: '3',
    perHour: 3,
  })
  expect(items.find(({ topic }) => topic === named)).toMatchObject({
    confirmed: false,
    family: 'none',
    evidence: ['The name contains “dlq”.', 'None of its 1 newest records bears the headers of a known framework.'],
    sourceTopics: [source],
  })
  expect(items.find(({ topic }) => topic === empty)).toMatchObject({
    confirmed: false,
    evidence: [expect.anything(), 'It is empty, so no headers confirm it.'],
    records: '0',
  })
})

test('lists the newest dead letters over all partitions, page by page, each once', async () => {
  const topic = await createTopic({ topic: `${randomName('paged')}-dlq`, partitions: 3 })
  for (const partition of [0, 1, 2])
    await write(
      ctx.cluster,
      { topic, partition },
      Array.from({ length: 30 }, (_, index) =>
        record({ timestamp: 1_000_000 * index + partition, headers: connectHeaders('payments', partition, index) }),
      ),
    )
  const seen: string[] = []
  const times: number[] = []
  let cursor: string | null = null
  do {
    const page = await listDeadLetters(ctx, { topic, limit: 25, ...(cursor === null ? {} : { cursor }) })
    expect(page.complete).toBe(true)
    seen.push(...page.items.map(({ message }) => `${message.partition}/${message.offset}`))
    times.push(...page.items.map(({ message }) => message.timestamp))
    expect(page.items[0]).toMatchObject({
      family: 'kafka-connect',
      origin: { topic: 'payments' },
      failedAt: null,
      replayCount: 0,
    })
    cursor = page.cursor
  } while (cursor !== null)
  expect(new Set(seen).size).toBe(90)
  expect(seen).toHaveLength(90)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  await expect(listDeadLetters(ctx, { topic, limit: 5, cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test('looking at dead letters, replays and the audit creates no topic', { timeout: 60_000 }, async () => {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const dataDir = await mkdtemp(`${tmpdir()}/tailrace-look-`)
  const kafka = await startKafka({ dataDir })
  const fresh = testContext(kafka.bootstrapServers)
  try {
    await createTopic({ topic: 'orders-dlq', bootstrapServers: kafka.bootstrapServers })
    const before = [...(await fresh.cluster.metadata({ maxAgeMs: 0 })).topics.keys()]
    const query = { page: 1, pageSize: 10 }
    await listDeadLetterTopics(fresh, { ...query, sort: 'topic' })
    await listDeadLetters(fresh, { topic: 'orders-dlq', limit: 10 })
    await listReplays(fresh, { ...query, sort: '-startedAt' })
    const runtime = { clusters: { all: () => [fresh.cluster] } } as unknown as ClusterCtx['runtime']
    expect(await listAudit({ ...fresh, runtime }, { ...query, sort: '-at' })).toMatchObject({ total: 0 })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect([...(await fresh.cluster.metadata({ maxAgeMs: 0 })).topics.keys()]).toEqual(before)
  } finally {
    fresh.cluster.close()
    await kafka.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})

test('counts the dead letters by cause, and narrows by text', async () => {
  const source = await createTopic()
  const topic = await createTopic({ topic: `${source}-dlq`, partitions: 2 })
  const letter = (message: string, value = 'v') =>
    record({
      value: Buffer.from(value),
      headers: [
        ...connectHeaders(source, 0, 1).filter(({ name }) => !name.toString().endsWith('message')),
        header('__connect.errors.exception.message', message),
      ],
    })
  await write(ctx.cluster, { topic }, [letter('bad 1'), letter('bad 2'), letter('worse 3', 'order-77')])
  await write(ctx.cluster, { topic, partition: 1 }, [letter('bad 4')])
  const last = async (text?: string): Promise<FailureProgress> => {
    let data = ''
    for await (const frame of await streamFailures(ctx, { topic, text })) data = Buffer.from(frame).toString()
    expect(data).toMatch(/^event: done\n/)
    return FailureProgress.parse(JSON.parse(data.slice(data.indexOf('data: ') + 6)))
  }
  const all = await last()
  expect(all).toMatchObject({ read: 4, total: 4, matched: 4 })
  expect(all.groups.map(({ message, count, replayed }) => [message, count, replayed])).toEqual([
    ['bad #', 3, 0],
    ['worse #', 1, 0],
  ])
  expect(all.groups[0]?.trend.at(-1)).toBe(3)
  expect((await last('order-77')).groups.map(({ message }) => message)).toEqual(['worse #'])

  const fingerprint = all.groups[1]?.fingerprint ?? ''
  const listed = await listDeadLetters(ctx, { topic, limit: 10, fingerprint: [fingerprint] })
  expect(listed.items.map(({ message }) => message.value?.text)).toEqual(['order-77'])
  const job = await startReplay(ctx, {
    source: { topic },
    selection: { fingerprints: [fingerprint] },
    target: { origin: true },
  })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', selected: 1, sent: 1 })
  expect((await last()).groups.find((group) => group.fingerprint === fingerprint)).toMatchObject({ replayed: 1 })
  expect((await listDeadLetters(ctx, { topic, limit: 10, text: 'order-77' })).items[0]).toMatchObject({
    replayed: true,
  })
})

test('a dead letter beside its original: equal or not, gone, not told, and what stands around it', async () => {
  const source = await createTopic()
  const topic = await createTopic({ topic: `${source}-dlq` })
  await write(
    ctx.cluster,
    { topic: source },
    ['n0', 'n1', 'mine', 'n3'].map((value) => record({ key: Buffer.from('k'), value: Buffer.from(value) })),
  )
  const letter = (offset: number, value: string) =>
    record({ key: Buffer.from('k'), value: Buffer.from(value), headers: connectHeaders(source, 0, offset) })
  await write(ctx.cluster, { topic }, [letter(2, 'mine'), letter(1, 'changed'), letter(77, 'x'), record({})])
  const look = async (offset: string) => getDeadLetter(ctx, { topic, partition: '0', offset })
  const found = await look('0')
  expect(found).toMatchObject({ originalState: 'found', sameKey: true, sameValue: true, letter: { state: 'open' } })
  expect(found.original?.value?.text).toBe('mine')
  expect(found.neighbours.map(({ value }) => value?.text)).toEqual(['n0', 'n1', 'mine', 'n3'])
  expect(await look('1')).toMatchObject({ originalState: 'found', sameKey: true, sameValue: false })
  expect(await look('2')).toMatchObject({ originalState: 'gone', original: null, sameValue: null })
  expect(await look('3')).toMatchObject({ originalState: 'untold' })
  await expect(look('9')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('what is ignored is no longer open, in the counts, the list and the age of the oldest', async () => {
  const source = await createTopic()
  const topic = await createTopic({ topic: `${source}-dlq` })
  const old = Date.now() - 3_600_000
  await write(ctx.cluster, { topic }, [
    record({ timestamp: old, headers: connectHeaders(source, 0, 0) }),
    record({ timestamp: old + 60_000, headers: connectHeaders(source, 0, 1) }),
  ])
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  const oldest = async () => (await list(topic)).items[0]?.oldestOpenAt
  expect(await oldest()).toBe(old)
  const { items } = await listDeadLetters(ctx, { topic, limit: 10 })
  const request = { topic, reason: 'known and harmless' }
  await ignoreDeadLetters(ctx, { ...request, ignored: true, selection: { records: [{ partition: 0, offset: '0' }] } })
  expect(await oldest()).toBe(old + 60_000)
  const states = async () => (await listDeadLetters(ctx, { topic, limit: 10 })).items.map(({ state }) => state)
  expect(await states()).toEqual(['open', 'ignored'])
  const fingerprints = items.map(({ fingerprint }) => fingerprint).slice(0, 1)
  await ignoreDeadLetters(ctx, { ...request, ignored: true, selection: { fingerprints } })
  expect(await oldest()).toBeNull()
  await ignoreDeadLetters(ctx, { ...request, ignored: false, selection: { all: true } })
  expect(await states()).toEqual(['open', 'open'])
})

test('between transactions stand offsets without a record, behind which the oldest open one is looked for', async () => {
  const topic = await createTopic({ topic: `${randomName('transactional')}-dlq` })
  const old = Date.now() - 3_600_000
  const producer = testKafka().producer({ transactionalId: randomName('tx'), maxInFlightRequests: 1 })
  await producer.connect()
  for (const index of [0, 1]) {
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value: 'failed', timestamp: String(old + index * 60_000) }] })
    await transaction.commit()
  }
  await producer.disconnect()
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  const oldest = async () => (await list(topic)).items[0]?.oldestOpenAt
  const ignore = async (offset: string) =>
    ignoreDeadLetters(ctx, {
      topic,
      reason: 'known and harmless',
      ignored: true,
      selection: { records: [{ partition: 0, offset }] },
    })
  expect(await oldest()).toBe(old)
  await ignore('0')
  expect(await oldest()).toBe(old + 60_000)
  await ignore('2')
  expect(await oldest()).toBeNull()
})

test('a topic is pinned or dismissed by hand, and one with an unknown name found by its headers', async () => {
  const source = await createTopic({ topic: randomName('plain') })
  const found = await createTopic({ topic: `${source}-oddly-named` })
  const named = await createTopic({ topic: `${source}-dlq` })
  await write(ctx.cluster, { topic: found }, [record({ headers: connectHeaders(source, 0, 0) })])
  await write(ctx.cluster, { topic: source }, [record({ value: Buffer.from('business') })])
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  const names = async () => (await list(source)).items.map(({ topic }) => topic)
  // Topics are looked at some at a time, beside the requests.
  await expect.poll(names, { timeout: 60_000, interval: 1_000 }).toEqual([named, found].toSorted())
  const mark = async (topic: string, as: 'pinned' | 'dismissed' | null) =>
    markDeadLetterTopic(ctx, { topic, mark: as, reason: 'a test' })
  await mark(named, 'dismissed')
  await mark(source, 'pinned')
  expect(await names()).toEqual([source, found].toSorted())
  const hidden = await listDeadLetterTopics(ctx, {
    search: named,
    sort: 'topic',
    page: 1,
    pageSize: 5,
    dismissed: true,
  })
  expect(hidden.items[0]).toMatchObject({
    mark: 'dismissed',
    evidence: expect.arrayContaining([expect.stringMatching(/dismissed it by hand/)]) as string[],
  })
  await mark(named, null)
  await mark(source, null)
  expect(await names()).toEqual([named, found].toSorted())
}, 90_000)

test('a business id is looked for in the dead letters of all topics', async () => {
  const id = randomName('order')
  const topics = [await createTopic({ topic: `${id}-a-dlq` }), await createTopic({ topic: `${id}-b.DLT` })]
  for (const topic of topics)
    await write(ctx.cluster, { topic }, [
      record({ value: Buffer.from(JSON.stringify({ id })), headers: connectHeaders('orders', 0, 0) }),
      record({ value: Buffer.from('{}'), headers: connectHeaders('orders', 0, 1) }),
    ])
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  const answer = await searchDeadLetters(ctx, { text: id, limit: 10 })
  expect(answer.items.map(({ message }) => message.topic).toSorted()).toEqual(topics.toSorted())
  expect(answer.items.every(({ state }) => state === 'open')).toBe(true)
})
