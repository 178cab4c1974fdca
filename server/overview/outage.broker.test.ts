import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listBrokers } from '#server/brokers/list-brokers.ts'
import { getCluster } from '#server/clusters/get-cluster.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { getGroup } from '#server/groups/get-group.ts'
import { listGroups } from '#server/groups/list-groups.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { getOverview } from './get-overview.ts'

const list = (sort: string) => ({ cluster: 'test', sort, page: 1, pageSize: 50 }) as never

test(
  'a cluster that goes away keeps its last numbers, dated; back again it is read anew',
  { timeout: 90_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-outage-'))
    const kafka = await startKafka({ dataDir })
    const ctx = testContext(kafka.bootstrapServers)
    const { cluster } = ctx
    try {
      await cluster.start()
      const topic = await createTopic({ bootstrapServers: kafka.bootstrapServers })
      await expect
        .poll(
          async () => {
            cluster.forgetCoordinator('group', 'readers')
            const coordinator = await cluster.coordinator('group', 'readers').catch(() => null)
            if (coordinator === null) return -1
            const { topics } = await cluster.send(coordinator, offsetCommit, {
              groupId: 'readers',
              topics: [
                { name: topic, partitions: [{ partitionIndex: 0, committedOffset: 0n, committedMetadata: null }] },
              ],
            })
            return topics[0]?.partitions[0]?.errorCode
          },
          { timeout: 20_000 },
        )
        .toBe(0)
      await lagSampler(cluster).resample()
      expect((await listGroups(ctx, list('id'))).items.map(({ id }) => id)).toEqual(['readers'])

      await kafka.stop()
      await expect.poll(() => cluster.health.status, { timeout: 20_000 }).toBe('down')
      const down = await getOverview(ctx)
      expect(down.findings).toMatchObject([{ severity: 'bad', kind: 'cluster down' }])
      expect(down.cluster).toMatchObject({ status: 'down', brokers: 1, groups: 1, kafkaVersion: null })
      const groups = await listGroups(ctx, list('id'))
      expect(groups.items.map(({ id }) => id)).toEqual(['readers'])
      expect(groups.asOf).toBeLessThan(Date.now() - 1)
      expect((await getGroup(ctx, { cluster: 'test', group: 'readers', against: 'end' } as never)).id).toBe('readers')
      const brokers = await listBrokers(ctx, list('id'))
      expect(brokers.items).toMatchObject([{ id: 1, reachable: false }])
      expect(brokers.items[0]?.problem).toContain('is the broker running?')
      expect(brokers.quorumProblem).not.toBeNull()

      await kafka.restart(1)
      await expect.poll(async () => (await getCluster(ctx)).status, { timeout: 20_000 }).toBe('up')
      expect((await listBrokers(ctx, list('id'))).items).toMatchObject([{ id: 1, reachable: true, problem: null }])
      await lagSampler(cluster).resample()
      expect((await listGroups(ctx, list('id'))).asOf).toBeGreaterThan(groups.asOf)
    } finally {
      cluster.close()
      await kafka.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)
