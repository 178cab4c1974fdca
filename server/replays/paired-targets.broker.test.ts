import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { anonymousActor } from '#server/auth/actor.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import {
  connectHeaders,
  dryRun,
  header,
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

const letter = (key: string, origin: string, offset: number) =>
  record({ key: Buffer.from(key), value: Buffer.from(`value of ${key}`), headers: connectHeaders(origin, 0, offset) })

/** A topic with its dead-letter topic, which holds a letter of the topic and one that names another as its origin. */
async function arrange() {
  const paired = await createTopic()
  const foreign = await createTopic()
  const dlq = await createTopic({ topic: `${paired}-dlq` })
  await write(ctx.cluster, { topic: paired }, [record({ key: Buffer.from('a'), value: Buffer.from('value of a') })])
  await write(ctx.cluster, { topic: dlq }, [letter('a', paired, 0), letter('b', foreign, 0)])
  return {
    paired,
    foreign,
    dlq,
    request: { source: { topic: dlq }, selection: { all: true }, target: { origin: true } } as const,
  }
}

it('records go back to topics only that the dead-letter topic is paired with', async () => {
  const { paired, foreign, request } = await arrange()
  const plan = await dryRun(ctx, request)
  expect(plan.targets).toMatchObject([{ topic: paired, records: 1 }])
  expect(plan.skipped).toMatchObject([{ reason: 'unpairedTarget', count: 1 }])
  expect(plan).toMatchObject({ unpaired: [{ topic: foreign, records: 1 }] })
  const job = await startReplay(ctx, { ...request, planHash: plan.planHash })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 1, skipped: 1 })
  expect((await readAll(ctx.cluster, foreign)).get(0)).toEqual([])
})

it('others get records once they are named, by those who may produce there', async () => {
  const { paired, foreign, request } = await arrange()
  const named = { ...request, options: { extraTargets: [foreign] } }
  const support = { ...ctx, actor: anonymousActor(['support']) }
  await expect(dryRun(support, named)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    message: expect.stringContaining('record.produce'),
  })
  const plan = await dryRun(ctx, named)
  expect(plan.targets.map(({ topic }) => topic).toSorted()).toEqual([paired, foreign].toSorted())
  expect(plan.skipped).toEqual([])
  const job = await startReplay(ctx, { ...named, planHash: plan.planHash })
  expect(await settled(ctx, job.id)).toMatchObject({ state: 'completed', sent: 2 })
  expect((await readAll(ctx.cluster, foreign)).get(0)).toHaveLength(1)
})

it('retry topics that records name are theirs only where the source is', async () => {
  const { paired, foreign, dlq, request } = await arrange()
  const own = await createTopic({ topic: `${paired}-retry-0` })
  const other = await createTopic({ topic: `${foreign}-retry-0` })
  const plan = await dryRun(ctx, { ...request, source: { topic: dlq }, target: { retry: true } })
  expect(plan.targets).toMatchObject([{ topic: own, records: 1 }])
  expect(plan).toMatchObject({ unpaired: [{ topic: other, records: 1 }] })
})

it('an internal topic gets nothing, named or not', async () => {
  const dlq = await createTopic({ topic: `${await createTopic()}-dlq` })
  const internal = await createTopic({ topic: `__${randomName('x')}` })
  await write(ctx.cluster, { topic: dlq }, [letter('a', internal, 0), letter('b', '__tailrace_state', 0)])
  const request = { source: { topic: dlq }, selection: { all: true }, target: { origin: true } } as const
  for (const options of [{}, { extraTargets: [internal] }]) {
    const plan = await dryRun(ctx, { ...request, options }).catch((error: unknown) => error)
    expect(plan).toMatchObject({ targets: [], skipped: [{ reason: 'internalTarget', count: 2 }] })
  }
  await expect(dryRun(ctx, { ...request, options: { extraTargets: ['__tailrace_state'] } })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

it('a pointer into an internal topic carries nothing out of it', async () => {
  const { paired, dlq } = await arrange()
  const internal = await createTopic({ topic: `__${randomName('x')}` })
  await write(ctx.cluster, { topic: internal }, [record({ key: Buffer.from('s'), value: Buffer.from('secret') })])
  const pointer = [
    header('__dlq.errors.topic', internal),
    header('__dlq.errors.partition', '0'),
    header('__dlq.errors.offset', '0'),
    header('__dlq.errors.group', 'g'),
  ]
  await write(ctx.cluster, { topic: dlq }, [record({ headers: pointer })])
  const plan = await dryRun(ctx, {
    source: { topic: dlq },
    selection: { records: [{ partition: 0, offset: '2' }] },
    target: { topic: paired },
  })
  expect(plan).toMatchObject({ targets: [], skipped: [{ reason: 'internalTarget', count: 1 }] })
})

it('an original that is not the same bytes is pointed out', async () => {
  const { paired, dlq, request } = await arrange()
  const codes = async () => (await dryRun(ctx, request)).warnings.map(({ code }) => code)
  expect(await codes()).not.toContain('originUnproven')
  await write(ctx.cluster, { topic: dlq }, [letter('z', paired, 0)])
  expect(await codes()).toContain('originUnproven')
})
