import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { AuditChain, Checkpoint } from '#lib/contract/audit-chain.ts'
import { Receiver } from '#testkit/alerts/receiver.ts'
import type { AuditSettings } from '#server/config/audit-schema.ts'
import { Secret } from '#server/config/secret.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { RecordProducer } from '#server/kafka/transactions/record-producer.ts'
import { testContext } from '#testkit/replays/harness.ts'
import { chainLink } from '#server/store/chain-link.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { RecordSigner } from '#server/store/record-signer.ts'
import { topicSigning } from '#server/store/topic-signing.ts'
import { installKeyRingOf } from '#server/trust/own-keys.ts'
import { inject, recordsOfKey } from '#testkit/trust/attacker.ts'
import { testKeyRing } from '#testkit/trust/test-keys.ts'
import { auditLog } from '../audit-log.ts'
import { audited } from '../record-audit.ts'
import { verifyAudit } from './verify-audit.ts'

const TOPIC = INTERNAL_TOPIC.audit
let kafka: EmbeddedKafka
let dataDir: string
const contexts: ClusterCtx[] = []
const receiver = new Receiver()

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-chain-'))
  kafka = await startKafka({ dataDir })
  await receiver.start()
})
afterAll(async () => {
  await receiver.stop()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})
/** Each test begins without the topic. */
afterEach(async () => {
  for (const { cluster } of contexts.splice(0)) cluster.close()
  receiver.messages.length = 0
  await recreate()
})

function console_(audit: Partial<AuditSettings> = {}): ClusterCtx {
  const ctx = testContext(kafka.bootstrapServers, { audit: { required: false, sink: null, ...audit } })
  contexts.push(ctx)
  return ctx
}

const change = async (ctx: ClusterCtx, target = 'x') => audited(ctx, { action: 'test.chain', target }, async () => 1)

/** What the API answers at a console that has just started. */
async function verify(checkpoint: Checkpoint[] = [], ctx = console_()): Promise<AuditChain> {
  const runtime = { clusters: { all: () => [ctx.cluster], get: () => ctx.cluster } } as unknown as ClusterCtx['runtime']
  const { verdict, clusters } = await verifyAudit({ runtime, signal: ctx.signal }, { checkpoint })
  const [chain] = clusters
  if (!chain) throw new Error('no cluster')
  expect(chain.verdict).toBe(verdict)
  return chain
}

async function asAdmin(work: (admin: ReturnType<ReturnType<typeof testKafka>['admin']>) => Promise<unknown>) {
  const admin = testKafka(kafka.bootstrapServers).admin()
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/** Deletes the topic, and waits until it is gone. */
async function recreate(): Promise<void> {
  await asAdmin(async (admin) => {
    if ((await admin.listTopics()).includes(TOPIC)) await admin.deleteTopics({ topics: [TOPIC] })
    await expect.poll(async () => admin.listTopics()).not.toContain(TOPIC)
  })
}

const deleteBefore = async (offset: string) =>
  asAdmin(async (admin) => {
    // It only finds topics that it has asked for.
    await admin.fetchTopicOffsets(TOPIC)
    await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: 0, offset }] })
  })

const retention = async (ms: string) =>
  asAdmin(async (admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: 2, name: TOPIC, configEntries: [{ name: 'retention.ms', value: ms }] }],
    }),
  )

it('nothing was ever recorded: ok, and looking creates no topic', async () => {
  expect(await verify()).toMatchObject({ verdict: 'ok', records: 0, endOffset: null, problems: [] })
  const { cluster } = console_()
  expect((await cluster.metadata({ maxAgeMs: 0 })).topics.has(TOPIC)).toBe(false)
})

it('several consoles, some after each other: ok', async () => {
  const [first, second] = [console_(), console_()]
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([change(first), change(second)])
    await change(console_())
  }
  expect(await verify()).toMatchObject({
    verdict: 'ok',
    complete: true,
    records: 18,
    writers: 5,
    problems: [],
    retentionMs: 365 * 24 * 3_600_000,
  })
})

