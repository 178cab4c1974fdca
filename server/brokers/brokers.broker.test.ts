import { afterAll, expect, inject, test } from 'vitest'
import { BrokerList } from '#lib/contract/brokers.ts'
import { ClusterSummary, Overview } from '#lib/contract/clusters.ts'
import { getCluster } from '#server/clusters/get-cluster.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { getOverview } from '#server/overview/get-overview.ts'
import { getBroker } from './get-broker.ts'
import { getBrokerConfig } from './get-broker-config.ts'
import { listBrokers } from './list-brokers.ts'

const ctx = testContext(inject('bootstrapServers'))

afterAll(() => ctx.cluster.close())

const listInput = { cluster: 'test', sort: 'id', page: 1, pageSize: 50 } as Parameters<typeof listBrokers>[1]

test('brokers with their partitions and disks, and the quorum', async () => {
  await createTopic({ partitions: 3 })
  const list = BrokerList.parse(await listBrokers(ctx, listInput))
  expect(list.total).toBe(1)
  expect(list.items[0]).toMatchObject({ id: 1, host: '127.0.0.1', reachable: true, problem: null, outOfSync: 0 })
  expect(list.items[0]?.leaders).toBeGreaterThanOrEqual(3)
  expect(list.items[0]?.diskUsed).toBeGreaterThan(0)
  expect(list.items[0]?.diskUsed).toBeLessThanOrEqual(1)
  expect(list.quorumProblem).toBeNull()
  expect(list.quorum).toMatchObject({ leaderId: 1, members: [{ id: 1, role: 'leader', lag: '0' }] })
})

test('one broker: log directories with the largest replicas, and its configuration without secrets', async () => {
  const topic = await createTopic()
  const producer = testKafka().producer()
  await producer.connect()
  await producer.send({ topic, messages: [{ value: Buffer.alloc(500_000) }] })
  await producer.disconnect()
  const fresh = testContext(inject('bootstrapServers'))
  const broker = await getBroker(fresh, { cluster: 'test', broker: '1' } as Parameters<typeof getBroker>[1])
  fresh.cluster.close()
  const largest = broker.logDirs?.[0]?.largest ?? []
  expect(largest).toEqual(largest.toSorted((a, b) => b.sizeBytes - a.sizeBytes))
  // Other tests share the broker and may have filled larger ones.
  const own = largest.find((replica) => replica.topic === topic) ?? largest.at(-1)
  expect(own?.sizeBytes).toBeGreaterThan(500_000)
  expect(broker.logDirs?.[0]?.totalBytes).toBeGreaterThan(0)
  const config = await getBrokerConfig(ctx, { cluster: 'test', broker: '1' } as Parameters<typeof getBrokerConfig>[1])
  expect(config.items.find(({ name }) => name === 'node.id')).toMatchObject({ value: '1', readOnly: true })
  expect(config.items.filter(({ sensitive }) => sensitive).every(({ value }) => value === null)).toBe(true)
  await expect(getBroker(ctx, { cluster: 'test', broker: '9' } as never)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a broker that the cluster does not know is not found, and is not out of reach', async () => {
  for (const broker of ['9', '0x1', 'x', ''])
    await expect(getBrokerConfig(ctx, { cluster: 'test', broker } as never), broker).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
})

test('the cluster and its overview: version inferred, features, numbers', async () => {
  const fresh = testContext(inject('bootstrapServers'))
  await fresh.cluster.metadata()
  const overview = Overview.parse(await getOverview(fresh))
  expect(overview.groups).not.toBeNull()
  expect(overview.brokers).toHaveLength(1)
  expect(overview.disk?.usedBytes).toBeGreaterThan(0)
  const cluster = ClusterSummary.parse(await getCluster(fresh))
  expect(cluster).toMatchObject({
    status: 'up',
    kafkaVersion: '4.3',
    controllerId: 1,
    brokers: 1,
    offlinePartitions: 0,
  })
  expect(cluster.kafkaVersionInferredFrom).toContain('DescribeLogDirs')
  expect(Object.values(cluster.features ?? {})).not.toContain(false)
  expect(cluster.groups).not.toBeNull()
  fresh.cluster.close()
})
