import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { Alerts } from '#server/config/alerts-schema.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { alertEngine } from './alert-engines.ts'
import { listAlerts } from './list-alerts.ts'
import { testAlertWebhook } from './test-alert-webhook.ts'
import { Receiver } from '#testkit/alerts/receiver.ts'

const bootstrapServers = inject('bootstrapServers')
const kafka = testKafka()
const producer = kafka.producer()
const receiver = new Receiver()
/** One per test: what a test leaves in the state topic is of another cluster's alerts. */
let clusterId = ''
const consoles = new Set<Console>()

beforeAll(async () => {
  await producer.connect()
  await receiver.start()
})

beforeEach(() => {
  clusterId = randomName('c')
  receiver.messages.length = 0
  receiver.status = 200
})

afterAll(async () => {
  await Promise.all([...consoles].map(async (running) => running.stop()))
  await Promise.all([producer.disconnect(), receiver.stop()])
})

/** Everything a console has of one cluster, on connections and a memory of its own: making another one is a restart. */
class Console {
  readonly ctx: ClusterCtx

  constructor(alerts: object, more: { readOnly?: boolean } = {}) {
    const config = { ...testCluster(bootstrapServers), id: clusterId, sampleSeconds: 1, ...more }
    const ctx = testContext(bootstrapServers)
    ctx.cluster.close()
    this.ctx = {
      ...ctx,
      cluster: new KafkaCluster(config),
      runtime: { ...ctx.runtime, config: { ...ctx.runtime.config, alerts: Alerts.parse(alerts) } },
    }
    void this.ctx.cluster.start()
    this.engine?.run()
    consoles.add(this)
  }

  get engine() {
    return alertEngine(this.ctx.runtime, this.ctx.cluster)
  }

  list() {
    return listAlerts(this.ctx, { cluster: clusterId, sort: 'state', page: 1, pageSize: 50 })
  }

