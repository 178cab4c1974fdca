import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { Receiver } from '#testkit/alerts/receiver.ts'
import type { AuditSettings } from '#server/config/audit-schema.ts'
import { Secret } from '#server/config/secret.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { incrementalAlterConfigs } from '#server/kafka/protocol/incremental-alter-configs.ts'
import { auditMetrics } from '#server/observability/audit-metrics.ts'
import { testContext } from '#testkit/replays/harness.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { createTopic } from '#server/topics/create-topic.ts'
import { auditLog } from './audit-log.ts'

let kafka: EmbeddedKafka
let dataDir: string
const contexts: ClusterCtx[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-required-'))
  kafka = await startKafka({ dataDir })
  await create(console_(), 'something to record')
})
afterAll(async () => {
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => limitMessages('1'))
afterEach(async () => {
  for (const { cluster } of contexts.splice(0)) cluster.close()
})

function console_(audit: Partial<AuditSettings> = {}): ClusterCtx {
  const ctx = testContext(kafka.bootstrapServers, { audit: { required: false, sink: null, ...audit } })
  contexts.push(ctx)
  return ctx
}

/** What an administrator of the cluster can do: with 1 the audit topic takes nothing any more. */
async function limitMessages(bytes: string | null): Promise<void> {
  const { cluster } = console_()
  const configs = [{ name: 'max.message.bytes', configOperation: bytes === null ? 1 : 0, value: bytes }]
  const { responses } = await cluster.send('controller', incrementalAlterConfigs, {
    resources: [{ resourceType: 2, resourceName: INTERNAL_TOPIC.audit, configs }],
    validateOnly: false,
  })
  expect(responses[0]?.errorCode).toBe(0)
}

/** A change, as the API makes it. */
async function create(ctx: ClusterCtx, reason?: string): Promise<string> {
  const name = randomName('made')
  await createTopic(ctx, { cluster: 'test', name, partitions: 1, config: {}, validateOnly: false, reason })
  return name
}

const topicsOf = async ({ cluster }: ClusterCtx) => (await cluster.metadata({ maxAgeMs: 0 })).topics.size
const newest = async ({ cluster }: ClusterCtx) => (await auditLog(cluster).records()).at(-1)

it('finding 11: what cannot be recorded is refused where a record is required, and nothing is changed', async () => {
  const ctx = console_({ required: true })
  const before = await topicsOf(ctx)
  await expect(create(ctx, 'a reason')).rejects.toMatchObject({
    code: 'AUDIT_UNAVAILABLE',
    message: expect.stringMatching(/^Nothing was changed: Test requires an audit record/),
  })
  expect(await topicsOf(ctx)).toBe(before)
  expect(await newest(ctx)).toMatchObject({ action: 'topic.create', result: 'failed', durable: false })
})

it('elsewhere it is kept in this process, said so, and written once the topic takes records again', async () => {
  const ctx = console_()
  const name = await create(ctx)
  expect(await newest(ctx)).toMatchObject({ target: name, result: 'ok', durable: false })
  const metrics = async () => auditMetrics([ctx.cluster]).metrics()
  expect(await metrics()).toContain('tailrace_audit_unwritten_records{cluster="test"} 1')
  await limitMessages(null)
  const next = await create(ctx)
  const found = async () =>
    (await auditLog(console_().cluster).records()).filter(({ target }) => [name, next].includes(target))
  await expect.poll(found, { timeout: 20_000 }).toMatchObject([
    { result: 'ok', durable: true },
    { result: 'ok', durable: true },
  ])
  expect((await auditLog(ctx.cluster).records()).filter(({ durable }) => !durable)).toEqual([])
  expect(await metrics()).toContain('tailrace_audit_unwritten_records{cluster="test"} 0')
})

it('break-glass takes a reason and the acknowledgement of the second sink', async () => {
  const receiver = new Receiver()
  await receiver.start()
  try {
    const sink = { kind: 'webhook' as const, url: new Secret(receiver.url('/audit')), headers: {} }
    const ctx = console_({ required: true, sink })
    await expect(create(ctx)).rejects.toMatchObject({ message: expect.stringContaining('With a reason') })
    const name = await create(ctx, 'the audit topic is broken')
    expect(await newest(ctx)).toMatchObject({ target: name, result: 'ok', breakGlass: true, durable: false })
    const sent = () =>
      receiver.messages
        .flatMap(({ body }) => body['records'] as { target: string; result: string; breakGlass: boolean }[])
        .filter(({ target }) => target === name)
    await expect.poll(sent).toMatchObject([
      { result: 'unknown', breakGlass: false },
      { result: 'ok', breakGlass: true },
    ])

    receiver.status = 503
    const before = await topicsOf(ctx)
    await expect(create(ctx, 'the audit topic is broken')).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
      message: expect.stringContaining('did not acknowledge'),
    })
    expect(await topicsOf(ctx)).toBe(before)
  } finally {
    await receiver.stop()
  }
})

it('a syslog server acknowledges nothing, and is not enough', async () => {
  const sink = { kind: 'syslog' as const, address: { host: '127.0.0.1', port: 9 }, tls: false }
  await expect(create(console_({ required: true, sink }), 'a reason')).rejects.toMatchObject({
    code: 'AUDIT_UNAVAILABLE',
    message: expect.stringContaining('acknowledges nothing'),
  })
})
