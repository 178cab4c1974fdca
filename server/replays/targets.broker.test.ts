import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { auditLog } from '#server/audit/audit-log.ts'
import { topicReaders } from '#server/dead-letters/topic-readers.ts'
import { ignoreDeadLetters } from '#server/dead-letters/ignore-dead-letters.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { RecordHeader } from '#server/kafka/records/record.ts'
import { ReplayRecord } from '#lib/contract/replays.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { approveReplay } from './approve-replay.ts'
import { resumeReplay } from './control-replay.ts'
import { exportReplayRecords } from './export-replay-records.ts'
import { readJobLedger } from '#server/replay-ledger/ledger.ts'
import { listReplayRecords } from './list-replay-records.ts'
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
const keyed = (key: string, headers: RecordHeader[] = [], value: string | null = null) =>
  record({ key: Buffer.from(key), value: value === null ? null : Buffer.from(value), headers })
const reasonsOf = (skipped: readonly { reason: string; count: number }[]) =>
  skipped.map(({ reason, count }) => [reason, count])

async function topics(partitions = 1): Promise<{ origin: string; dlq: string }> {
  const origin = await createTopic({ partitions })
  return { origin, dlq: await createTopic({ topic: `${origin}-dlq` }) }
}

async function commit(groupId: string, topic: string, offset: string): Promise<void> {
  const admin = testKafka().admin()
  await admin.connect()
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset }] })
  await admin.disconnect()
}

const springHeaders = (topic: string, group: string) => [
  header('kafka_dlt-original-topic', topic),
  header('kafka_dlt-original-consumer-group', group),
]

describe('the retry topic', () => {
  test('of the failing group gets the records; where there is none they are left out, as the dry run said', async () => {
    const { origin, dlq } = await topics()
    const lonely = await createTopic()
    const retry = await createTopic({ topic: `${origin}-retry-0` })
    await createTopic({ topic: `${origin}-retry-1` })
    await write(ctx.cluster, { topic: dlq }, [
      keyed('a', springHeaders(origin, 'billing')),
      keyed('b', springHeaders(lonely, 'billing')),
      keyed('c', [header('traceparent', '00')]),
    ])
    const request = { source: { topic: dlq }, selection: { all: true } as const, target: { retry: true } as const }
    const plan = await dryRun(ctx, request)
    expect(plan.targets).toMatchObject([{ topic: retry, records: 1 }])
    expect(reasonsOf(plan.skipped)).toEqual([
      ['noRetryTopic', 1],
      ['noOrigin', 1],
    ])
    const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 1, skipped: 2 })
    expect((await readAll(ctx.cluster, retry)).get(0)?.map(({ key }) => text(key))).toEqual(['a'])
  })
})

describe('edits', () => {
  test('of key, value and headers go out instead, are told in the plan, and the audit names the records', async () => {
    const { origin, dlq } = await topics()
    const errors = connectHeaders(origin, 0, 1)
    await write(ctx.cluster, { topic: dlq }, [
      keyed('a', [header('trace', '1'), ...errors], '{"amount":"x"}'),
      keyed('b', [header('trace', '2'), ...errors], '{"amount":2}'),
    ])
    const records = [
      { partition: 0, offset: '0' },
      { partition: 0, offset: '1' },
    ]
    const edits = [
      {
        partition: 0,
        offset: '0',
        key: { text: 'edited-key' },
        value: { text: '{"amount":' },
        headers: [{ name: 'fixed', value: { text: 'yes' } }],
      },
    ]
    const request = {
      source: { topic: dlq },
      selection: { records },
      target: { origin: true } as const,
      options: { edits },
    }
    const plan = await dryRun(ctx, request)
    expect(plan.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['edited', 'editBreaksJson']))
    const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 2, options: { edits: 1 } })
    const arrived = (await readAll(ctx.cluster, origin)).get(0) ?? []
    expect(arrived.map(({ key, value }) => [text(key), text(value)])).toEqual([
      ['edited-key', '{"amount":'],
      ['b', '{"amount":2}'],
    ])
    expect(arrived.map(({ headers }) => headers[0]?.name.toString())).toEqual(['fixed', 'trace'])
    const started = (await auditLog(ctx.cluster).records()).find(
      ({ action, target }) => action === 'replay.start' && target === dlq,
    )
    expect(started?.details).toMatchObject({ options: { edits: ['0-0'] } })
    expect(JSON.stringify(started)).not.toContain('edited-key')
  })

  test('only of records that are chosen by their place', async () => {
    const { dlq } = await topics()
    const edits = [{ partition: 0, offset: '0', value: null }]
    const ask = { source: { topic: dlq }, target: { origin: true } as const, options: { edits } }
    await expect(dryRun(ctx, { ...ask, selection: { all: true } })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})

test('stale keys are left out on request, in the run as in the dry run; what failed itself is no newer state', async () => {
  const { origin, dlq } = await topics()
  await write(
    ctx.cluster,
    { topic: origin },
    ['a', 'b', 'a', 'c', 'b', 'b'].map((key) => keyed(key)),
  )
  const failed = (key: string, offset: number) => keyed(key, connectHeaders(origin, 0, offset))
  await write(ctx.cluster, { topic: dlq }, [
    failed('a', 0),
    failed('b', 1),
    failed('c', 3),
    failed('b', 4),
    failed('b', 5),
  ])
  const request = {
    source: { topic: dlq },
    selection: { all: true } as const,
    target: { origin: true } as const,
    options: { skipStale: true },
  }
  const plan = await dryRun(ctx, request)
  expect(reasonsOf(plan.skipped)).toEqual([['stale', 1]])
  expect(plan.warnings.map(({ code }) => code)).not.toContain('newerInTarget')
  const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 4, skipped: 1 })
  const left = await listReplayRecords(ctx, { replay: job.id, page: 1, pageSize: 10, reason: 'stale' })
  expect(left).toMatchObject({ total: 1, items: [{ offset: '0', result: 'skipped' }] })
})

