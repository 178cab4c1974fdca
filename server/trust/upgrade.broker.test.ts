import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import type { JobDefinition, JobStatus } from '#server/replay-ledger/job.ts'
import type { LedgerEntry } from '#server/replay-ledger/ledger-entry.ts'
import { ownOwner } from '#server/replay-ledger/owner.ts'
import { getReplay } from '#server/replays/get-replay.ts'
import { replayRunner } from '#server/replays/replay-runner.ts'
import { connectHeaders, readAll, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { stateStore } from '#server/store/state-store.ts'
import { NO_KEYS } from './key-ring.ts'
import { installKeyRingOf } from './own-keys.ts'
import { inject } from '#testkit/trust/attacker.ts'
import { untrustedRecords } from './trust-report.ts'

const COUNT = 100
const NOTHING = { sent: 0, skipped: 0, failed: 0, bytes: 0 }

/** A broker for each test: signing starts once. */
let kafka: EmbeddedKafka
let dataDir: string
const contexts: ClusterCtx[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-upgrade-'))
  kafka = await startKafka({ dataDir })
})
const closeAll = () => {
  for (const { cluster } of contexts.splice(0)) cluster.close()
}
afterEach(async () => {
  closeAll()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})
afterAll(closeAll)

function console_(config: Parameters<typeof testContext>[1] = {}): ClusterCtx {
  const ctx = testContext(kafka.bootstrapServers, config)
  contexts.push(ctx)
  return ctx
}

/** A replay as the version before signing has left it: what it is, that it runs, and that its console is no more. */
interface OldReplay {
  ctx: ClusterCtx
  origin: string
  definition: JobDefinition
}

