import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { endpoints } from '#lib/contract/endpoints.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext as contextOf } from '#testkit/http/test-context.ts'
import { connectHeaders, record, write } from '#testkit/replays/harness.ts'
import { RecordedRegistry } from '#testkit/serde/recorded-registry.ts'
import { startTestConsole, type TestConsole } from '#testkit/console.ts'
import { saveView } from '#server/views/save-view.ts'
import { OPERATIONS } from '#testkit/auth/operation-rows.ts'
import type { RoleRow } from '#testkit/auth/role-row.ts'
import { SIDE_EFFECTS } from '#testkit/auth/side-effect-rows.ts'

const EVERYBODY = [
  ['N', 'nobody', []],
  ['V', 'viewer', ['viewer']],
  ['D', 'developer', ['developer']],
  ['S', 'support', ['support']],
  ['O', 'operator', ['operator']],
  ['A', 'admin', ['admin']],
] as const

/** Stands for a Kafka Connect without connectors and for receivers of webhooks. */
const service = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{}'))
const registry = new RecordedRegistry()
let console_: TestConsole
/** Another person than the one who asks over HTTP. */
let other: ClusterCtx
/** The one who asks over HTTP. */
let self: ClusterCtx
const made: Record<string, string> = {}

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const brokers = [inject('bootstrapServers')]
  const cluster = { brokers, schemaRegistry: { url: await registry.start() }, connect: [{ name: 'c', url }] }
  console_ = await startTestConsole({
    clusters: [
      { id: 'main', name: 'Main', ...cluster },
      { id: 'second', name: 'Second', ...cluster },
    ],
    // A test of one is taken every ten seconds only.
    alerts: { webhooks: EVERYBODY.map(([, name]) => ({ name, url })), rules: [] },
  })
  // The console installs its keys, and from its first use on a cluster is known as a target.
  await console_.ask(['admin'], 'GET', '/clusters/second/replays')
  self = contextOf(inject('bootstrapServers'), ['admin'])
  other = { ...self, actor: { ...self.actor, subject: { issuer: 'https://id', sub: '7' }, name: 'eve' } }
  const topic = await createTopic()
  const dlq = await createTopic({ topic: `${topic}-dlq` })
  Object.assign(made, { cluster: 'main', broker: '1', partition: '0', offset: '0', topic, dlq })
  Object.assign(made, { other: await createTopic(), subject: 'claims-value', version: '1', view: 'none' })
  made['group'] = await groupOn(topic)
  made['othersView'] = await viewOf(other)
  await write(self.cluster, { topic }, [record({ value: Buffer.from('v') })])
  const dead = (origin: string) => record({ value: Buffer.from('v'), headers: connectHeaders(origin, 0, 0) })
  await write(self.cluster, { topic: dlq }, [dead(topic), dead(made['other'] ?? ''), dead('__tailrace_state')])
  made['replay'] = await endedReplay()
}, 120_000)
afterAll(async () => {
  self.cluster.close()
  await console_.stop()
  await registry.stop()
  service.closeAllConnections()
  service.close()
})

/** A group without members that stands at the start of a topic. */
async function groupOn(topic: string): Promise<string> {
  const groupId = randomName('group')
  await commitOffset(self.cluster, groupId, { topic, offset: 0n })
  return groupId
}

async function viewOf(ctx: ClusterCtx): Promise<string> {
  const { name, id } = await saveView(ctx, { topic: made['topic'] ?? '', name: randomName('view'), query: 'x=1' })
  made['lastView'] = id
  return name
}

/** A replay that has ended, of a dead-letter topic of its own. */
async function endedReplay(): Promise<string> {
  const origin = await createTopic()
  const topic = await createTopic({ topic: `${origin}-dlq` })
  await write(self.cluster, { topic }, [record({ value: Buffer.from('v'), headers: connectHeaders(origin, 0, 0) })])
  const body = { source: { topic }, selection: { all: true }, target: { origin: true }, reason: 'a test' }
  const started = await console_.ask(['support'], 'POST', '/clusters/main/replays', { body })
  expect(started).toMatchObject({ status: 202 })
  const path = `/clusters/main/replays/${String(started.body['id'])}`
  await vi.waitFor(
    async () => expect((await console_.ask(['support'], 'GET', path)).body).toMatchObject({ state: 'completed' }),
    { timeout: 30_000, interval: 100 },
  )
  return String(started.body['id'])
}

const FRESH: Record<string, () => Promise<string>> = {
  freshName: async () => randomName('name'),
  freshTopic: () => createTopic(),
  freshGroup: () => groupOn(made['topic'] ?? ''),
  freshOwnView: async () => viewOf(self).then(() => made['lastView'] ?? ''),
  freshOthersView: async () => viewOf(other).then(() => made['lastView'] ?? ''),
}

/** The row's request with everything put in that its words in braces stand for. */
async function requestOf(row: RoleRow, who: string) {
  const names: Record<string, string> = { ...made, webhook: who }
  const text = JSON.stringify(row)
  for (const [name, make] of Object.entries(FRESH)) if (text.includes(`{${name}}`)) names[name] = await make()
  const fill = (given: string) => given.replaceAll(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole)
  const [method = '', path = ''] = (row.path?.includes(' ') ? row.path : row.does).split(' ')
  const { body } = row
  return {
    method,
    path: fill(row.path && !row.path.includes(' ') ? row.path : path) + (row.query ? `?${fill(row.query)}` : ''),
    sent: {
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : (JSON.parse(fill(JSON.stringify(body))) as unknown) }),
      ...(typeof body === 'string' ? { headers: { 'content-type': 'application/x-ndjson' } } : {}),
    },
    holds: row.holds && fill(row.holds),
  }
}

it('the table names every operation of the contract', () => {
  const named = new Set(OPERATIONS.map(({ does }) => does))
  expect(named).toEqual(new Set(endpoints.map(({ method, path }) => `${method} ${path}`)))
})

for (const [title, rows] of [
  ['operations', OPERATIONS],
  ['side effects', SIDE_EFFECTS],
] as const)
  // A request that runs on after its test would take the roles of the next one's.
  describe(title, { timeout: 120_000 }, () => {
    it.each(rows.map((row) => [row.does, row.who || 'nobody at all', row] as const))('%s: %s', async (_, __, row) => {
      const expected: Record<string, unknown> = {}
      const found: Record<string, unknown> = {}
      for (const [letter, who, roles] of EVERYBODY) {
        const { method, path, sent, holds } = await requestOf(row, who)
        const { status, body } = await console_.ask([...roles], method, path, sent)
        const allowed = row.who.includes(letter)
        expected[who] = allowed ? row.status : '403 FORBIDDEN'
        const isForeseen = allowed ? status === row.status : status === 403 && body['code'] === 'FORBIDDEN'
        found[who] = isForeseen ? expected[who] : `${status} ${JSON.stringify(body).slice(0, 300)}`
        if (allowed && holds) expect(body['text'] ?? JSON.stringify(body), `${who}: ${row.does}`).toContain(holds)
      }
      expect(found).toEqual(expected)
    })
  })
