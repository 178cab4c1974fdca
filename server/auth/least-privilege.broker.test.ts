import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { Role } from '#lib/contract/session.ts'
import { auditLog } from '#server/audit/audit-log.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext as contextOf } from '#testkit/http/test-context.ts'
import { connectHeaders, testContext, write } from '#testkit/replays/harness.ts'
import { startTestConsole, type TestConsole } from '#testkit/console.ts'
import { deleteView } from '#server/views/delete-view.ts'
import { saveView } from '#server/views/save-view.ts'

const reason = 'a test'
const C = '/clusters/main'
const seen: string[] = []
/** Stands for a schema registry, a Kafka Connect and a receiver of webhooks; remembers what it was asked. */
const service = createServer((request, response) => {
  seen.push(request.url ?? '')
  response.setHeader('content-type', 'application/json')
  if (request.url?.startsWith('/connectors')) {
    const trace = `org.postgresql.PSQLException: jdbc:postgresql://eve:s3cr3t@db:5432/shop?user=eve&password=hunter2 token=abc.def
Caused by: {"api_key":"k-99","secret" : "quoted"} sasl.jaas.config=PlainLoginModule required username="u" password="p w";`
    const status = { connector: { state: 'RUNNING', trace }, tasks: [{ id: 0, state: 'FAILED', trace }], type: 'sink' }
    return response.end(JSON.stringify({ orders: { status, info: { config: {} } } }))
  }
  response.end('{}')
})
let console_: TestConsole
let topic: string
let dlq: string

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const cluster = { brokers: [inject('bootstrapServers')], schemaRegistry: { url }, connect: [{ name: 'c', url }] }
  console_ = await startTestConsole({
    clusters: [
      { id: 'main', name: 'Main', ...cluster },
      { id: 'frozen', name: 'Frozen', readOnly: true, ...cluster },
    ],
    alerts: { webhooks: [{ name: 'team', url }], rules: [] },
  })
  topic = await createTopic()
  dlq = await createTopic({ topic: `${topic}-dlq` })
  const { cluster: broker } = testContext(inject('bootstrapServers'))
  await write(broker, { topic: dlq }, [
    { key: Buffer.from('k'), value: Buffer.from('v'), headers: connectHeaders(topic, 0, 0), timestamp: 1 },
  ])
  broker.close()
})
afterAll(async () => {
  await console_.stop()
  service.closeAllConnections()
  service.close()
})

const asks = (roles: Role[], method: string, path: string, body?: object) => console_.ask(roles, method, path, { body })
const forbidden = (permission: string) => ({ status: 403, body: { detail: expect.stringContaining(permission) } })
const replay = (parts: object) => ({
  source: { topic: dlq },
  selection: { records: [{ partition: 0, offset: '0' }] },
  target: { origin: true },
  reason,
  dryRun: true,
  ...parts,
})

it('a replay with edits needs record.produce on its targets', async () => {
  const edited = replay({ options: { edits: [{ partition: 0, offset: '0', value: { text: 'forged' } }] } })
  expect(await asks(['support'], 'POST', `${C}/replays`, replay({}))).toMatchObject({ status: 200 })
  expect(await asks(['support'], 'POST', `${C}/replays`, edited)).toMatchObject(forbidden('record.produce'))
  expect(await asks(['support', 'developer'], 'POST', `${C}/replays`, edited)).toMatchObject({ status: 200 })
})

it('a replay to a topic of choice, here or elsewhere, needs record.produce there', async () => {
  // From its first use on a cluster is known as a target.
  expect(await asks(['support'], 'GET', '/clusters/frozen/replays')).toMatchObject({ status: 200 })
  for (const target of [{ topic }, { topic: dlq }, { topic, cluster: 'frozen' }]) {
    const chosen = replay({ target })
    expect(await asks(['operator'], 'POST', `${C}/replays`, chosen)).toMatchObject(forbidden('record.produce'))
    expect(await asks(['support', 'developer'], 'POST', `${C}/replays`, chosen)).toMatchObject({ status: 200 })
  }
})

it('parking needs record.produce on the topic that gets the copy', async () => {
  const group = randomName('group')
  const admin = testKafka().admin()
  await admin.connect()
  await admin.setOffsets({ groupId: group, topic: dlq, partitions: [{ partition: 0, offset: '0' }] })
  await admin.disconnect()
  const body = { topic: dlq, partition: 0, offset: '7', to: topic, reason, force: true }
  const path = `${C}/groups/${group}/park`
  expect(await asks(['operator'], 'POST', path, body)).toMatchObject(forbidden('record.produce'))
  expect(await asks(['operator', 'developer'], 'POST', path, body)).toMatchObject({ status: 409 })
})

it('shared views are saved with view.write only', async () => {
  const path = `${C}/topics/${topic}/views`
  expect(await asks(['viewer'], 'POST', path, { name: 'a', query: 'x=1' })).toMatchObject(forbidden('view.write'))
  expect(await asks(['developer'], 'POST', path, { name: 'a', query: 'x=1' })).toMatchObject({ status: 201 })
})

it('shared views of others are replaced and deleted with view.manage only', async () => {
  const base = contextOf(inject('bootstrapServers'), ['developer'])
  const as = (sub: string, name = sub): ClusterCtx => ({
    ...base,
    actor: { ...base.actor, subject: { issuer: 'https://id', sub }, name },
  })
  try {
    const view = await saveView(as('1', 'eve'), { topic, name: 'mine', query: 'x=1' })
    // The same name is another person; a new name of the same subject is not.
    const other = as('2', 'eve')
    const error = expect.objectContaining({ code: 'FORBIDDEN', message: expect.stringContaining('view.manage') })
    await expect(saveView(other, { topic, name: 'mine', query: 'x=2' })).rejects.toEqual(error)
    await expect(deleteView(other, { topic, view: view.id })).rejects.toEqual(error)
    await saveView(as('1', 'eve married'), { topic, name: 'mine', query: 'x=3' })
    const manager = contextOf(inject('bootstrapServers'), ['admin'])
    await deleteView({ ...manager, cluster: base.cluster }, { topic, view: view.id })
    manager.cluster.close()
  } finally {
    base.cluster.close()
  }
})