/** A process of this machine that is gone: its replays are taken over at once. */
const deadProcess = () => ownOwner().replace(/\/\d+\//, '/4194305/')

async function oldReplay(owner = deadProcess()): Promise<OldReplay> {
  const { bootstrapServers } = kafka
  // Plans it in memory: a console without a key writes nothing.
  const ctx = console_({ readOnly: true })
  installKeyRingOf(ctx.cluster, NO_KEYS)
  await createTopic({ bootstrapServers, topic: INTERNAL_TOPIC.state, config: { 'cleanup.policy': 'compact' } })
  await createTopic({ bootstrapServers, topic: INTERNAL_TOPIC.replays })
  const origin = await createTopic({ bootstrapServers })
  const dlq = await createTopic({ bootstrapServers, topic: `${origin}-dlq` })
  const letters = Array.from({ length: COUNT }, (_, index) =>
    record({ value: Buffer.from(String(index)), headers: connectHeaders(origin, 0, index) }),
  )
  await write(ctx.cluster, { topic: dlq }, letters)
  const { id } = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  const { requester, sending, needsApproval, ...planned } = JSON.parse(
    stateStore(ctx.cluster).get(`replay/${id}`) ?? '',
  ) as JobDefinition
  expect({ requester, sending, needsApproval }).toMatchObject({ sending: COUNT, needsApproval: false })
  const { topicId } = await ctx.cluster.topic(INTERNAL_TOPIC.replays, { maxAgeMs: 0 })
  const definition = { ...planned, guarantee: 'exactlyOnceReadCommitted' as const, ledger: { topicId, from: '0' } }
  await store(ctx, `replay/${id}`, definition)
  await store(ctx, `replay/${id}/lease`, { kind: 'claim', owner, term: 1 })
  await store(ctx, `replay/${id}/status`, statusOf(owner))
  return { ctx, origin, definition: definition as JobDefinition }
}

function statusOf(owner: string): Omit<JobStatus, 'approver'> {
  const rest = { endedAt: null, problem: null, canary: null, approvedBy: null }
  return { state: 'running', started: true, counts: NOTHING, owner, ...rest }
}

async function store({ cluster }: ClusterCtx, key: string, value: object): Promise<void> {
  await inject(cluster, INTERNAL_TOPIC.state, [{ key: Buffer.from(key), value: Buffer.from(JSON.stringify(value)) }])
}

/** Sends records as the old version did, in transactions with an entry that is not signed; `killed` in the middle of the last one. */
async function oldRun({ ctx, origin, definition }: OldReplay, steps: number[], killed: boolean): Promise<void> {
  const producer = await RecordProducer.open(ctx.cluster, { transactionalId: `tailrace-replay-${definition.id}` })
  try {
    let from = 0
    for (const [index, to] of [0, ...steps].entries()) {
      const records = Array.from({ length: to - from }, (_, nth) =>
        record({ value: Buffer.from(String(from + nth)), headers: connectHeaders(origin, 0, from + nth) }),
      )
      const [base] = records.length > 0 ? await producer.send([{ topic: origin, partition: 0, records }]) : []
      const deltas = Array.from({ length: records.length - 1 }, () => 1)
      const run = { topic: origin, partition: 0, base: String(base), source: 0, first: String(from), deltas }
      const entry: LedgerEntry = {
        v: 1,
        job: definition.id,
        sourceTopic: definition.source.topic,
        sourceTopicId: definition.source.topicId,
        position: { range: 0, offset: String(to) },
        counts: { ...NOTHING, sent: to },
        sent: records.length > 0 ? [run] : [],
        targetIds: {},
        skipped: [],
        failed: [],
      }
      const ledger = record({ key: Buffer.from(definition.id), value: Buffer.from(JSON.stringify(entry)) })
      await producer.send([{ topic: INTERNAL_TOPIC.replays, partition: 0, records: [ledger] }])
      if (!killed || index < steps.length) await producer.commit()
      from = to
    }
  } finally {
    producer.close()
  }
}

async function arrived({ ctx, origin }: OldReplay): Promise<number[]> {
  const records = (await readAll(ctx.cluster, origin)).get(0) ?? []
  return records.map(({ value }) => Number(value)).toSorted((a, b) => a - b)
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

test('a replay that an older version left in the middle goes on where it was, and sends nothing twice', async () => {
  const old = await oldReplay()
  await oldRun(old, [30, 40, 60], true)
  const ctx = console_()
  await replayRunner(ctx.cluster).tick()
  expect(await settled(ctx, old.definition.id)).toMatchObject({ state: 'completed', sent: COUNT, failed: 0 })
  expect(await arrived(old)).toEqual(numbers(COUNT))
  expect(untrustedRecords(ctx.cluster)).toEqual([])
  // The next console believes the same.
  const next = console_({ readOnly: true })
  expect(await getReplay(next, { replay: old.definition.id })).toMatchObject({ state: 'completed', sent: COUNT })
  expect(untrustedRecords(next.cluster)).toEqual([])
})

test('what an older version sent after signing had started is not sent again', { timeout: 60_000 }, async () => {
  // Of another machine: it is taken over after 15 s of silence.
  const old = await oldReplay('another-host/1/1')
  const ctx = console_({ readOnly: true })
  // A replay of the new version that has run meanwhile.
  const other = console_()
  await startReplayOf(other)
  await oldRun(old, [30], false)
  const look = async () => {
    await replayRunner(other.cluster).tick()
    return (await getReplay(ctx, { replay: old.definition.id })).state
  }
  await expect.poll(look, { timeout: 40_000, interval: 500 }).toBe('failed')
  expect((await getReplay(ctx, { replay: old.definition.id })).problem).toContain('missing from the ledger')
  expect(await arrived(old)).toEqual(numbers(30))
})

test('a replay whose state an older version goes on to write is blocked', async () => {
  const old = await oldReplay()
  await oldRun(old, [30], false)
  const ctx = console_({ readOnly: true })
  await stateStore(ctx.cluster).put('view/any/1', '{}')
  await store(old.ctx, `replay/${old.definition.id}/status`, statusOf('another-host/1/1'))
  const runner = console_()
  await replayRunner(runner.cluster).tick()
  await expect(getReplay(runner, { replay: old.definition.id })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await arrived(old)).toEqual(numbers(30))
})

async function startReplayOf(ctx: ClusterCtx): Promise<void> {
  const { bootstrapServers } = kafka
  const origin = await createTopic({ bootstrapServers })
  const dlq = await createTopic({ bootstrapServers, topic: `${origin}-dlq` })
  await write(ctx.cluster, { topic: dlq }, [record({ value: Buffer.from('x'), headers: connectHeaders(origin, 0, 0) })])
  // Only plans and looks, so that it takes over nothing yet.
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  await settled(ctx, job.id)
}
