import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { recordAudit } from '#server/audit/record-audit.ts'
import { auditLog } from '#server/audit/audit-log.ts'
import { anonymousActor } from '#server/auth/actor.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { approveReplay } from '#server/replays/approve-replay.ts'
import { connectHeaders, record, startReplay, testContext, write } from '#testkit/replays/harness.ts'

/** Replays wait for approval. */
let ctx: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'), { approvalAbove: 0 })
})
afterAll(() => ctx.cluster.close())

/** A person, who may call themselves anything. */
const as = (sub: string, name: string): ClusterCtx => ({
  ...ctx,
  actor: { ...ctx.actor, name, subject: { issuer: 'https://id.example.com', sub }, authenticated: true },
})

it('finding 1(c): nobody approves their own replay under another name', async () => {
  const origin = await createTopic()
  const dlq = await createTopic()
  await write(ctx.cluster, { topic: dlq }, [record({ value: Buffer.from('x'), headers: connectHeaders(origin, 0, 0) })])
  const job = await startReplay(as('42', 'alice'), {
    source: { topic: dlq },
    selection: { all: true },
    target: { origin: true },
    options: { extraTargets: [origin] },
  })
  expect(job.state).toBe('awaitingApproval')
  await expect(approveReplay(as('42', 'Alice Smith'), { replay: job.id, reason: 'my own' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

describe('approving takes at least the rights that asking took', () => {
  const waiting = async (more: object) => {
    const origin = await createTopic()
    const dlq = await createTopic({ topic: `${origin}-dlq` })
    const headers = connectHeaders(origin, 0, 0)
    await write(ctx.cluster, { topic: dlq }, [record({ value: Buffer.from('x'), headers })])
    const request = { source: { topic: dlq }, selection: { all: true } as const, target: { origin: true } as const }
    const { id } = await startReplay(as('42', 'alice'), { ...request, ...more })
    return id
  }
  const edits = [{ partition: 0, offset: '0', value: { text: 'other' } }]
  const requests: [string, () => Promise<string>, string][] = [
    [
      'edits',
      async () => waiting({ selection: { records: [{ partition: 0, offset: '0' }] }, options: { edits } }),
      'record.produce',
    ],
    ['a topic of choice', async () => waiting({ target: { topic: await createTopic() } }), 'record.produce'],
    [
      'a topic that is not paired',
      async () => waiting({ options: { extraTargets: [await createTopic()] } }),
      'record.produce',
    ],
  ]

  it.each(requests)('of %s', async (_, request, permission) => {
    const replay = await request()
    const bob = as('7', 'bob')
    const operator = { ...bob, actor: { ...bob.actor, permissions: anonymousActor(['operator']).permissions } }
    await expect(approveReplay(operator, { replay, reason: 'looks right' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining(permission),
    })
    expect(await approveReplay(bob, { replay, reason: 'looks right' })).toMatchObject({ approvedBy: 'bob' })
  })

  it('of the dead-letter topic itself', async () => {
    const replay = await waiting({})
    const bob = as('7', 'bob')
    const permissions = new Set(['approve', 'record.view', 'deadLetter.view'] as const)
    await expect(
      approveReplay({ ...bob, actor: { ...bob.actor, permissions } }, { replay, reason: 'looks right' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('deadLetter.replay') })
  })
})

it('finding 11: details are bounded, so that no change is too large to be recorded', async () => {
  const details = { config: 'x'.repeat(2_000_000) }
  await recordAudit(ctx.cluster, {
    actor: 'x',
    requestId: 'r',
    result: 'ok',
    problem: null,
    action: 'test.large',
    target: 'large',
    details,
  })
  const found = (await auditLog(ctx.cluster).records()).find(({ action }) => action === 'test.large')
  expect(found).toMatchObject({ durable: true, detailsTruncated: true })
})
