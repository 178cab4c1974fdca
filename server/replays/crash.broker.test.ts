import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic } from '#server/embedded/testing/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { listReplayRecords } from './list-replay-records.ts'
import { connectHeaders, readAll, record, settled, startReplay, testContext, write } from './testing/harness.ts'

/** The full run of the crash test: CRASH_RECORDS=100000 CRASH_KILLS=20. */
const RECORDS = Number(process.env['CRASH_RECORDS'] ?? 12_000)
const KILLS = Number(process.env['CRASH_KILLS'] ?? 5)
const SOURCES = 3
const TARGETS = 12
const KEYS = 500

/** Read-only, so that it plans and looks but leaves the work to the consoles that are killed. */
let ctx: ClusterCtx
const consoles: ChildProcess[] = []

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'), { readOnly: true })
})
afterAll(() => {
  for (const child of consoles) child.kill('SIGKILL')
  ctx.cluster.close()
})

function startConsole(): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/console.ts'), inject('bootstrapServers')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  consoles.push(child)
  return child
}

async function sentOf(replay: string): Promise<number> {
  return (await listReplayRecords(ctx, { replay, page: 1, pageSize: 1, result: 'sent' })).total
}

test(
  `a console killed ${KILLS} times amid a replay of ${RECORDS} records loses none, doubles none, and keeps the order of keys`,
  { timeout: 60_000 + KILLS * 20_000 },
  async () => {
    const origin = await createTopic({ partitions: TARGETS })
    const dlq = await createTopic({ topic: `${origin}-dlq`, partitions: SOURCES })
    for (let partition = 0; partition < SOURCES; partition += 1) {
      const records = Array.from({ length: RECORDS / SOURCES }, (_, index) =>
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
      options: { recordsPerSecond: Math.ceil(RECORDS / Math.max(4, KILLS)) * 2 },
    })
    let before = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = startConsole()
      const progressed = async () => (await sentOf(job.id)) > before
      for (let tries = 0; tries < 400 && !(await progressed()); tries += 1) await sleep(20)
      expect(await progressed(), `progress after ${kill} kills`).toBe(true)
      await sleep(randomInt(150))
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
      before = await sentOf(job.id)
      if (before >= RECORDS) break
    }
    // Two consoles at once: one of them goes on.
    const last = [startConsole(), startConsole()]
    const done = await settled(ctx, job.id)
    expect(done).toMatchObject({ state: 'completed', sent: RECORDS, failed: 0, remaining: 0 })
    for (const child of last) child.kill('SIGTERM')
    const seen = new Set<string>()
    const lastOf = new Map<string, number>()
    for (const records of (await readAll(ctx.cluster, origin)).values()) {
      for (const { key, value, headers } of records) {
        const id = headers.find(({ name }) => name.toString() === 'tailrace-replay-id')?.value?.toString() ?? ''
        if (seen.has(id)) expect.fail(`${id} arrived twice`)
        seen.add(id)
        const number = Number(value)
        const previous = lastOf.get(String(key)) ?? -1
        if (number <= previous) expect.fail(`${String(key)}: ${number} came after ${previous}`)
        lastOf.set(String(key), number)
      }
    }
    expect(seen.size).toBe(RECORDS)
    expect(await sentOf(job.id)).toBe(RECORDS)
  },
)
