import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest'
import type { AuditRecord } from '#lib/contract/audit.ts'
import { Receiver } from '#testkit/alerts/receiver.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { testConsole } from '#testkit/http/test-console.ts'
import { record, testContext, write } from '#testkit/replays/harness.ts'
import { runtime } from '#server/runtime.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import { internalEnd } from '#server/store/read-internal.ts'
import { processAudit } from './process-audit.ts'
import { startAudit } from './start-audit.ts'

let console_: Awaited<ReturnType<typeof testConsole>>
let topic: string
const receiver = new Receiver()

/** Two clusters of one console: `home` holds what changes none of them, `viewed` has a second sink. They are one Kafka here. */
beforeAll(async () => {
  await receiver.start()
  const brokers = inject('bootstrapServers').split(',')
  const clusters = [
    { id: 'home', name: 'Home', brokers },
    { id: 'test', name: 'Viewed', brokers, audit: { sink: { kind: 'webhook', url: receiver.url('/siem') } } },
    { id: 'frozen', name: 'Frozen', brokers, readOnly: true },
  ]
  console_ = await testConsole(inject('bootstrapServers'), {
    clusters,
    state: { cluster: 'home' },
    auth: { anonymousRoles: ['developer'] },
  })
  startAudit(runtime())
  topic = await createTopic({})
  const { cluster } = testContext(inject('bootstrapServers'))
  await write(cluster, { topic }, [record({ value: Buffer.from('contents') }), record({ value: Buffer.from('more') })])
  cluster.close()
})
afterAll(async () => {
  await console_.close()
  await receiver.stop()
})
beforeEach(() => processAudit().clear())

/** What the audit log says of a target, oldest first; whoever asks it is an administrator. */
async function listed(target: string, cluster = 'test'): Promise<AuditRecord[]> {
  const { listAudit } = await import('./list-audit.ts')
  const query = { sort: 'at', page: 1, pageSize: 200, search: target, cluster }
  return (await listAudit({ runtime: runtime() }, query)).items
}

it('an export is recorded with its range and bytes, without what was looked for', async () => {
  const answer = await fetch(`${console_.api}/topics/${topic}/export?text=contents&limit=10`)
  const bytes = (await answer.arrayBuffer()).byteLength
  const exported = async () => (await listed(topic)).filter(({ action }) => action === 'record.export')
  await expect.poll(async () => (await exported())[0]?.result).toBe('ok')
  expect(await exported()).toMatchObject([
    {
      cluster: 'test',
      durable: true,
      details: { format: 'ndjson', limit: 10, criteria: ['text'], bytes },
    },
  ])
  expect(JSON.stringify(await exported())).not.toContain('contents')
})

it('a download is recorded, looking at the same record is not', async () => {
  await (await fetch(`${console_.api}/topics/${topic}/messages/0/0`)).text()
  await (await fetch(`${console_.api}/topics/${topic}/messages/0/1?download=value`)).text()
  const found = async () => (await listed(topic)).filter(({ action }) => action === 'record.download')
  await expect.poll(found).toMatchObject([{ details: { partition: '0', offset: '1', part: 'value' }, result: 'ok' }])
})

it('refusals are recorded, the same one once a minute, in the home cluster and the second sink', async () => {
  const name = randomName('refused')
  const ask = async () =>
    fetch(`${console_.api}/topics/${name}?confirm=${name}`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'a test', confirm: name }),
    })
  expect((await ask()).status).toBe(403)
  expect((await ask()).status).toBe(403)
  await expect
    .poll(async () => listed(name))
    .toMatchObject([
      {
        action: 'request.refused',
        target: `DELETE /api/v1/clusters/test/topics/${name}`,
        cluster: 'test',
        result: 'refused',
        problem: expect.stringContaining('topic.delete'),
        durable: true,
      },
    ])
  const lines = () => receiver.messages.flatMap(({ body }) => body['records'] as AuditRecord[])
  await expect.poll(() => lines().filter(({ target }) => target.endsWith(name)).length).toBe(1)
})

it('what is refused on a read-only cluster is listed with it', async () => {
  const name = randomName('frozen')
  const body = JSON.stringify({ value: { text: 'x' } })
  const headers = { 'content-type': 'application/json' }
  const at = `${console_.root}/clusters/frozen/topics/${name}/messages`
  expect((await fetch(at, { method: 'POST', headers, body })).status).toBe(403)
  await expect.poll(async () => listed(name, 'frozen')).toMatchObject([{ cluster: 'frozen', result: 'refused' }])
})

it('without a home cluster they are kept in this process, said so, and leave nothing in the cluster', async () => {
  const { cluster } = testContext(inject('bootstrapServers'))
  const end = async () => internalEnd(cluster, INTERNAL_TOPIC.audit)
  const before = await end()
  startAudit({ ...runtime(), config: { ...runtime().config, state: {} }, onStop: () => undefined })
  try {
    await (await fetch(`${console_.api}/topics/${topic}/messages/0/0?download=value`)).text()
    expect((await fetch(`${console_.root}/audit`)).status).toBe(403)
    await expect
      .poll(async () => (await listed('')).filter(({ durable }) => !durable))
      .toMatchObject([
        { action: 'record.download', result: 'ok', durable: false },
        { action: 'request.refused', cluster: null, target: 'GET /api/v1/audit', durable: false },
      ])
    expect(await end()).toBe(before)
  } finally {
    startAudit({ ...runtime(), onStop: () => undefined })
    cluster.close()
  }
})
