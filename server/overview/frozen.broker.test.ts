import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { createTopic, testKafka } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { getOverview } from './get-overview.ts'

test(
  'a broker that freezes and goes on leaves no zeros, no hasty "ok" and gaps in the charts',
  { timeout: 240_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-frozen-'))
    const kafka = await startKafka({ dataDir })
    const ctx = testContext(kafka.bootstrapServers)
    const { cluster } = ctx
    Object.assign(cluster.config, { sampleSeconds: 1 })
    const client = testKafka(kafka.bootstrapServers)
    const producer = client.producer()
    try {
      const topic = await createTopic({ bootstrapServers: kafka.bootstrapServers })
      const letters = await createTopic({ topic: `${topic}-dlt`, bootstrapServers: kafka.bootstrapServers })
      await producer.connect()
      const messages = Array.from({ length: 20 }, () => ({ value: 'x' }))
      await producer.sendBatch({ topicMessages: [topic, letters].map((name) => ({ topic: name, messages })) })
      await producer.disconnect()
      const admin = client.admin()
      await admin.connect()
      await admin.setOffsets({ groupId: 'readers', topic, partitions: [{ partition: 0, offset: '5' }] })
      await admin.disconnect()

      await cluster.start()
      const before = await expect
        .poll(async () => getOverview(ctx), { timeout: 60_000, interval: 200 })
        .toMatchObject({
          current: true,
          cluster: { totalLag: '15', groups: 1 },
          deadLetters: { records: '20' },
          topGroups: [{ id: 'readers', status: 'stopped', totalLag: '15' }],
        })
        .then(() => getOverview(ctx))
      const since = before.topGroups[0]?.statusSince ?? 0

      kafka.freeze(1)
      await expect.poll(() => cluster.health.status, { timeout: 60_000 }).toBe('down')
      const frozen = await getOverview(ctx)
      expect(frozen).toMatchObject({
        current: false,
        cluster: { totalLag: '15', groups: 1 },
        deadLetters: { records: '20' },
      })
      expect(frozen.asOf).toBeLessThan(Date.now() - 1_000)
      // The group coordinator of a broker that was away for as long loads its groups anew.
      await setTimeout(20_000)
      kafka.thaw(1)
      const seen: unknown[] = []
      await expect
        .poll(
          async () => {
            const now = await getOverview(ctx)
            seen.push({
              lag: now.cluster.totalLag,
              groups: now.groups?.total,
              letters: now.deadLetters?.records,
              status: now.topGroups.map(({ status }) => status),
            })
            return now.current && now.history.length > before.history.length + 3
          },
          { timeout: 120_000, interval: 100 },
        )
        .toBe(true)
      expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(
        new Set([JSON.stringify({ lag: '15', groups: 1, letters: '20', status: ['stopped'] })]),
      )
      const after = await getOverview(ctx)
      expect(after.topGroups[0]?.statusSince).toBe(since)
      expect(after.history.filter(({ totalLag }) => totalLag === null)).not.toHaveLength(0)
      expect(after.history.some(({ totalLag, deadLetters }) => totalLag === '0' || deadLetters === '0')).toBe(false)
      expect(lagSampler(cluster).last?.complete).toBe(true)
    } finally {
      cluster.close()
      await kafka.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)