it('a webhook is tested with alert.manage, once in ten seconds, and the audit log says so', async () => {
  const path = '/alerts/webhooks/team/test'
  expect(await asks(['viewer'], 'POST', `${C}${path}`)).toMatchObject(forbidden('alert.manage'))
  expect(await asks(['operator'], 'POST', `/clusters/frozen${path}`)).toMatchObject({ body: { code: 'READ_ONLY' } })
  const [first, second] = [
    await asks(['operator'], 'POST', `${C}${path}`),
    await asks(['operator'], 'POST', `${C}${path}`),
  ]
  expect([first?.status, second?.status]).toEqual([200, 429])
  const { cluster } = testContext(inject('bootstrapServers'))
  const records = await auditLog(cluster).records()
  cluster.close()
  expect(records.filter(({ action }) => action === 'alert.test').at(-1)).toMatchObject({ target: 'team' })
})

it('ACLs, connectors, schemas and alerts have permissions of their own', async () => {
  for (const [path, permission] of [
    ['/acls', 'acl.view'],
    ['/connect', 'connect.view'],
    ['/schemas', 'schema.view'],
    ['/alerts', 'alert.view'],
  ] as const)
    expect(await asks(['support'], 'GET', `${C}${path}`)).toMatchObject(forbidden(permission))
  expect(await asks(['viewer'], 'POST', `${C}/schemas/x/check`, { type: 'AVRO', text: '"int"' })).toMatchObject(
    forbidden('schema.register'),
  )
})

it('a position of a group shows with group.view only', async () => {
  const query = `/topics/${topic}/messages?from=group&group=g`
  expect(await asks(['support'], 'GET', `${C}${query}`)).toMatchObject(forbidden('group.view'))
})

it('dots do not change the path at the registry', async () => {
  for (const subject of ['.', '..']) {
    seen.length = 0
    const value = { text: '1', format: 'avro', subject }
    const produced = await asks(['admin'], 'POST', `${C}/topics/${topic}/messages`, { value })
    expect(produced).toMatchObject({ status: 400 })
    const references = [{ name: 'r', subject, version: 1 }]
    const draft = { type: 'AVRO', text: '"int"', references }
    expect(await asks(['admin'], 'POST', `${C}/schemas/x/check`, draft)).toMatchObject({ status: 400 })
    const encoded = subject.replaceAll('.', '%2e')
    expect((await asks(['admin'], 'GET', `${C}/schemas/${encoded}/versions/1`)).status).toBeGreaterThanOrEqual(400)
    expect(seen.filter((path) => !path.startsWith('/connectors'))).toEqual([])
  }
})

it('clusters are named to those only who may see them', async () => {
  expect((await asks([], 'GET', '/ready')).body).not.toHaveProperty('clusters')
  expect((await asks(['viewer'], 'GET', '/ready')).body).toMatchObject({ clusters: { main: 'up', frozen: 'up' } })
  const missing = await asks(['viewer'], 'GET', '/clusters/none')
  expect(missing).toMatchObject({ status: 404 })
  expect(JSON.stringify(missing.body)).not.toContain('frozen')
})

it('secrets in stack traces of connectors are masked', async () => {
  const { body } = await asks(['viewer'], 'GET', `${C}/connect`)
  const text = JSON.stringify(body)
  expect(text).toContain('PSQLException')
  for (const secret of ['s3cr3t', 'hunter2', 'abc.def', 'k-99', 'quoted', 'p w']) expect(text).not.toContain(secret)
})

it('a read-only cluster answers what only says what would happen', async () => {
  const F = '/clusters/frozen'
  expect(await asks(['admin'], 'POST', `${F}/replays`, replay({}))).toMatchObject({ status: 200 })
  const created = { name: randomName('topic'), validateOnly: true }
  expect(await asks(['admin'], 'POST', `${F}/topics`, created)).toMatchObject({ status: 201 })
  const config = { changes: { 'retention.ms': '1000' }, validateOnly: true, reason }
  expect(await asks(['admin'], 'PATCH', `${F}/topics/${topic}/config`, config)).toMatchObject({ status: 200 })
  const cut = { beforeTimestamp: 0, dryRun: true, reason }
  expect(await asks(['admin'], 'POST', `${F}/topics/${topic}/records/delete`, cut)).toMatchObject({ status: 200 })
  for (const [path, body] of [
    ['/replays', replay({ dryRun: false })],
    ['/topics', { ...created, validateOnly: false }],
    [`/topics/${topic}/records/delete`, { ...cut, dryRun: false }],
  ] as const)
    expect(await asks(['admin'], 'POST', `${F}${path}`, body)).toMatchObject({ body: { code: 'READ_ONLY' } })
})

it('a trace that goes on with nothing is refused', async () => {
  const body = { topics: [topic], text: 'x', continue: [] }
  expect(await asks(['viewer'], 'POST', `${C}/trace`, body)).toMatchObject({ status: 400 })
})

it('only pages of this console post, also what changes nothing', async () => {
  const headers = { origin: 'https://evil.example.com' }
  const answer = await console_.ask(['admin'], 'POST', `${C}/topics/${topic}/search`, { body: {}, headers })
  expect(answer).toMatchObject({ status: 403 })
})
