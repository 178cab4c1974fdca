import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs'
import { Secret } from '#server/config/secret.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { previewPark } from '#server/park/preview-park.ts'
import { listBrokers } from '#server/brokers/list-brokers.ts'
import { changeOffsets } from './change-offsets.ts'
import { previewOffsets } from './preview-offsets.ts'

let folder: string
let kafka: EmbeddedKafka
let everybody: ClusterCtx
/** May look at everything, read topics, and commit for one group only. */
let bob: ClusterCtx

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-rights-'))
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
  everybody = testContext(kafka.bootstrapServers)
  const config = {
    ...testCluster(`127.0.0.1:${port}`),
    id: 'bob',
    sasl: { mechanism: 'plain' as const, username: 'bob', password: new Secret('not-to-be-seen') },
  }
  bob = { ...everybody, cluster: new KafkaCluster(config) }
}, 120_000)
afterAll(async () => {
  for (const { cluster } of [everybody, bob]) cluster.close()
  await kafka.stop()
  await rm(folder, { recursive: true, force: true })
})

test(
  'previews refuse what the change would be refused, and disks that may not be seen are unknown',
  { timeout: 120_000 },
  async () => {
    const { bootstrapServers } = kafka
    const topic = await createTopic({ bootstrapServers })
    const [own, other] = [randomName('own'), randomName('other')]
    const admin = testKafka(bootstrapServers).admin()
    await admin.connect()
    for (const groupId of [own, other])
      await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] })
    const producer = testKafka(bootstrapServers).producer()
    await producer.connect()
    await producer.send({ topic, messages: [{ value: 'a' }, { value: 'b' }] })
    await producer.disconnect()
    const allow = (resourceName: string, operation: AclOperationTypes, resourceType: AclResourceTypes) => ({
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
        allow('*', AclOperationTypes.READ, AclResourceTypes.TOPIC),
        allow('*', AclOperationTypes.DESCRIBE, AclResourceTypes.GROUP),
        allow(own, AclOperationTypes.READ, AclResourceTypes.GROUP),
      ],
    })
    await admin.disconnect()

    const change = (group: string) => ({ cluster: 'test', group, to: 'end' }) as never
    const place = (group: string) => ({ cluster: 'test', group, topic, partition: 0 }) as never
    await expect
      .poll(async () => (await previewOffsets(bob, change(own)).catch(() => null))?.refusal, { timeout: 30_000 })
      .toBeNull()
    const refusal = `This console may not commit for ${other}: it needs READ on the group.`
    expect(await previewOffsets(bob, change(other))).toMatchObject({ refusal, forcible: false })
    expect(await previewPark(bob, place(other))).toMatchObject({ refusal, forcible: false })
    await expect(
      changeOffsets(bob, { cluster: 'test', group: other, to: 'end', reason: 'a test', force: false } as never),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await previewPark(bob, place(own))).toMatchObject({ refusal: null })

    const viewer = testContext(bootstrapServers, ['viewer'])
    try {
      expect((await previewOffsets(viewer, change(own))).refusal).toContain('group.alter')
    } finally {
      viewer.cluster.close()
    }
    const readOnly = testContext(bootstrapServers)
    Object.assign(readOnly.cluster.config, { readOnly: true })
    try {
      expect((await previewOffsets(readOnly, change(own))).refusal).toContain('read-only')
    } finally {
      readOnly.cluster.close()
    }

    const { items } = await listBrokers(bob, { cluster: 'test', sort: 'id', page: 1, pageSize: 50 } as never)
    expect(items[0]).toMatchObject({ reachable: true, logDirBytes: null, diskUsed: null })
    expect(items[0]?.diskProblem).toMatch(/does not show its log directories/)
  },
)
