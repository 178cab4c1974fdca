import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { listReplayRecords } from './list-replay-records.ts'
import {
  connectHeaders,
  dryRun,
  readAll,
  record,
  settled,
  startReplay,
  testContext,
  write,
} from '#testkit/replays/harness.ts'

let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

test('a consumer that fails always: replaying all, every time, ends at the guard, which says why', async () => {
  const origin = await createTopic()
  const dlq = await createTopic({ topic: `${origin}-dlq` })
  await write(ctx.cluster, { topic: dlq }, [record({ key: Buffer.from('k'), headers: connectHeaders(origin, 0, 0) })])
  const request = { source: { topic: dlq }, selection: { all: true } as const, target: { origin: true } as const }
  let taken = 0
  for (let round = 1; round <= 3; round += 1) {
    const job = await startReplay(ctx, request)
    expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 1, skipped: round - 1 })
    // The consumer: whatever arrives fails again, with the headers it came with and new error headers.
    const arrived = (await readAll(ctx.cluster, origin)).get(0) ?? []
    for (const { key, value, headers, offset } of arrived.slice(taken))
      await write(ctx.cluster, { topic: dlq }, [
        record({ key, value, headers: [...headers, ...connectHeaders(origin, 0, offset)] }),
      ])
    taken = arrived.length
  }
  const plan = await dryRun(ctx, request)
  expect(plan.targets).toEqual([])
  expect(plan.skipped.map(({ reason, count }) => [reason, count])).toEqual([
    ['alreadyReplayed', 3],
    ['loopLimit', 1],
  ])
  await expect(startReplay(ctx, request)).rejects.toMatchObject({ code: 'CONFLICT' })
  // Overruled, with a reason.
  const once = await startReplay(ctx, { ...request, options: { maxReplays: 4 }, reason: 'fixed for good' })
  expect(await settled(ctx, once.id)).toMatchObject({ state: 'completed', sent: 1 })
  const ledger = await listReplayRecords(ctx, { replay: once.id, page: 1, pageSize: 10, result: 'sent' })
  expect(ledger).toMatchObject({
    total: 1,
    items: [{ offset: '3', targetTopic: origin, targetOffset: expect.any(String) }],
  })
})
