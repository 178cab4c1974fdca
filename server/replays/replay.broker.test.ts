import { randomBytes, randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { auditLog } from '#server/audit/audit-log.ts'
import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { EncodableRecord } from '#server/kafka/records/encode-records.ts'
import { partitionOf } from '#server/kafka/records/murmur2.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { abortReplay, pauseReplay, resumeReplay } from './control-replay.ts'
import { listReplayRecords } from './list-replay-records.ts'
import { listReplays } from './list-replays.ts'
import { proveReplay } from './prove-replay.ts'
import {
  connectHeaders,
  dryRun,
  header,
  readAll,
  record,
  settled,
  startReplay,
  testContext,
  write,
} from '#testkit/replays/harness.ts'

let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

const text = (bytes: Buffer | null | undefined) => bytes?.toString() ?? null
const own = ({ name }: RecordHeader) => name.toString().startsWith('tailrace-replay-')

async function topics(partitions = 1, config: Record<string, string> = {}): Promise<{ origin: string; dlq: string }> {
  const origin = await createTopic({ partitions, config })
  return { origin, dlq: await createTopic({ topic: `${origin}-dlq` }) }
}

describe('fidelity', () => {
  test('10,000 random records arrive byte for byte', { timeout: 60_000 }, async () => {
    const { origin, dlq } = await topics(3)
    const sent = Array.from({ length: 10_000 }, (_, index) => {
      const { key, value, headers } = randomRecord(index)
      return {
        business: headers,
        record: record({ key, value, headers: [...headers, ...connectHeaders(origin, index % 3, index)] }),
      }
    })
    await write(
      ctx.cluster,
      { topic: dlq },
      sent.map((made) => made.record),
    )
    const plan = await dryRun(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { all: true },
      target: { origin: true },
      planHash: plan.planHash,
    })
    const done = await settled(ctx, job.id)
    expect(done).toMatchObject({ state: 'completed', sent: 10_000, skipped: 0, failed: 0, remaining: 0, durable: true })
    expect(done.guarantee).toBe('exactlyOnceReadCommitted')
    const arrived = await readAll(ctx.cluster, origin)
    for (const { partition, records } of plan.targets) expect(arrived.get(partition)).toHaveLength(records)
    const bySource = new Map(
      [...arrived].flatMap(([partition, records]) =>
        records.map((found) => [sourceOf(found.headers), { partition, found }] as const),
      ),
    )
    expect(bySource.size).toBe(10_000)
    for (const [index, { business, record: original }] of sent.entries()) {
      const { partition, found } = bySource.get(`${dlq}/0/${index}`) ?? {}
      const same =
        equal(found?.key, original.key) &&
        equal(found?.value, original.value) &&
        sameHeaders(found?.headers.filter((one) => !own(one)) ?? [], business)
      if (!same) expect.fail(`record ${index} arrived otherwise than it was`)
      expect(partition).toBe(original.key === null ? index % 3 : partitionOf(original.key, 3))
    }
    for (const records of arrived.values()) {
      const order = records.map((found) => Number(sourceOf(found.headers).split('/').at(-1)))
      expect(order).toEqual(order.toSorted((a, b) => a - b))
    }
  })

  test('900 KB values pass', async () => {
    const { origin, dlq } = await topics()
    const value = randomBytes(900_000)
    await write(
      ctx.cluster,
      { topic: dlq },
      Array.from({ length: 8 }, () => record({ value, headers: connectHeaders(origin, 0, 1) })),
    )
    const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 8 })
    const records = (await readAll(ctx.cluster, origin)).get(0) ?? []
    expect(records.map((found) => found.value?.equals(value))).toEqual(Array.from({ length: 8 }, () => true))
  })

  test('keeps error headers and timestamps where that is asked for, and counts the replays', async () => {
    const { origin, dlq } = await topics()
    const errors = connectHeaders(origin, 0, 7)
    await write(ctx.cluster, { topic: dlq }, [
      record({
        key: Buffer.from('k'),
        timestamp: 1_700_000_000_000,
        headers: [...errors, header('tailrace-replay-count', '1')],
      }),
    ])
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { records: [{ partition: 0, offset: '0' }] },
      target: { origin: true },
      options: { headers: 'keep', timestamp: 'keep' },
    })
    await settled(ctx, job.id)
    const [found] = (await readAll(ctx.cluster, origin)).get(0) ?? []
    expect(found?.timestamp).toBe(1_700_000_000_000)
    expect(sameHeaders(found?.headers.filter((one) => !own(one)) ?? [], errors)).toBe(true)
    const added = Object.fromEntries(
      found?.headers.filter(own).map(({ name, value }) => [name.toString(), text(value)]) ?? [],
    )
    expect(added).toMatchObject({
      'tailrace-replay-id': `${job.id}/0/0`,
      'tailrace-replay-source': `${dlq}/0/0`,
      'tailrace-replay-count': '2',
      'tailrace-replay-by': 'anonymous',
    })
    expect(Date.parse(added['tailrace-replay-at'] ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })
})

