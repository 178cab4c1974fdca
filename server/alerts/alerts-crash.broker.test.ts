import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { stateStore } from '#server/store/state-store.ts'
import { AlertStore } from './alert-store.ts'
import { Receiver } from '#testkit/alerts/receiver.ts'

const bootstrapServers = inject('bootstrapServers')
const clusterId = randomName('c')
const cluster = new KafkaCluster({ ...testCluster(bootstrapServers), id: clusterId })
const kafka = testKafka()
const producer = kafka.producer()
const receiver = new Receiver()
const running = new Set<ChildProcess>()

beforeAll(async () => {
  await producer.connect()
  await receiver.start()
})

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([producer.disconnect(), receiver.stop()])
  cluster.close()
})

/** A console in a process of its own; the function kills it without a chance to put anything in order. */
function startConsole(alerts: object): () => Promise<void> {
  const settings = JSON.stringify({ bootstrapServers, id: clusterId, alerts })
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../testkit/alerts/console.ts'), settings], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running.add(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return async () => {
    child.kill('SIGKILL')
    await gone
    running.delete(child)
  }
}

/** What stands in the cluster of the alerts, as any console would find it. */
async function stored(): Promise<string[]> {
  const alerts = new AlertStore(stateStore(cluster), clusterId)
  await alerts.refresh()
  return alerts
    .all()
    .flatMap(({ subject, deliveries }) => deliveries.map(({ event, state }) => `${subject} ${event} ${state}`))
}

const until = (what: () => unknown) => expect.poll(what, { timeout: 60_000, interval: 200 })

test(
  'a console that is killed twice and started again: what fired is told once, what ended meanwhile is told once',
  { timeout: 240_000 },
  async () => {
    const [topic, group] = [await createTopic(), randomName('alerted')]
    await producer.send({ topic, messages: Array.from({ length: 40 }, () => ({ value: 'x' })) })
    const alerts = {
      webhooks: [{ name: 'ops', url: receiver.url() }],
      rules: [{ name: 'Behind', kind: 'lag', above: 10, for: '1s', keepFiringFor: '1s', groups: [group] }],
    }
    const killFirst = startConsole(alerts)
    await commitOffset(cluster, group, { topic, offset: 5n })
    await until(() => receiver.events).toEqual([`fired Behind ${group}`])
    await until(stored).toEqual([`${group} fired delivered`])
    await killFirst()

    // The next one sees that the owner of the lease is dead. What ends now cannot be delivered.
    await receiver.stop()
    const killSecond = startConsole(alerts)
    await commitOffset(cluster, group, { topic, offset: 40n })
    await until(stored).toEqual([`${group} fired delivered`, `${group} resolved waiting`])
    await killSecond()

    await receiver.start()
    const killThird = startConsole(alerts)
    await until(() => receiver.events).toEqual([`fired Behind ${group}`, `resolved Behind ${group}`])
    await until(stored).toEqual([`${group} fired delivered`, `${group} resolved delivered`])
    // The next alert comes after all that the last one left could have been told again.
    await commitOffset(cluster, group, { topic, offset: 20n })
    await until(() => receiver.events).toEqual([
      `fired Behind ${group}`,
      `resolved Behind ${group}`,
      `fired Behind ${group}`,
    ])
    await killThird()
  },
)

test(
  'an alert that fires while the receiver is down outlives the console that saw it',
  { timeout: 180_000 },
  async () => {
    const [topic, group] = [await createTopic(), randomName('alerted')]
    await producer.send({ topic, messages: Array.from({ length: 40 }, () => ({ value: 'x' })) })
    const alerts = {
      webhooks: [{ name: 'ops', url: receiver.url() }],
      rules: [{ name: 'Far behind', kind: 'lag', above: 10, groups: [group] }],
    }
    receiver.messages.length = 0
    await receiver.stop()
    const killFirst = startConsole(alerts)
    await commitOffset(cluster, group, { topic, offset: 5n })
    await until(async () => (await stored()).filter((line) => line.startsWith(group))).toEqual([
      `${group} fired waiting`,
    ])
    await killFirst()
    await receiver.start()
    const killSecond = startConsole(alerts)
    const told = () => receiver.events.filter((line) => line.endsWith(group))
    await until(told).toEqual([`fired Far behind ${group}`])
    await until(async () => (await stored()).filter((line) => line.startsWith(group))).toEqual([
      `${group} fired delivered`,
    ])
    await killSecond()
    expect(told()).toHaveLength(1)
  },
)
