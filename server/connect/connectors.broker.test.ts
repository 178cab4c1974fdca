import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test, vi } from 'vitest'
import { Secret } from '#server/config/secret.ts'
import { startConnectWorker } from '#testkit/producers/connect-worker.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { getOverview } from '#server/overview/get-overview.ts'
import { testContext } from '#testkit/replays/harness.ts'
import { listConnectors } from './list-connectors.ts'

const query = { cluster: 'test', sort: 'state', page: 1, pageSize: 50 }

test(
  'connectors with their tasks: one that Kafka Connect calls running has failed, and why',
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-connect-'))
    const worker = await startConnectWorker(inject('bootstrapServers'), folder)
    const ctx = testContext(inject('bootstrapServers'), {
      connect: [
        { name: 'warehouse', url: worker.url },
        { name: 'gone', url: 'http://127.0.0.1:1', username: 'tailrace', password: new Secret('hidden-word') },
      ],
    })
    const producer = testKafka().producer()
    try {
      const topic = await createTopic()
      const base = randomName('sink')
      const sink = {
        'connector.class': 'FileStreamSink',
        'tasks.max': '1',
        topics: topic,
        file: join(folder, 'sink.txt'),
      }
      await worker.configure(`${base}-runs`, sink)
      await worker.configure(`${base}-fails`, {
        ...sink,
        'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
        'value.converter.schemas.enable': 'false',
      })
      await producer.connect()
      await producer.send({ topic, messages: [{ value: '{"id":4,"amount":' }] })
      const list = await vi.waitFor(
        async () => {
          const found = await listConnectors(ctx, query)
          expect(found.items[0]?.state).toBe('FAILED')
          return found
        },
        { timeout: 90_000, interval: 500 },
      )
      expect(list).toMatchObject({
        total: 2,
        configured: ['warehouse', 'gone'],
        problems: ['The connectors of Kafka Connect gone are not known: nothing listens there.'],
        items: [
          {
            name: `${base}-fails`,
            connect: 'warehouse',
            type: 'sink',
            tasksFailed: 1,
            topics: [topic],
            group: `connect-${base}-fails`,
            error: expect.stringContaining('Tolerance exceeded in error handler'),
            tasks: [{ id: 0, state: 'FAILED' }],
          },
          { name: `${base}-runs`, state: 'RUNNING', tasksFailed: 0, error: null, tasks: [{ id: 0, state: 'RUNNING' }] },
        ],
      })
      expect(JSON.stringify(list)).not.toContain('hidden-word')
      const about = async () => (await getOverview(ctx)).findings.filter(({ subject }) => subject === `${base}-fails`)
      await expect.poll(about, { timeout: 20_000 }).toMatchObject([{ severity: 'bad', kind: 'connector failed' }])
    } finally {
      await producer.disconnect()
      ctx.cluster.close()
      await worker.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
)
