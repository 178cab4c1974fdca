import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { z } from 'zod'
import type { listAudit as contract } from '#lib/contract/audit.ts'
import { AppError } from '#lib/errors.ts'
import { randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/replays/harness.ts'
import { NO_KEYS } from '#server/trust/key-ring.ts'
import { installKeyRingOf } from '#server/trust/own-keys.ts'
import { auditLog } from './audit-log.ts'
import { listAudit } from './list-audit.ts'
import { audited } from './record-audit.ts'

let ctx: ClusterCtx
/** Another console on the same cluster. */
let other: ClusterCtx

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
  other = testContext(inject('bootstrapServers'))
})
afterAll(() => {
  ctx.cluster.close()
  other.cluster.close()
})

/** What the API of a console answers about a target. */
async function listed(of: ClusterCtx, target: string, query: z.input<typeof contract.query> = {}) {
  const runtime = { clusters: { all: () => [of.cluster], get: () => of.cluster } } as unknown as ClusterCtx['runtime']
  const input = { sort: '-at', page: 1, pageSize: 50, ...query } as Parameters<typeof listAudit>[1]
  const { items } = await listAudit({ ...of, runtime }, { ...input, search: target })
  return items
}

it('the intent is recorded before anything is changed, the outcome after it under the same id', async () => {
  const target = randomName('intent')
  const actor = { ...ctx.actor, subject: { issuer: 'https://id.example.com', sub: '42' }, address: '192.0.2.7' }
  const details: Record<string, unknown> = { asked: 1 }
  await audited({ ...ctx, actor }, { action: 'test.write', target, reason: 'a test', details }, async () => {
    expect(await listed(other, target)).toMatchObject([
      { result: 'unknown', endedAt: null, durable: true, reason: 'a test', details: { asked: 1 } },
    ])
    details['done'] = 2
  })
  const [record, ...more] = await listed(other, target)
  expect(more).toEqual([])
  expect(record).toMatchObject({
    result: 'ok',
    durable: true,
    subject: { issuer: 'https://id.example.com', sub: '42' },
    address: '192.0.2.7',
    details: { asked: 1, done: 2 },
  })
  expect(record?.endedAt).toBeGreaterThanOrEqual(record?.at ?? Infinity)
})

it('what fails is recorded as failed', async () => {
  const target = randomName('fails')
  const work = async () => Promise.reject(new AppError('CONFLICT', 'It is taken.'))
  await expect(audited(ctx, { action: 'test.write', target }, work)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await listed(other, target)).toMatchObject([{ result: 'failed', problem: 'It is taken.' }])
})

it('a console that is killed in the middle leaves an unknown outcome, never ok', { timeout: 60_000 }, async () => {
  const target = randomName('killed')
  const file = join(import.meta.dirname, '../../testkit/audit/console.ts')
  const child = spawn(process.execPath, [file, inject('bootstrapServers'), target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await listed(other, target, { result: 'unknown' })).toMatchObject([{ action: 'test.endless', endedAt: null }])
  expect(await listed(other, target, { result: 'ok' })).toEqual([])
})

it('an outcome that cannot be written is shown as kept in this process only', async () => {
  const target = randomName('memory')
  const console_ = testContext(inject('bootstrapServers'))
  try {
    await audited(console_, { action: 'test.write', target }, async () => {
      await auditLog(console_.cluster).records()
      installKeyRingOf(console_.cluster, NO_KEYS)
    })
    expect(await listed(console_, target)).toMatchObject([{ result: 'ok', durable: false }])
    expect(await listed(other, target)).toMatchObject([{ result: 'unknown', durable: true }])
  } finally {
    console_.cluster.close()
  }
})
