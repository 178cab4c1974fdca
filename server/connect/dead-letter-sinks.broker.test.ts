import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test, vi } from 'vitest'
import { listDeadLetterTopics } from '#server/dead-letters/list-dead-letter-topics.ts'
import { Secret } from '#server/config/secret.ts'
import { startConnectWorker } from '#testkit/producers/connect-worker.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/replays/harness.ts'

const query = (search: string) => ({ search, sort: 'topic', page: 1, pageSize: 50 })

test(
  'a topic whose name says nothing is found by the sink that writes to it, with its topics and its group',
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-connect-'))
    const worker = await startConnectWorker(inject('bootstrapServers'), folder)
    const ctx = testContext(inject('bootstrapServers'), { connect: [{ name: 'warehouse', url: worker.url }] })
    try {
      const base = randomName('sinks')
      const [orders, refunds] = [
        await createTopic({ topic: `${base}-orders` }),
        await createTopic({ topic: `${base}-refunds` }),
      ]
      const rest = await createTopic({ topic: `${base}-leftovers` })
      const mute = await createTopic({ topic: `${base}-mute` })
      const sink = (dlq: string, more: Record<string, string>) => ({
        'connector.class': 'FileStreamSink',
        'tasks.max': '1',
        topics: orders,
        file: join(folder, 'sink.txt'),
        'errors.tolerance': 'all',
        'errors.deadletterqueue.topic.name': dlq,
        'errors.deadletterqueue.topic.replication.factor': '1',
        ...more,
      })
      const told = { 'errors.deadletterqueue.context.headers.enable': 'true' }
      await worker.configure(`${base}-a`, sink(rest, { ...told, topics: `${orders}, ${refunds}` }))
      await worker.configure(`${base}-b`, sink(mute, {}))
      await ctx.cluster.metadata({ maxAgeMs: 0 })
      const { items, notes } = await vi.waitFor(
        async () => {
          const page = await listDeadLetterTopics(ctx, query(base))
          expect(page.items).toHaveLength(2)
          return page
        },
        { timeout: 60_000, interval: 200 },
      )
      expect(notes).toEqual([])
      expect(items).toMatchObject([
        {
          topic: rest,
          confirmed: true,
          sourceTopics: [orders, refunds],
          groups: [`connect-${base}-a`],
          evidence: [
            'Its name does not say so.',
            `The sink ${base}-a of Kafka Connect warehouse writes its dead letters here.`,
            'It is empty, so no headers confirm it.',
          ],
        },
        {
          topic: mute,
          confirmed: true,
          sourceTopics: [orders],
          groups: [`connect-${base}-b`],
          evidence: [
            'Its name does not say so.',
            expect.stringContaining('errors.deadletterqueue.context.headers.enable is not true'),
            'It is empty, so no headers confirm it.',
          ],
        },
      ])
    } finally {
      ctx.cluster.close()
      await worker.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
)

test('Kafka Connect that does not answer, or answers nonsense, holds nothing up and is named without its credentials', async () => {
  const seen: (string | undefined)[] = []
  const silent = createServer((request) => void seen.push(request.headers.authorization))
  const wrong = createServer((_, response) => void response.end('{"a":{"info":7}}'))
  for (const server of [silent, wrong]) await once(server.listen(0, '127.0.0.1'), 'listening')
  const portOf = (server: typeof silent) => (server.address() as AddressInfo).port
  const url = (server: typeof silent) => `http://127.0.0.1:${portOf(server)}`
  const ctx = testContext(inject('bootstrapServers'), {
    connect: [
      { name: 'silent', url: url(silent), username: 'tailrace', password: new Secret('hidden-word') },
      { name: 'wrong', url: url(wrong) },
      { name: 'gone', url: 'http://tailrace:hidden-word@127.0.0.1:1' },
    ],
  })
  try {
    const topic = await createTopic({ topic: `${randomName('beside')}-dlq` })
    await ctx.cluster.metadata({ maxAgeMs: 0 })
    const first = await listDeadLetterTopics(ctx, query(topic))
    expect(first.items).toHaveLength(1)
    // The one that does not answer is given up after some seconds, beside the requests.
    const { notes } = await vi.waitFor(
      async () => {
        const page = await listDeadLetterTopics(ctx, query(topic))
        expect(page.notes).toHaveLength(3)
        return page
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(notes[0]).toBe('The connectors of Kafka Connect silent are not known: it did not answer within 5 s.')
    expect(notes[1]).toContain('its answer is not that of Kafka Connect')
    expect(notes[2]).toMatch(/^The connectors of Kafka Connect gone are not known: /)
    expect(JSON.stringify(notes)).not.toContain('hidden-word')
    expect(seen[0]).toBe(`Basic ${Buffer.from('tailrace:hidden-word').toString('base64')}`)
  } finally {
    ctx.cluster.close()
    silent.closeAllConnections()
    silent.close()
    wrong.close()
  }
}, 60_000)
