import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs'
import { auditLog } from '#server/audit/audit-log.ts'
import { Secret } from '#server/config/secret.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { listReplayRecords } from './list-replay-records.ts'
import { offerAsTarget } from '#server/replay-ledger/target-cluster.ts'
import {
  connectHeaders,
  dryRun,
  readAll,
  record,
  settled,
  startReplay,
  testContext,
  write,
} from '#testkit/replays/harness.ts'

let folder: string
let kafka: EmbeddedKafka
let ctx: ClusterCtx
let other: KafkaCluster
/** The other cluster as somebody sees it who may read, and write to one topic only. */
let bob: ClusterCtx

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-other-'))
  const [port] = await freePorts(1)
  kafka = await startKafka({
    dataDir: folder,
    config: {
      listeners: `SASL_PLAINTEXT://127.0.0.1:${port}`,
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
      'sasl.enabled.mechanisms': 'PLAIN',
      'listener.name.sasl_plaintext.plain.sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_bob="not-to-be-seen";',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
    },
  })
  ctx = testContext(inject('bootstrapServers'))
  other = new KafkaCluster({ ...testCluster(kafka.bootstrapServers), id: 'other', name: 'Other' })
  offerAsTarget(other)
  const config = {
    ...testCluster(`127.0.0.1:${port}`),
    id: 'bob',
    sasl: { mechanism: 'plain' as const, username: 'bob', password: new Secret('not-to-be-seen') },
  }
  bob = { ...ctx, cluster: new KafkaCluster(config) }
}, 90_000)
afterAll(async () => {
  for (const cluster of [ctx.cluster, other, bob.cluster]) cluster.close()
  await kafka.stop()
  await rm(folder, { recursive: true, force: true })
})

test('records go to another cluster exactly once, with the ledger there, and count as replayed here', async () => {
  const origin = await createTopic()
  const dlq = await createTopic({ topic: `${origin}-dlq` })
  const target = await createTopic({ partitions: 2, bootstrapServers: kafka.bootstrapServers })
  await write(
    ctx.cluster,
    { topic: dlq },
    ['a', 'b', 'c'].map((key, at) => record({ key: Buffer.from(key), headers: connectHeaders(origin, 0, at) })),
  )
  const request = {
    source: { topic: dlq },
    selection: { all: true } as const,
    target: { topic: target, cluster: 'other' },
  }
  const plan = await dryRun(ctx, request)
  expect(plan.warnings.map(({ code }) => code)).toContain('otherCluster')
  const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
  expect(await settled(ctx, job.id)).toMatchObject({
    state: 'completed',
    sent: 3,
    guarantee: 'exactlyOnceReadCommitted',
    durable: true,
  })
  const arrived = [...(await readAll(other, target)).values()].flat()
  expect(arrived.map(({ key }) => String(key)).toSorted()).toEqual(['a', 'b', 'c'])
  // The audit logs of both clusters say so, and where the records went.
  for (const cluster of [ctx.cluster, other]) {
    const audit = async () =>
      (await auditLog(cluster).records())
        .filter((entry) => entry.target === dlq)
        .map(({ action, result, targetCluster, ...entry }) => [action, result, entry.cluster, targetCluster])
    await expect.poll(audit).toEqual([
      ['replay.start', 'ok', 'test', 'other'],
      ['replay.completed', 'ok', 'test', 'other'],
    ])
  }
  expect((await listReplayRecords(ctx, { replay: job.id, page: 1, pageSize: 10 })).total).toBe(3)
  expect((await other.metadata({ maxAgeMs: 0 })).topics.has(INTERNAL_TOPIC.replays)).toBe(true)
  expect(await dryRun(ctx, request)).toMatchObject({ targets: [], skipped: [{ reason: 'alreadyReplayed', count: 3 }] })
  await expect(dryRun(ctx, { ...request, target: { topic: target, cluster: 'nowhere' } })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test('where this console may not write, the dry run says so, and the run sends the rest', async () => {
  const { bootstrapServers } = kafka
  const open = await createTopic({ bootstrapServers })
  const sealed = await createTopic({ bootstrapServers })
  const dlq = await createTopic({ topic: `${open}-dlq`, bootstrapServers })
  await write(
    other,
    { topic: dlq },
    [open, sealed].map((topic) => record({ key: Buffer.from('k'), headers: connectHeaders(topic, 0, 0) })),
  )
  const admin = testKafka(bootstrapServers).admin()
  await admin.connect()
  const allow = (resourceName: string, operation: AclOperationTypes, resourceType = AclResourceTypes.TOPIC) => ({
    resourceName,
    operation,
    resourceType,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:bob',
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
  })
  await admin.createAcls({
    acl: [
      allow('*', AclOperationTypes.READ),
      allow(open, AclOperationTypes.WRITE),
      allow('kafka-cluster', AclOperationTypes.IDEMPOTENT_WRITE, AclResourceTypes.CLUSTER),
    ],
  })
  await admin.disconnect()
  const request = {
    source: { topic: dlq },
    selection: { all: true } as const,
    target: { origin: true } as const,
    options: { extraTargets: [sealed] },
  }
  await expect.poll(async () => (await dryRun(bob, request)).targets.length, { timeout: 20_000 }).toBe(1)
  const plan = await dryRun(bob, request)
  expect(plan).toMatchObject({
    targets: [{ topic: open, records: 1 }],
    skipped: [{ reason: 'notPermitted', count: 1, sample: { offset: '1' } }],
    guarantee: 'atLeastOnce',
  })
  expect(plan.warnings.map(({ code }) => code)).toContain('noTransactions')
  const job = await startReplay(bob, { ...request, planHash: plan.planHash })
  expect(await settled(bob, job.id)).toMatchObject({ state: 'completed', sent: 1, skipped: 1, durable: false })
})
