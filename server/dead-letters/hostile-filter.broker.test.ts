import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FailureProgress } from '#lib/contract/dead-letters.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { connectHeaders, dryRun, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { streamFailures } from './stream-failures.ts'

let ctx: ClusterCtx
let dlq: string
let origin: string

/** Takes minutes for one record: 20,000 × 20,000 steps. */
const HOSTILE = 'value.items.all(a, value.items.all(b, a + b >= 0))'
/** A busy machine stops a thread for longer than any of ours should; the expression would stop it for minutes. */
const MAX_STALL_MS = 5_000

beforeAll(async () => {
  ctx = testContext(inject('bootstrapServers'))
  origin = await createTopic()
  dlq = await createTopic({ topic: `${origin}-dlq` })
  const items = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => index))
  const value = (id: number) => Buffer.from(`{"id":${id},"items":${id === 2 ? items : '[1]'}}`)
  await write(
    ctx.cluster,
    { topic: dlq },
    [1, 2, 3].map((id) => record({ value: value(id), headers: connectHeaders(origin, 0, id) })),
  )
})
afterAll(() => ctx.cluster.close())

/** Runs `work` and says for how long at most nothing else could run meanwhile, and how often another request was answered. */
async function beside(work: () => Promise<unknown>): Promise<{ stallMs: number; answered: number; error: unknown }> {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  let answered = 0
  let over = false
  const others = async () => {
    while (!over) {
      await listDeadLetters(ctx, { topic: dlq, limit: 10 })
      answered += 1
    }
  }
  delay.enable()
  const asking = others()
  const error: unknown = await work().then(
    () => null,
    (reason: unknown) => reason,
  )
  over = true
  await asking
  delay.disable()
  return { stallMs: delay.max / 1e6, answered, error }
}

const stopped = {
  code: 'LIMIT_EXCEEDED',
  message: expect.stringContaining('for the record at offset 1 of partition 0'),
}

async function causes(filter: string): Promise<FailureProgress> {
  const decoder = new TextDecoder()
  let last = ''
  for await (const frame of await streamFailures(ctx, { topic: dlq, filter })) last = decoder.decode(frame)
  return FailureProgress.parse(JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? ''))
}

test.each([
  ['a list of dead letters', () => listDeadLetters(ctx, { topic: dlq, limit: 10, filter: HOSTILE })],
  ['their causes', () => causes(HOSTILE)],
  [
    'the dry run of a replay',
    () => dryRun(ctx, { source: { topic: dlq }, selection: { filter: HOSTILE }, target: { origin: true } }),
  ],
])('an expression that comes to no end costs nobody but whoever asked: %s', { timeout: 60_000 }, async (_, work) => {
  const { stallMs, answered, error } = await beside(work)
  expect(error).toMatchObject(stopped)
  expect(stallMs).toBeLessThan(MAX_STALL_MS)
  expect(answered).toBeGreaterThan(1)
})

test(
  'lists, causes and replays take the records that an expression names, and no others',
  { timeout: 60_000 },
  async () => {
    const filter = 'value.id != 2 && headers["__connect.errors.offset"].startsWith("3")'
    expect(
      (await listDeadLetters(ctx, { topic: dlq, limit: 10, filter })).items.map(({ origin: of }) => of?.offset),
    ).toEqual(['3'])
    expect(await causes(filter)).toMatchObject({ read: 3, total: 3, matched: 1 })
    const body = { source: { topic: dlq }, selection: { filter }, target: { origin: true } as const }
    expect(await dryRun(ctx, body)).toMatchObject({ selected: 1 })
    expect(await settled(ctx, (await startReplay(ctx, body)).id)).toMatchObject({
      state: 'completed',
      selected: 1,
      sent: 1,
    })
  },
)
