import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import type { DeadLetter } from '#lib/contract/dead-letters.ts'
import { FailureProgress } from '#lib/contract/dead-letters.ts'
import { listDeadLetters } from '#server/dead-letters/list-dead-letters.ts'
import { streamFailures } from '#server/dead-letters/stream-failures.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { startFailingConsumer } from '#testkit/broker/failing-consumer.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { proveReplay } from './prove-replay.ts'
import { dryRun, header, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'

let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

const WAIT = { timeout: 60_000, interval: 100 }

/** What the application writes of its own, and nothing else: no header that it was given comes back. */
const errorHeaders = ({ topic, partition, offset }: { topic: string; partition: number; offset: string }) => ({
  '__connect.errors.topic': topic,
  '__connect.errors.partition': String(partition),
  '__connect.errors.offset': offset,
  '__connect.errors.exception.message': 'still broken',
})

test(
  'what comes back without the headers of its replay is known by where it was read from',
  { timeout: 180_000 },
  async () => {
    const origin = await createTopic({ partitions: 2 })
    const dlq = await createTopic({ topic: `${origin}-dlq` })
    const group = randomName('always-fails')
    const ids = ['a', 'b', 'c']
    await write(
      ctx.cluster,
      { topic: origin, partition: 1 },
      ids.map((id) => record({ key: Buffer.from(id), value: Buffer.from(id), headers: [header('trace', id)] })),
    )
    const bootstrapServers = inject('bootstrapServers')
    const application = await startFailingConsumer({
      bootstrapServers,
      topic: origin,
      group,
      dlq,
      headersOf: errorHeaders,
    })
    const letters = async (count: number): Promise<DeadLetter[]> =>
      vi.waitFor(async () => {
        const { items } = await listDeadLetters(ctx, { topic: dlq, limit: 50 })
        expect(items).toHaveLength(count)
        return items.toSorted((a, b) => Number(a.message.offset) - Number(b.message.offset))
      }, WAIT)
    try {
      expect((await letters(3)).map(({ state }) => state)).toEqual(['open', 'open', 'open'])
      const body = { source: { topic: dlq }, selection: { all: true } as const, target: { origin: true } as const }
      for (let round = 1; round <= 3; round += 1) {
        const job = await startReplay(ctx, body)
        expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 3 })
        const all = await letters(3 + 3 * round)
        const back = all.slice(-3)
        for (const { message } of back)
          expect(message.headers.map(({ name }) => name)).toEqual(
            Object.keys(errorHeaders({ topic: '', partition: 0, offset: '' })),
          )
        expect(back.map(({ state, replayCount }) => [state, replayCount])).toEqual(
          ids.map(() => ['failedAgain', round]),
        )
        expect(all.slice(0, -3).every(({ state }) => state === 'replayed')).toBe(true)
        await vi.waitFor(
          async () => expect(await proveReplay(ctx, { replay: job.id })).toMatchObject({ cameBack: 3 }),
          WAIT,
        )
      }
      // The guard counts what the headers do not tell.
      const plan = await dryRun(ctx, body)
      expect(plan.skipped.map(({ reason, count }) => [reason, count])).toEqual([
        ['alreadyReplayed', 9],
        ['loopLimit', 3],
      ])
      const decoder = new TextDecoder()
      let last = ''
      for await (const frame of await streamFailures(ctx, { topic: dlq })) last = decoder.decode(frame)
      const { groups } = FailureProgress.parse(JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? ''))
      expect(groups).toMatchObject([{ count: 12, replayed: 9, failedAgain: 9 }])
      // Written by nobody's replay: a failure of its own.
      await write(ctx.cluster, { topic: origin, partition: 1 }, [record({ key: Buffer.from('d') })])
      expect((await letters(13)).at(-1)).toMatchObject({ state: 'open', replayCount: 0 })
    } finally {
      await application.stop()
    }
  },
)

test('a replay that sends some ahead stops when they come back, headers or not', { timeout: 120_000 }, async () => {
  const origin = await createTopic()
  const dlq = await createTopic({ topic: `${origin}-dlq` })
  const letter = (id: number) =>
    record({
      key: Buffer.from(`k-${id}`),
      headers: Object.entries(errorHeaders({ topic: origin, partition: 0, offset: String(id) })).map(([name, value]) =>
        header(name, value),
      ),
    })
  await write(
    ctx.cluster,
    { topic: dlq },
    Array.from({ length: 20 }, (_, id) => letter(id)),
  )
  const application = await startFailingConsumer({
    bootstrapServers: inject('bootstrapServers'),
    topic: origin,
    group: randomName('canary-fails'),
    dlq,
    headersOf: errorHeaders,
  })
  try {
    const job = await startReplay(ctx, {
      source: { topic: dlq },
      selection: { all: true },
      target: { origin: true },
      options: { canary: { records: 3, waitSeconds: 60 } },
    })
    expect(await settled(ctx, job.id, ({ state }) => state === 'paused')).toMatchObject({
      sent: 3,
      problem: expect.stringContaining('back as a dead letter'),
    })
  } finally {
    await application.stop()
  }
})