describe('where records go', () => {
  test('each to its own origin, at its original partition, or to one topic', async () => {
    const first = await topics(2)
    const second = await createTopic({ partitions: 4 })
    await write(ctx.cluster, { topic: first.dlq }, [
      record({ key: Buffer.from('a'), headers: connectHeaders(first.origin, 1, 1) }),
      record({ key: Buffer.from('b'), headers: connectHeaders(second, 3, 1) }),
    ])
    const request = { source: { topic: first.dlq }, selection: { all: true } as const }
    const job = await startReplay(ctx, {
      ...request,
      target: { origin: true },
      options: { partitioning: 'original', extraTargets: [second] },
    })
    await settled(ctx, job.id)
    expect((await readAll(ctx.cluster, first.origin)).get(1)?.map(({ key }) => text(key))).toEqual(['a'])
    expect((await readAll(ctx.cluster, second)).get(3)?.map(({ key }) => text(key))).toEqual(['b'])
    const sandbox = await createTopic({ partitions: 2 })
    const again = await startReplay(ctx, {
      ...request,
      target: { topic: sandbox },
      options: { partitioning: { partition: 1 }, includeReplayed: true },
    })
    await settled(ctx, again.id)
    expect((await readAll(ctx.cluster, sandbox)).get(1)).toHaveLength(2)
  })
})