it('what expired at the start is no gap; what was deleted before its time is', async () => {
  const ctx = console_()
  for (let at = 0; at < 4; at += 1) await change(ctx)
  await change(console_())
  await deleteBefore('4')
  expect(await verify()).toMatchObject({ verdict: 'gap', logStartOffset: '4' })
  await retention('1')
  expect(await verify()).toMatchObject({ verdict: 'startExpired', records: 6, retentionMs: 1 })
  await deleteBefore('8')
  // Its first record names the newest one before it.
  expect(await verify()).toMatchObject({ verdict: 'startExpired', records: 2, writers: 1 })
  await retention('86400000')
  expect(await verify()).toMatchObject({ verdict: 'gap' })
})

it('a record that is missing between others is a gap', async () => {
  const { cluster } = console_()
  await change(console_())
  const producer = await RecordProducer.open(cluster, { transactionalId: null })
  try {
    const signing = topicSigning(cluster, TOPIC)
    const place = await signing.refreshToWrite()
    const signer = new RecordSigner(cluster, signing, producer.identity, await chainLink(cluster))
    const records = ['1', '2', '3', '4'].map(
      (id) => signer.sign({ key: Buffer.from(id), value: Buffer.from('{}') }, place).record,
    )
    for (const [index, one] of records.entries())
      if (index !== 1 && index !== 2) await producer.send([{ topic: TOPIC, partition: 0, records: [one] }])
  } finally {
    producer.close()
  }
  expect(await verify()).toMatchObject({ verdict: 'gap', problems: [{ verdict: 'gap', from: '2', to: '3', count: 2 }] })
})

it('records of a console with another key', async () => {
  await change(console_())
  const other = console_()
  installKeyRingOf(other.cluster, testKeyRing('other'))
  await change(other)
  expect(await verify()).toMatchObject({
    verdict: 'foreignKey',
    records: 2,
    problems: [{ verdict: 'foreignKey', from: '2', to: '3', count: 2 }],
  })
})

it('records that were changed, copied, or written by another client', async () => {
  const ctx = console_()
  await change(ctx)
  const [{ id: key } = { id: '' }] = await auditLog(ctx.cluster).records()
  const [intent] = await recordsOfKey(ctx.cluster, TOPIC, key)
  if (!intent) throw new Error('no record')
  await inject(ctx.cluster, TOPIC, [{ ...intent, value: Buffer.from('{"actor":"alice"}') }])
  expect(await verify()).toMatchObject({
    verdict: 'altered',
    problems: [{ text: expect.stringContaining('changed'), from: '2', count: 1 }],
  })
  await inject(ctx.cluster, TOPIC, [intent, { key: Buffer.from('f'), value: Buffer.from('{}') }])
  expect((await verify()).problems.map(({ verdict, text, from }) => [verdict, text.split(':')[0], from])).toEqual([
    ['altered', 'Records were changed after they were signed.', '2'],
    ['altered', 'Records were copied', '3'],
    ['altered', 'Records were written by another client, without a signature.', '4'],
  ])
})

it('each line of the second sink is a checkpoint: a topic that was recreated, or cut, does not have it', async () => {
  const url = new Secret(receiver.url('/'))
  const ctx = console_({ sink: { kind: 'webhook', url, headers: {} } })
  await change(ctx)
  const lines = () => receiver.messages.flatMap(({ body }) => body['records'] as { chain: Checkpoint }[])
  await expect.poll(() => lines().length).toBe(2)
  const checkpoints = lines().map(({ chain }) => chain)
  expect(await verify(checkpoints)).toMatchObject({ verdict: 'ok', checkpoints: { compared: 2, found: 2 } })
  const [first] = checkpoints
  if (!first) throw new Error('no checkpoint')
  expect(await verify([{ ...first, mac: 'another' }])).toMatchObject({ verdict: 'altered' })

  await deleteBefore('2')
  await change(console_())
  expect(await verify(checkpoints)).toMatchObject({ verdict: 'gap', checkpoints: { compared: 2, found: 0 } })
  await recreate()
  // This process wrote to it, and needs no checkpoint.
  expect(await verify([], ctx)).toMatchObject({ verdict: 'gap', checkpoints: { compared: 1, found: 0 } })
  await change(console_())
  expect(await verify()).toMatchObject({ verdict: 'ok' })
  expect(await verify(checkpoints)).toMatchObject({
    verdict: 'gap',
    problems: [{ text: 'The topic was deleted and created again since a checkpoint.' }],
  })
})
