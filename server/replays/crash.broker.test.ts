import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import type { ReplayGuarantee } from '#lib/contract/replays.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { listReplayRecords } from './list-replay-records.ts'
import { killReplayConsoles, startReplayConsole } from '#testkit/replays/console-process.ts'
import { connectHeaders, readAll, record, settled, startReplay, testContext, write } from '#testkit/replays/harness.ts'

/** `npm run crash` is the full run: 100,000 records and 20 kills. */
const RECORDS = Number(process.env['CRASH_RECORDS'] ?? 12_000)
const KILLS = Number(process.env['CRASH_KILLS'] ?? 8)
const SOURCES = 4
const TARGETS = 12
const KEYS = 500

/** Read-only, so that it plans and looks but leaves the work to the consoles that are killed. */
let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'), { readOnly: true })
})
afterEach(killReplayConsoles)
afterAll(() => ctx.cluster.close())

async function sentOf(replay: string): Promise<number> {
  return (await listReplayRecords(ctx, { replay, page: 1, pageSize: 1, result: 'sent' })).total
}

interface Arrived {
  id: string
  key: string
  number: number
}

/** Replays `records` by consoles that are killed, each after new progress, and lets two at once bring it to its end. */
async function replayWithCrashes(run: {
  records: number
  kills: number
  guarantee: ReplayGuarantee
}): Promise<Arrived[]> {
  const { records: count, kills, guarantee } = run
  const origin = await createTopic({ partitions: TARGETS })
  const dlq = await createTopic({ topic: `${origin}-dlq`, partitions: SOURCES })
  for (let partition = 0; partition < SOURCES; partition += 1) {
    const records = Array.from({ length: count / SOURCES }, (_, index) =>
      record({
        key: Buffer.from(`key-${partition}-${index % KEYS}`),
        value: Buffer.from(String(index)),
        headers: connectHeaders(origin, 0, index),
      }),
    )
    await write(ctx.cluster, { topic: dlq, partition }, records)
  }
  const job = await startReplay(ctx, {
    source: { topic: dlq },
    selection: { all: true },
    target: { origin: true },
    // Slow enough for every kill to fall amid it.
    options: { recordsPerSecond: Math.ceil(count / (kills * 1.5)), guarantee },
  })
  let before = 0
  for (let kill = 0; kill < kills; kill += 1) {
    const console_ = await startReplayConsole(inject('bootstrapServers'))
    const progressed = async () => (await sentOf(job.id)) > before
    for (let tries = 0; tries < 400 && !(await progressed()); tries += 1) await sleep(20)
    expect(await progressed(), `progress after ${kill} kills`).toBe(true)
    await sleep(randomInt(150))
    await console_.end('SIGKILL')
    before = await sentOf(job.id)
    expect(before, `what is left after ${kill + 1} kills`).toBeLessThan(count)
  }
  // Two consoles at once: one of them goes on.
  const last = await Promise.all([0, 1].map(async () => startReplayConsole(inject('bootstrapServers'))))
  const done = await settled(ctx, job.id)
  expect(done).toMatchObject({ state: 'completed', guarantee, sent: count, failed: 0, remaining: 0 })
  for (const console_ of last) await console_.end('SIGTERM')
  expect(await sentOf(job.id)).toBe(count)
  return [...(await readAll(ctx.cluster, origin)).values()].flat().map(({ key, value, headers }) => ({
    id: headers.find(({ name }) => name.toString() === 'tailrace-replay-id')?.value?.toString() ?? '',
    key: String(key),
    number: Number(value),
  }))
}

test(
  `a console killed ${KILLS} times amid a replay of ${RECORDS} records loses none, doubles none, and keeps the order of keys`,
  { timeout: 60_000 + KILLS * 20_000 },
  async () => {
    const arrived = await replayWithCrashes({ records: RECORDS, kills: KILLS, guarantee: 'exactlyOnceReadCommitted' })
    const seen = new Set<string>()
    const lastOf = new Map<string, number>()
    for (const { id, key, number } of arrived) {
      if (seen.has(id)) expect.fail(`${id} arrived twice`)
      seen.add(id)
      const previous = lastOf.get(key) ?? -1
      if (number <= previous) expect.fail(`${key}: ${number} came after ${previous}`)
      lastOf.set(key, number)
    }
    expect(seen.size).toBe(RECORDS)
  },
)

test('without transactions a console that is killed loses none', { timeout: 240_000 }, async () => {
  const arrived = await replayWithCrashes({ records: 6_000, kills: 3, guarantee: 'atLeastOnce' })
  expect(new Set(arrived.map(({ id }) => id)).size).toBe(6_000)
})
