import { mkdtemp, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { alertEngine } from '#server/alerts/alert-engines.ts'
import { Receiver } from '#testkit/alerts/receiver.ts'
import { auditLog } from '#server/audit/audit-log.ts'
import { recordAudit } from '#server/audit/record-audit.ts'
import { Alerts } from '#server/config/alerts-schema.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { recallChange, rememberChange } from '#server/group-offsets/undo-store.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import type { JobDefinition, JobStatus } from '#server/replay-ledger/job.ts'
import { replayedOf } from '#server/replay-ledger/replayed-of.ts'
import { replayRunner } from '#server/replays/replay-runner.ts'
import { offerAsTarget } from '#server/replay-ledger/target-cluster.ts'
import { connectHeaders, readAll, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { stateStore } from '#server/store/state-store.ts'

let dataDir: string
let kafka: EmbeddedKafka
/** Replays wait for approval. */
let ctx: ClusterCtx

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-forged-'))
  kafka = await startKafka({ dataDir })
  ctx = testContext(kafka.bootstrapServers, { approvalAbove: 0 })
  // What comes after the console's first records is not of a time before signing.
  await rememberChange(ctx.cluster, { changeId: 'first', group: 'g', at: 1, by: 'x', partitions: [] })
})
afterAll(async () => {
  ctx.cluster.close()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** What any Kafka client can do. */
async function forge(topic: string, key: string, value: unknown): Promise<void> {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  await write(ctx.cluster, { topic }, [record({ key: Buffer.from(key), value: Buffer.from(text) })])
}

async function waitingReplay() {
  const origin = await createTopic({ bootstrapServers: kafka.bootstrapServers })
  const dlq = await createTopic({ bootstrapServers: kafka.bootstrapServers, topic: `${origin}-dlq` })
  await write(ctx.cluster, { topic: dlq }, [
    record({ value: Buffer.from('a dead letter'), headers: connectHeaders(origin, 0, 0) }),
  ])
  const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target: { origin: true } })
  expect(job.state).toBe('awaitingApproval')
  return { origin, dlq, id: job.id }
}

const sentTo = async (topic: string) => (await readAll(ctx.cluster, topic)).get(0)?.length ?? 0

/** Long enough for a runner to start a replay and send its one record. */
async function lookAround(): Promise<void> {
  for (let round = 0; round < 15; round += 1) {
    await replayRunner(ctx.cluster).tick()
    await sleep(100)
  }
}

const APPROVED: JobStatus = {
  state: 'running',
  started: false,
  counts: { sent: 0, skipped: 0, failed: 0, bytes: 0 },
  endedAt: null,
  problem: null,
  owner: 'x/1/1',
  canary: null,
  approvedBy: 'bob@example.com',
  approver: { issuer: 'https://id.example.com', sub: 'bob' },
}

it('finding 1(b): a forged status approves no replay', async () => {
  const { origin, id } = await waitingReplay()
  await forge(INTERNAL_TOPIC.state, `replay/${id}/status`, APPROVED)
  await lookAround()
  expect(await sentTo(origin)).toBe(0)
})

it('finding 1(b): a forged definition is no replay', async () => {
  const { dlq, id } = await waitingReplay()
  const victim = await createTopic({ bootstrapServers: kafka.bootstrapServers })
  const real = JSON.parse(stateStore(ctx.cluster).get(`replay/${id}`) ?? '') as JobDefinition
  const forged = {
    ...real,
    id: 'r-forged',
    by: 'carol@example.com',
    target: { topic: victim },
    topics: { [victim]: Object.values(real.topics)[0] },
    guarantee: 'atLeastOnce',
    ledger: null,
  }
  expect(real.source.topic).toBe(dlq)
  await forge(INTERNAL_TOPIC.state, 'replay/r-forged', forged)
  await forge(INTERNAL_TOPIC.state, 'replay/r-forged/status', APPROVED)
  await lookAround()
  expect(await sentTo(victim)).toBe(0)
})

