import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { startTestConsole, type TestConsole } from '#testkit/console.ts'
import { connectHeaders, testContext, write } from '#testkit/replays/harness.ts'

const reason = 'a test'
const OWN = '__tailrace_state'
const C = '/clusters/main'
let console_: TestConsole
let topic: string
let dlq: string
let group: string

beforeAll(async () => {
  console_ = await startTestConsole({ clusters: [{ id: 'main', name: 'Main', brokers: [inject('bootstrapServers')] }] })
  topic = await createTopic()
  dlq = await createTopic({ topic: `${topic}-dlq` })
  group = randomName('group')
  const { cluster } = testContext(inject('bootstrapServers'))
  const value = Buffer.from('forged')
  const dead = (origin: string) => ({
    key: Buffer.from('k'),
    value,
    headers: connectHeaders(origin, 0, 0),
    timestamp: 1,
  })
  await write(cluster, { topic: dlq }, [dead(OWN), dead('__consumer_offsets'), dead(topic)])
  await write(cluster, { topic }, [{ key: null, value, headers: [], timestamp: 1 }])
  const admin = testKafka().admin()
  await admin.connect()
  await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] })
  await admin.disconnect()
  cluster.close()
  // Makes the console's own topics.
  const made = await console_.ask(['admin'], 'PUT', `${C}/dead-letters/${dlq}`, { body: { mark: null, reason } })
  expect(made.status).toBe(200)
})
afterAll(() => console_.stop())

const replay = (parts: object) => ({ source: { topic: dlq }, selection: { all: true }, reason, ...parts })

describe('the own topics are written by no role', () => {
  const writes: [string, string, string, () => unknown][] = [
    ['produce', 'POST', `${C}/topics/${OWN}/messages`, () => ({ value: { text: 'x' } })],
    [
      'config',
      'PATCH',
      `${C}/topics/${OWN}/config`,
      () => ({ changes: { 'retention.ms': '1' }, confirm: OWN, reason, validateOnly: true }),
    ],
    ['partitions', 'POST', `${C}/topics/${OWN}/partitions`, () => ({ count: 1, confirm: OWN, reason })],
    [
      'delete records',
      'POST',
      `${C}/topics/${OWN}/records/delete`,
      () => ({ partitions: [{ partition: 0, beforeOffset: '0' }], confirm: OWN, reason, dryRun: true }),
    ],
    ['create', 'POST', `${C}/topics`, () => ({ name: '__tailrace_new', validateOnly: true })],
    [
      'replay from it',
      'POST',
      `${C}/replays`,
      () => replay({ source: { topic: OWN }, target: { topic }, dryRun: true }),
    ],
    [
      'park',
      'POST',
      `${C}/groups/THE-GROUP/park`,
      () => ({ topic, partition: 0, offset: '7', to: OWN, force: true, reason }),
    ],
  ]
  it.each(writes)('%s', async (_, method, path, body) => {
    const answer = await console_.ask(['admin'], method, path.replace('THE-GROUP', group), { body: body() })
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', detail: expect.stringContaining('__tailrace_') },
    })
  })

  it('replay to it', async () => {
    const body = replay({ target: { topic: OWN }, dryRun: true })
    expect(await console_.ask(['admin'], 'POST', `${C}/replays`, { body })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', detail: expect.stringContaining('__tailrace_') },
    })
  })

  it('import', async () => {
    const answer = await console_.ask(['admin'], 'POST', `${C}/topics/${OWN}/import?dryRun=true`, {
      body: '{"partition":0}\n',
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(answer.status).toBe(403)
  })

  it('deletion', async () => {
    // A topic with the same beginning, so that a fault does not take the shared state away.
    const own = await createTopic({ topic: `__tailrace_${randomName('x')}` })
    const answer = await console_.ask(['admin'], 'DELETE', `${C}/topics/${own}`, { body: { reason, confirm: own } })
    expect(answer.status).toBe(403)
  })

  it('a replay to the origins that records name skips internal topics', async () => {
    const answer = await console_.ask(['admin'], 'POST', `${C}/replays`, {
      body: replay({ target: { origin: true }, dryRun: true }),
    })
    expect(answer).toMatchObject({ status: 200, body: { skipped: [{ reason: 'internalTarget', count: 2 }] } })
  })
})

describe('their records are part of the audit', () => {
  const reads = [
    ['page', `${C}/topics/${OWN}/messages`],
    ['record', `${C}/topics/${OWN}/messages/0/0`],
    ['search', `${C}/topics/${OWN}/search`],
    ['estimate', `${C}/topics/${OWN}/search/estimate`],
    ['export', `${C}/topics/${OWN}/export`],
    ['analysis', `${C}/topics/${OWN}/analysis`],
    ['tail', `${C}/tail?topics=${OWN}&last=1&follow=false`],
    ['trace', `${C}/trace?topics=${OWN}&text=x`],
    ['dead letters', `${C}/dead-letters/${OWN}/records`],
    ['dead letter', `${C}/dead-letters/${OWN}/records/0/0`],
    ['failures', `${C}/dead-letters/${OWN}/failures`],
    ['views', `${C}/topics/${OWN}/views`],
  ] as const
  it.each(reads)('%s needs audit.view', async (_, path) => {
    const answer = await console_.ask(['viewer'], 'GET', path)
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringContaining('audit.view') } })
  })

  it('and is given to those who have it', async () => {
    expect(await console_.ask(['operator'], 'GET', `${C}/topics/${OWN}/messages`)).toMatchObject({ status: 200 })
    expect(await console_.ask(['operator'], 'GET', `${C}/tail?topics=${OWN}&follow=false`)).toMatchObject({
      status: 200,
    })
  })
})

describe('other internal topics', () => {
  it('are changed with topic.internal only', async () => {
    const body = { changes: { 'retention.ms': '1000' }, confirm: '__consumer_offsets', reason, validateOnly: true }
    expect(await console_.ask(['operator'], 'PATCH', `${C}/topics/__consumer_offsets/config`, { body })).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining('topic.internal') },
    })
  })

  it('are changed after their name was typed', async () => {
    const path = `${C}/topics/__consumer_offsets/config`
    const body = { changes: { 'retention.ms': '1000' }, reason, validateOnly: true }
    expect(await console_.ask(['admin'], 'PATCH', path, { body })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'confirm' }] },
    })
    const confirmed = { ...body, confirm: '__consumer_offsets' }
    expect(await console_.ask(['admin'], 'PATCH', path, { body: confirmed })).toMatchObject({ status: 200 })
  })

  it('and every other topic are deleted after their name was typed', async () => {
    for (const name of [await createTopic({ topic: `__${randomName('x')}` }), await createTopic()]) {
      const path = `${C}/topics/${name}`
      for (const confirm of [undefined, 'another'])
        expect(await console_.ask(['admin'], 'DELETE', path, { body: { reason, confirm } })).toMatchObject({
          status: 400,
          body: { issues: [{ path: 'confirm' }] },
        })
      expect(await console_.ask(['admin'], 'DELETE', path, { body: { reason, confirm: name } })).toMatchObject({
        status: 200,
      })
    }
  })
})