describe('a canary', () => {
  const request = (dlq: string, waitSeconds: number) => ({
    source: { topic: dlq },
    selection: { all: true } as const,
    target: { origin: true } as const,
    options: { canary: { records: 2, waitSeconds } },
  })

  async function failures(): Promise<{ origin: string; dlq: string; group: string }> {
    const { origin, dlq } = await topics()
    const group = randomName('billing')
    await write(
      ctx.cluster,
      { topic: dlq },
      ['a', 'b', 'c', 'd', 'e'].map((key) => keyed(key, springHeaders(origin, group))),
    )
    return { origin, dlq, group }
  }

  test('waits until the failing group has consumed it, then goes on', { timeout: 60_000 }, async () => {
    const { origin, dlq, group } = await failures()
    await commit(group, origin, '0')
    const job = await startReplay(ctx, request(dlq, 60))
    await settled(ctx, job.id, ({ canary }) => canary === 'waiting')
    expect((await readAll(ctx.cluster, origin)).get(0)).toHaveLength(2)
    await commit(group, origin, '2')
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 5, canary: 'passed' })
  })

  test('pauses the replay when one comes back, and a person lets it go on', { timeout: 60_000 }, async () => {
    const { origin, dlq, group } = await failures()
    await commit(group, origin, '0')
    const job = await startReplay(ctx, request(dlq, 60))
    await settled(ctx, job.id, ({ canary }) => canary === 'waiting')
    const [arrived] = (await readAll(ctx.cluster, origin)).get(0) ?? []
    await write(ctx.cluster, { topic: dlq }, [
      record({ headers: [...(arrived?.headers ?? []), ...springHeaders(origin, group)] }),
    ])
    const paused = await settled(ctx, job.id, ({ state }) => state === 'paused')
    expect(paused).toMatchObject({ sent: 2, canary: 'stopped' })
    expect(paused.problem).toMatch(/1 of them came back/)
    await resumeReplay(ctx, { replay: job.id })
    expect(await settled(ctx, job.id, ({ state }) => state === 'completed')).toMatchObject({ sent: 5 })
  })

  test('pauses when nobody reads the target, which the dry run foretold', { timeout: 60_000 }, async () => {
    const { dlq } = await failures()
    await topicReaders(ctx.cluster, 0)
    const ask = request(dlq, 1)
    expect((await dryRun(ctx, ask)).warnings.map(({ code }) => code)).toContain('canaryUnread')
    const job = await startReplay(ctx, ask)
    const paused = await settled(ctx, job.id, ({ state }) => state === 'paused')
    expect(paused.problem).toMatch(/no group reads the target/)
  })
})

test('a pointer of a share group is sent as the record it points to, or left out where that is gone', async () => {
  const { origin, dlq } = await topics()
  const { topicId } = await ctx.cluster.topic(origin, { maxAgeMs: 0 })
  await write(ctx.cluster, { topic: origin }, [keyed('first'), keyed('a', [header('trace', '1')], 'payload')])
  const pointer = (topic: string, offset: string) =>
    record({
      headers: [
        header('__dlq.errors.topic', topic),
        header('__dlq.errors.partition', '0'),
        header('__dlq.errors.offset', offset),
        header('__dlq.errors.group', 'sharers'),
      ],
    })
  const sandbox = await createTopic()
  await write(ctx.cluster, { topic: dlq }, [
    pointer(topicId ?? origin, '1'),
    pointer(origin, '99'),
    pointer('gone-too', '0'),
  ])
  const request = { source: { topic: dlq }, selection: { all: true } as const, target: { topic: sandbox } }
  const plan = await dryRun(ctx, request)
  expect(plan.targets).toMatchObject([{ topic: sandbox, records: 1 }])
  expect(reasonsOf(plan.skipped)).toEqual([['originalGone', 2]])
  const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 1, skipped: 2 })
  const [arrived] = (await readAll(ctx.cluster, sandbox)).get(0) ?? []
  expect([text(arrived?.key), text(arrived?.value)]).toEqual(['a', 'payload'])
  expect(arrived?.headers[0]?.name.toString()).toBe('trace')
  expect(arrived?.headers.some(({ name }) => name.toString().startsWith('__dlq.'))).toBe(false)
})