it('finding 1(c): a replay sends nothing to a cluster that became read-only since it was created', async () => {
  const open = testContext(kafka.bootstrapServers, { id: 'later-read-only' })
  const readOnly = testContext(kafka.bootstrapServers, { id: 'later-read-only', readOnly: true })
  offerAsTarget(open.cluster)
  const victim = await createTopic({ bootstrapServers: kafka.bootstrapServers })
  const dlq = await createTopic({ bootstrapServers: kafka.bootstrapServers })
  await write(ctx.cluster, { topic: dlq }, [record({ value: Buffer.from('x'), headers: connectHeaders(victim, 0, 0) })])
  try {
    const target = { topic: victim, cluster: 'later-read-only' }
    const job = await startReplay(ctx, { source: { topic: dlq }, selection: { all: true }, target })
    const approver = { ...ctx.actor, name: 'second', subject: { issuer: 'test', sub: 'second' } }
    offerAsTarget(readOnly.cluster)
    const { approveReplay } = await import('#server/replays/approve-replay.ts')
    await approveReplay({ ...ctx, actor: approver }, { replay: job.id, reason: 'looks right' }).catch(() => undefined)
    await settled(ctx, job.id)
    expect(await sentTo(victim)).toBe(0)
  } finally {
    open.cluster.close()
    readOnly.cluster.close()
  }
})

it('finding 11: a forged audit record is not shown as one of this console', async () => {
  const outcome = { actor: 'x', requestId: 'r', result: 'ok' as const, problem: null }
  await recordAudit(ctx.cluster, { ...outcome, action: 'test.first', target: 'signing starts' })
  const forged = {
    id: 'f1',
    at: 1_795_867_200_000,
    actor: 'alice@example.com',
    cluster: 'test',
    action: 'topic.delete',
    target: 'payments',
    reason: 'x',
    result: 'ok',
    problem: null,
    details: {},
    requestId: 'x',
  }
  await forge(INTERNAL_TOPIC.audit, 'f1', forged)
  const records = await auditLog(ctx.cluster).records()
  expect(records.map(({ action }) => action)).toContain('test.first')
  expect(records.map(({ actor }) => actor)).not.toContain('alice@example.com')
})

it('finding 12: a ledger record with deltas that are no whole numbers breaks nothing', async () => {
  const topic = 'src-dlq'
  const entry = {
    v: 1,
    job: 'x',
    sourceTopic: topic,
    sourceTopicId: null,
    position: { range: 0, offset: '0' },
    counts: { sent: 1, skipped: 0, failed: 0, bytes: 1 },
    sent: [{ topic: 'victim', partition: 0, base: '0', source: 0, first: '0', deltas: [1.5] }],
    skipped: [],
    failed: [],
  }
  await createTopic({ bootstrapServers: kafka.bootstrapServers, topic: INTERNAL_TOPIC.replays }).catch(() => undefined)
  await forge(INTERNAL_TOPIC.replays, 'x', entry)
  const fresh = testContext(kafka.bootstrapServers)
  try {
    const { wasReplayed } = await replayedOf(fresh.cluster, { topic, topicId: null })
    expect(wasReplayed(0, 5n)).toBe(false)
  } finally {
    fresh.cluster.close()
  }
})

it('finding 12: what cannot be parsed is no remembered change of offsets', async () => {
  await forge(INTERNAL_TOPIC.state, 'undo.offsets.forged', '{ "changeId": ')
  expect(await recallChange(ctx.cluster, 'forged')).toBeNull()
})

it('finding 13: a forged alert is not posted', { timeout: 60_000 }, async () => {
  const receiver = new Receiver()
  await receiver.start()
  const cluster = new KafkaCluster({ ...testCluster(kafka.bootstrapServers), id: 'watched', sampleSeconds: 1 })
  await cluster.start()
  const alerts = Alerts.parse({
    webhooks: [{ name: 'ops', url: receiver.url('/') }],
    rules: [{ name: 'Offline', kind: 'offline' }],
  })
  const runtime = { config: { alerts, publicAddresses: [] } } as unknown as ClusterCtx['runtime']
  const forged = {
    v: 1,
    id: 'forged',
    rule: 'Offline',
    kind: 'offline',
    severity: 'critical',
    subject: 'x',
    href: '/',
    text: 'URGENT: sign in at https://evil.example.com',
    firedAt: Date.now(),
    resolvedAt: null,
    resolvedText: null,
    deliveries: [{ webhook: 'ops', event: 'fired', state: 'waiting', at: null, problem: null }],
  }
  await forge(INTERNAL_TOPIC.state, 'alert/watched/forged', forged)
  const engine = alertEngine(runtime, cluster)
  try {
    engine?.run()
    await sleep(12_000)
    expect(JSON.stringify(receiver.messages)).not.toContain('evil.example.com')
  } finally {
    await engine?.stop()
    cluster.close()
    await receiver.stop()
  }
})