describe('what is left out', () => {
  test('each reason, with numbers that the run repeats and a ledger that names the records', async () => {
    const { origin, dlq } = await topics(2, { 'max.message.bytes': '20000' })
    const compacted = await createTopic({ config: { 'cleanup.policy': 'compact' } })
    const absent = randomName('absent')
    const key = Buffer.from('k')
    await write(ctx.cluster, { topic: dlq }, [
      record({ key, headers: [header('traceparent', '00')] }),
      record({ key, headers: connectHeaders(absent, 0, 1) }),
      record({ key, headers: connectHeaders(origin, 9, 1) }),
      record({ key, value: randomBytes(30_000), headers: connectHeaders(origin, 0, 1) }),
      record({ headers: connectHeaders(compacted, 0, 1) }),
      record({ key, headers: [...connectHeaders(origin, 0, 1), header('tailrace-replay-count', '3')] }),
      record({
        headers: [header('__dlq.errors.topic', origin), header('__dlq.errors.partition', '0')],
      }),
      record({ key, value: Buffer.from('good'), headers: connectHeaders(origin, 1, 1) }),
    ])
    const request = {
      source: { topic: dlq },
      selection: { all: true } as const,
      target: { origin: true } as const,
      options: { partitioning: 'original' as const, extraTargets: [absent, compacted] },
    }
    const plan = await dryRun(ctx, request)
    const reasons = plan.skipped.map(({ reason, count, sample }) => [reason, count, sample.offset])
    expect(reasons).toEqual([
      ['noOrigin', 1, '0'],
      ['targetMissing', 1, '1'],
      ['partitionMissing', 1, '2'],
      ['tooLarge', 1, '3'],
      ['nullKeyIntoCompacted', 1, '4'],
      ['loopLimit', 1, '5'],
      ['pointer', 1, '6'],
    ])
    expect(plan).toMatchObject({ selected: 8, targets: [{ topic: origin, partition: 1, records: 1 }] })
    expect(await readAll(ctx.cluster, origin)).toEqual(
      new Map([
        [0, []],
        [1, []],
      ]),
    )
    const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 1, skipped: 7, failed: 0 })
    const ledger = await listReplayRecords(ctx, { replay: job.id, page: 1, pageSize: 100 })
    expect(ledger.items.map(({ offset, reason, targetOffset }) => [offset, reason, targetOffset])).toEqual([
      ...reasons.map(([reason, , offset]) => [offset, reason, null]),
      ['7', null, '0'],
    ])
    const again = await dryRun(ctx, request)
    expect(again.skipped.find(({ reason }) => reason === 'alreadyReplayed')).toMatchObject({
      count: 1,
      sample: { offset: '7' },
    })
    await expect(startReplay(ctx, request)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('a plan that does not hold any more is refused, one whose topic only grew is run as it was', async () => {
    const { origin, dlq } = await topics()
    const one = () => record({ key: Buffer.from('k'), headers: connectHeaders(origin, 0, 1) })
    await write(ctx.cluster, { topic: dlq }, [one()])
    const request = { source: { topic: dlq }, selection: { all: true } as const, target: { origin: true } as const }
    const { planHash } = await dryRun(ctx, request)
    await write(ctx.cluster, { topic: dlq }, [one(), one()])
    const job = await startReplay(ctx, { ...request, planHash })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', selected: 1, sent: 1 })
    await expect(startReplay(ctx, { ...request, planHash })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(startReplay(ctx, { ...request, planHash: 'nonsense' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  test('chosen records only, and deleted ones make it partial', async () => {
    const { origin, dlq } = await topics()
    await write(
      ctx.cluster,
      { topic: dlq },
      Array.from({ length: 20 }, (_, index) =>
        record({ key: Buffer.from(String(index)), headers: connectHeaders(origin, 0, index) }),
      ),
    )
    const admin = testKafka().admin()
    await admin.connect()
    await admin.fetchTopicOffsets(dlq)
    await admin.deleteTopicRecords({ topic: dlq, partitions: [{ partition: 0, offset: '5' }] })
    await admin.disconnect()
    const selection = { records: ['3', '7', '12'].map((offset) => ({ partition: 0, offset })) }
    const plan = await dryRun(ctx, { source: { topic: dlq }, selection, target: { origin: true } })
    expect(plan).toMatchObject({ selected: 3, skipped: [{ reason: 'gone', count: 1, sample: { offset: '3' } }] })
    const job = await startReplay(ctx, { source: { topic: dlq }, selection, target: { origin: true } })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'partial', sent: 2, failed: 1 })
    expect((await readAll(ctx.cluster, origin)).get(0)?.map(({ key }) => text(key))).toEqual(['7', '12'])
  })
})

describe('what the dry run warns of', () => {
  test('keys with newer records in the target, unless a replay wrote those', async () => {
    const { origin, dlq } = await topics()
    const keyed = (key: string, headers: RecordHeader[] = []) => record({ key: Buffer.from(key), headers })
    await write(ctx.cluster, { topic: origin }, [
      keyed('a'),
      keyed('b'),
      keyed('c'),
      keyed('a'),
      keyed('c', [header('tailrace-replay-id', 'r/0/0')]),
    ])
    await write(
      ctx.cluster,
      { topic: dlq },
      ['a', 'b', 'c'].map((key, offset) => keyed(key, connectHeaders(origin, 0, offset))),
    )
    const plan = await dryRun(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
    expect(plan.warnings.find(({ code }) => code === 'newerInTarget')?.text).toMatch(/^1 key has newer records/)
  })

  test('other groups, keys in several partitions, no error headers, kept headers, the dead-letter topic itself', async () => {
    const { origin } = await topics(2)
    const dlq = await createTopic({ topic: `${origin}-dlt`, partitions: 2 })
    const key = Buffer.from('k')
    await write(ctx.cluster, { topic: dlq }, [record({ key, headers: connectHeaders(origin, 0, 0) })])
    await write(ctx.cluster, { topic: dlq, partition: 1 }, [
      record({ key, headers: connectHeaders(origin, 0, 1) }),
      record({ key: Buffer.from('plain') }),
    ])
    const group = randomName('other')
    const admin = testKafka().admin()
    await admin.connect()
    await admin.setOffsets({ groupId: group, topic: origin, partitions: [{ partition: 0, offset: '0' }] })
    await admin.disconnect()
    await topicReaders(ctx.cluster, 0)
    const request = { source: { topic: dlq }, selection: { all: true } as const }
    const codes = async (more: Parameters<typeof dryRun>[1]) =>
      (await dryRun(ctx, more)).warnings.map(({ code }) => code)
    const toOrigin = await dryRun(ctx, { ...request, target: { origin: true } })
    expect(toOrigin.warnings.map(({ code }) => code)).toEqual(['otherGroups', 'keysSpread', 'readUncommitted'])
    expect(toOrigin.groups).toEqual([{ id: group, topic: origin, failing: false, lag: '0' }])
    expect(await codes({ ...request, target: { topic: dlq } })).toEqual(
      expect.arrayContaining(['sourceIsTarget', 'noErrorHeaders']),
    )
    const parking = await createTopic({ topic: `${origin}-parking-lot` })
    expect(await codes({ ...request, target: { topic: parking } })).toContain('targetIsDeadLetterTopic')
    const kept = { headers: 'keep' as const, timestamp: 'keep' as const, guarantee: 'atLeastOnce' as const }
    expect(await codes({ ...request, target: { origin: true }, options: kept })).toEqual([
      'otherGroups',
      'headersKept',
      'keysSpread',
    ])
  })

  test('timestamps that the target would not keep', async () => {
    const { dlq } = await topics()
    const stamped = await createTopic({ config: { 'message.timestamp.type': 'LogAppendTime' } })
    const short = await createTopic({ config: { 'retention.ms': '60000' } })
    await write(ctx.cluster, { topic: dlq }, [record({ key: Buffer.from('k'), timestamp: Date.now() - 3_600_000 })])
    const codes = async (topic: string) =>
      (
        await dryRun(ctx, {
          source: { topic: dlq },
          selection: { all: true },
          target: { topic },
          options: { timestamp: 'keep' },
        })
      ).warnings.map(({ code }) => code)
    expect(await codes(stamped)).toContain('logAppendTime')
    expect(await codes(short)).toContain('retention')
  })
})

describe('control', () => {
  test('pause and abort take effect within a batch, resume goes on where it stood, and all of it is audited', async () => {
    const { origin, dlq } = await topics()
    await write(
      ctx.cluster,
      { topic: dlq },
      Array.from({ length: 400 }, (_, index) =>
        record({ key: Buffer.from(String(index)), headers: connectHeaders(origin, 0, index) }),
      ),
    )
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { all: true },
      target: { origin: true },
      options: { recordsPerSecond: 100 },
      reason: 'pause test',
    })
    await settled(ctx, job.id, ({ sent }) => sent > 0)
    await expect(
      startReplay(ctx, {
        source: { topic: dlq },
        selection: { records: [{ partition: 0, offset: '399' }] },
        target: { origin: true },
      }),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
    const paused = await pauseReplay(ctx, { replay: job.id })
    expect(paused).toMatchObject({ state: 'paused' })
    expect(paused.sent).toBeLessThan(200)
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect((await readAll(ctx.cluster, origin)).get(0)).toHaveLength(paused.sent)
    expect(await resumeReplay(ctx, { replay: job.id })).toMatchObject({ state: 'running' })
    await settled(ctx, job.id, ({ sent }) => sent > paused.sent)
    const aborted = await abortReplay(ctx, { replay: job.id })
    expect(aborted.state).toBe('aborted')
    expect(aborted.remaining).toBe(400 - aborted.sent)
    const keys = (await readAll(ctx.cluster, origin)).get(0)?.map(({ key }) => text(key))
    expect(keys).toEqual(Array.from({ length: aborted.sent }, (_, index) => String(index)))
    await expect(abortReplay(ctx, { replay: job.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    const audit = (await auditLog(ctx.cluster).records()).filter(({ target }) => target === dlq)
    expect(audit.map(({ action, result }) => `${action} ${result}`)).toEqual(
      expect.arrayContaining([
        'replay.start ok',
        'replay.start failed',
        'replay.pause ok',
        'replay.resume ok',
        'replay.abort ok',
        'replay.aborted ok',
      ]),
    )
    const started = audit.find(({ action, result }) => action === 'replay.start' && result === 'ok')
    expect(started).toMatchObject({ actor: 'anonymous', reason: 'pause test', durable: true })
    expect(
      (await listReplays(ctx, { sort: '-startedAt', page: 1, pageSize: 10, search: job.id })).items[0],
    ).toMatchObject({ state: 'aborted' })
  })

  test('keeps to its rate', { timeout: 20_000 }, async () => {
    const { origin, dlq } = await topics()
    await write(
      ctx.cluster,
      { topic: dlq },
      Array.from({ length: 600 }, () => record({ key: Buffer.from('k'), headers: connectHeaders(origin, 0, 0) })),
    )
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { all: true },
      target: { origin: true },
      options: { recordsPerSecond: 200 },
    })
    const first = await settled(ctx, job.id, ({ sent }) => sent >= 50)
    const at = performance.now()
    const second = await settled(ctx, job.id, ({ sent }) => sent >= 550)
    const rate = (second.sent - first.sent) / ((performance.now() - at) / 1000)
    expect(rate).toBeGreaterThan(180)
    expect(rate).toBeLessThan(220)
    await settled(ctx, job.id)
  })
})

test('without transactions it is at least once, says so, and loses nothing', async () => {
  const { origin, dlq } = await topics(2)
  await write(
    ctx.cluster,
    { topic: dlq },
    Array.from({ length: 50 }, (_, index) =>
      record({ key: Buffer.from(String(index)), headers: connectHeaders(origin, 0, index) }),
    ),
  )
  const options = { guarantee: 'atLeastOnce' as const }
  const job = await startReplay(ctx, {
    source: { topic: dlq },
    selection: { all: true },
    target: { origin: true },
    options,
  })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 50, guarantee: 'atLeastOnce' })
  expect([...(await readAll(ctx.cluster, origin)).values()].flat()).toHaveLength(50)
})

function randomRecord(index: number): Pick<EncodableRecord, 'key' | 'value'> & { headers: RecordHeader[] } {
  const bytes = () => (randomInt(6) === 0 ? null : randomBytes(randomInt(40)))
  const names = ['traceparent', 'a', 'b', '1', '2', '10', '', 'ünï', String(index)]
  const headers = Array.from({ length: randomInt(7) }, () => ({
    name: randomInt(12) === 0 ? randomBytes(3) : Buffer.from(names[randomInt(names.length)] ?? ''),
    value: bytes(),
  }))
  return { key: bytes(), value: bytes(), headers }
}

function sourceOf(headers: readonly RecordHeader[]): string {
  return text(headers.find(({ name }) => name.toString() === 'tailrace-replay-source')?.value) ?? ''
}

function equal(a: Buffer | null | undefined, b: Buffer | null): boolean {
  return a === null || a === undefined || b === null ? (a ?? null) === b : a.equals(b)
}

function sameHeaders(a: readonly RecordHeader[], b: readonly RecordHeader[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (one, index) => one.name.equals(b[index]?.name ?? Buffer.alloc(0)) && equal(one.value, b[index]?.value ?? null),
    )
  )
}

test('proof: which groups have consumed the records, and which records came back', async () => {
  const { origin, dlq } = await topics()
  const group = randomName('billing')
  await write(
    ctx.cluster,
    { topic: dlq },
    Array.from({ length: 4 }, (_, index) =>
      record({
        key: Buffer.from(String(index)),
        headers: [header('kafka_dlt-original-topic', origin), header('kafka_dlt-original-consumer-group', group)],
      }),
    ),
  )
  const admin = testKafka().admin()
  await admin.connect()
  const commit = async (offset: string) =>
    admin.setOffsets({ groupId: group, topic: origin, partitions: [{ partition: 0, offset }] })
  await commit('0')
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  await settled(ctx, job.id)
  const before = await proveReplay(ctx, { replay: job.id })
  expect(before).toMatchObject({ sent: 4, cameBack: 0, groups: [{ id: group, failing: true, consumed: 0 }] })
  await commit('3')
  const [arrived] = (await readAll(ctx.cluster, origin)).get(0) ?? []
  await write(ctx.cluster, { topic: dlq }, [
    record({ headers: [...(arrived?.headers ?? []), ...connectHeaders(origin, 0, 0)] }),
  ])
  await new Promise((resolve) => setTimeout(resolve, 2_100))
  expect(await proveReplay(ctx, { replay: job.id })).toMatchObject({
    groups: [{ id: group, consumed: 3, partitions: [{ topic: origin, partition: 0, sent: 4, committedOffset: '3' }] }],
    cameBack: 1,
    cameBackSample: { partition: 0, offset: '4' },
  })
  await admin.disconnect()
})