  /** Waits until the rules were judged so many times more, on a sample. */
  async rounds(count: number): Promise<void> {
    for (let round = 0, last: number | null = null; round < count;) {
      const { judgedAt, states } = this.engine?.view ?? { judgedAt: null, states: [] }
      if (judgedAt !== last && states.every(({ problem }) => problem === null)) round += 1
      last = judgedAt
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop(): Promise<void> {
    await this.engine?.stop()
    this.ctx.cluster.close()
    consoles.delete(this)
  }
}

const webhooks = () => [
  { name: 'ops', url: receiver.url('/hidden-path'), headers: { Authorization: 'Bearer hidden-token' } },
]

const commit = async (ctx: ClusterCtx, group: string, topic: string, offset: bigint) =>
  commitOffset(ctx.cluster, group, { topic, offset })

async function produce(topic: string, count: number): Promise<void> {
  await producer.send({ topic, messages: Array.from({ length: count }, () => ({ value: 'x' })) })
}

const until = (what: () => unknown) => expect.poll(what, { timeout: 40_000, interval: 100 })

test(
  'fires once, is not repeated by a restart, resolves once, and arrives after the receiver was down',
  { timeout: 120_000 },
  async () => {
    const [topic, group] = [await createTopic(), randomName('alerted')]
    await produce(topic, 40)
    const alerts = {
      webhooks: webhooks(),
      rules: [{ name: 'Behind', kind: 'lag', above: 10, for: '1s', keepFiringFor: '1s', groups: [group] }],
    }
    const first = new Console(alerts)
    await commit(first.ctx, group, topic, 5n)
    await until(() => receiver.events).toEqual([`fired Behind ${group}`])
    expect(receiver.messages[0]).toMatchObject({
      path: '/hidden-path',
      headers: { authorization: 'Bearer hidden-token', 'content-type': 'application/json' },
      body: { alerts: [{ text: expect.stringContaining('35 behind.') as string }] },
    })
    await first.rounds(3)
    await first.stop()

    const second = new Console(alerts)
    await second.rounds(4)
    expect(await second.list()).toMatchObject({
      firing: 1,
      notes: [],
      items: [
        { state: 'firing', subject: group, deliveries: [{ webhook: 'ops', event: 'fired', state: 'delivered' }] },
      ],
    })
    expect(receiver.events).toHaveLength(1)

    await receiver.stop()
    await commit(second.ctx, group, topic, 40n)
    await until(async () => (await second.list()).webhooks[0]).toMatchObject({
      waiting: 1,
      problem: 'It refused the connection.',
    })
    await second.stop()

    const third = new Console(alerts)
    await third.rounds(2)
    expect(await third.list()).toMatchObject({ firing: 0, webhooks: [{ waiting: 1 }] })
    await receiver.start()
    await until(() => receiver.events).toEqual([`fired Behind ${group}`, `resolved Behind ${group}`])
    await until(async () => (await third.list()).webhooks[0]).toMatchObject({
      waiting: 0,
      problem: null,
      failingSince: null,
    })
    await third.rounds(3)
    expect(receiver.events).toHaveLength(2)
    const shown = JSON.stringify(await third.list())
    expect(shown).toContain('"event":"resolved","state":"delivered"')
    expect(shown).not.toMatch(/hidden|127\.0\.0\.1/)
    await third.stop()
  },
)

test(
  'a receiver that answers with errors is asked again, and what waited comes in one message',
  { timeout: 90_000 },
  async () => {
    const topic = await createTopic()
    const groups = [randomName('many'), randomName('many')]
    await produce(topic, 20)
    receiver.status = 503
    const console = new Console({
      webhooks: webhooks(),
      rules: [{ name: 'Stopped', kind: 'status', statuses: ['stopped'], severity: 'critical', groups }],
    })
    for (const group of groups) await commit(console.ctx, group, topic, 3n)
    await until(async () => (await console.list()).webhooks[0]).toMatchObject({
      waiting: 2,
      problem: 'It answered 503.',
    })
    receiver.status = 200
    await until(() => receiver.events.toSorted()).toEqual(groups.map((group) => `fired Stopped ${group}`).toSorted())
    expect(receiver.messages).toHaveLength(1)
    await console.stop()
  },
)

test('dead letters: a topic that is made by its first dead letter, too', { timeout: 90_000 }, async () => {
  const topic = randomName('orders') + '-dlq'
  const console = new Console({ webhooks: webhooks(), rules: [{ name: 'Dead', kind: 'deadLetters', topics: [topic] }] })
  await console.rounds(3)
  await createTopic({ topic })
  await produce(topic, 2)
  await until(() => receiver.events).toEqual([`fired Dead ${topic}`])
  await console.stop()
})

test('a read-only cluster is written nothing into, and that is said', { timeout: 60_000 }, async () => {
  const [topic, group] = [await createTopic(), randomName('alerted')]
  await produce(topic, 40)
  const console = new Console(
    { webhooks: webhooks(), rules: [{ name: 'Behind', kind: 'lag', above: 10, groups: [group] }] },
    { readOnly: true },
  )
  await commit(console.ctx, group, topic, 5n)
  await until(() => receiver.events).toEqual([`fired Behind ${group}`])
  expect((await console.list()).notes).toEqual([expect.stringContaining('the cluster is configured as read-only')])
  await console.stop()
})

test('a test message, and why one did not arrive', { timeout: 60_000 }, async () => {
  const console = new Console({ webhooks: [...webhooks(), { name: 'other', url: receiver.url('/other') }] })
  const send = (webhook: string) => testAlertWebhook(console.ctx, { cluster: clusterId, webhook })
  await send('ops')
  expect(receiver.messages[0]?.body).toMatchObject({ test: true, cluster: { id: clusterId } })
  receiver.status = 302
  await expect(send('ops')).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await expect(send('other')).rejects.toThrow('The message did not reach other. It answered 302.')
  await expect(send('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await console.stop()
})