test('a selection by filter and time, without what somebody ignores', async () => {
  const { origin, dlq } = await topics()
  const at = (minutes: number) => 1_700_000_000_000 + minutes * 60_000
  await write(
    ctx.cluster,
    { topic: dlq },
    [10, 20, 30, 40, 50].map((amount, index) =>
      record({
        key: Buffer.from(`k-${amount}`),
        value: Buffer.from(JSON.stringify({ amount })),
        timestamp: at(index),
        headers: connectHeaders(origin, 0, index),
      }),
    ),
  )
  const mark = (offset: string, ignored: boolean) =>
    ignoreDeadLetters(ctx, {
      topic: dlq,
      selection: { records: [{ partition: 0, offset }] },
      ignored,
      reason: 'a test',
    })
  expect(await mark('2', true)).toEqual({ marked: 1, durable: true })
  const request = {
    source: { topic: dlq },
    selection: { filter: 'value.amount >= 20', from: at(0), to: at(4) },
    target: { origin: true } as const,
  }
  const plan = await dryRun(ctx, request)
  expect(plan).toMatchObject({ selected: 3, skipped: [{ reason: 'ignored', count: 1, sample: { offset: '2' } }] })
  const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 2, skipped: 1 })
  expect((await readAll(ctx.cluster, origin)).get(0)?.map(({ key }) => text(key))).toEqual(['k-20', 'k-40'])
  await mark('2', false)
  expect(await dryRun(ctx, request)).toMatchObject({ skipped: [{ reason: 'alreadyReplayed', count: 2 }] })
  await expect(dryRun(ctx, { ...request, selection: { filter: 'value.amount >=' } })).rejects.toMatchObject({
    code: 'INVALID_FILTER',
  })
})

test('four eyes: a large replay waits until somebody else approves it', async () => {
  const careful = testContext(inject('bootstrapServers'), { approvalAbove: 1 })
  try {
    const { origin, dlq } = await topics()
    await write(
      ctx.cluster,
      { topic: dlq },
      ['a', 'b'].map((key) => keyed(key, connectHeaders(origin, 0, 0))),
    )
    const request = { source: { topic: dlq }, selection: { all: true } as const, target: { origin: true } as const }
    expect((await dryRun(careful, request)).warnings.map(({ code }) => code)).toContain('needsApproval')
    const job = await startReplay(careful, request)
    expect(job.state).toBe('awaitingApproval')
    await expect(approveReplay(careful, { replay: job.id, reason: 'my own' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await readAll(ctx.cluster, origin)).get(0)).toHaveLength(0)
    const other = {
      ...careful,
      actor: { ...careful.actor, name: 'second', subject: { issuer: 'test', sub: 'second' } },
    }
    await approveReplay(other, { replay: job.id, reason: 'looks right' })
    expect(await settled(careful, job.id)).toMatchObject({ state: 'completed', sent: 2, approvedBy: 'second' })
    await expect(approveReplay(other, { replay: job.id, reason: 'again' })).rejects.toMatchObject({ code: 'CONFLICT' })
  } finally {
    careful.cluster.close()
  }
})

test('results are exported as NDJSON and as CSV', async () => {
  const { origin, dlq } = await topics()
  await write(ctx.cluster, { topic: dlq }, [keyed('a', connectHeaders(origin, 0, 0)), keyed('b')])
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  await settled(ctx, job.id)
  const file = async (format: 'ndjson' | 'csv') =>
    textOf((await exportReplayRecords(ctx, { replay: job.id, format })).pieces)
  const lines = (await file('ndjson')).trim().split('\n')
  expect(lines.map((line) => ReplayRecord.parse(JSON.parse(line)))).toMatchObject([
    { offset: '0', result: 'sent', targetTopic: origin },
    { offset: '1', result: 'skipped', reason: 'noOrigin' },
  ])
  const [head, first, second] = (await file('csv')).split('\r\n')
  expect(head).toBe('"partition","offset","result","targetTopic","targetPartition","targetOffset","reason","text"')
  expect(first).toBe(`"0","0","sent","${origin}","0","0","",""`)
  expect(second).toMatch(/^"0","1","skipped","","","","noOrigin","The headers do not say/)
  await expect(exportReplayRecords(ctx, { replay: 'r-none', format: 'csv' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a replay is not started anew from a ledger that was made anew', async () => {
  const { origin, dlq } = await topics()
  await write(ctx.cluster, { topic: dlq }, [keyed('a', connectHeaders(origin, 0, 0))])
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  await settled(ctx, job.id)
  const read = async (topicId: string) => {
    const entries = []
    const asked = { id: job.id, ledger: { topicId, from: '0' } }
    for await (const entry of readJobLedger(ctx.cluster, asked, { wait: false })) entries.push(entry)
    return entries
  }
  const { topicId } = await ctx.cluster.topic(INTERNAL_TOPIC.replays)
  expect((await read(topicId ?? '')).length).toBeGreaterThan(0)
  await expect(read('another')).rejects.toMatchObject({ code: 'CONFLICT' })
})
