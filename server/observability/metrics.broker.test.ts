import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { alertEngine } from '#server/alerts/alert-engines.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { PROJECT } from '#server/demo/prerequisites.mjs'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { runtime } from '#server/runtime.ts'
import { topicSampler } from '#server/sampling/topic-sampler.ts'
import { clusterMetrics } from './cluster-metrics.ts'
import { metricsResponse } from './metrics-response.ts'

let folder: string
const groups = [randomName('metrics'), randomName('metrics')]
let topic: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-metrics-'))
  const config = {
    clusters: [{ id: 'test', name: 'Test', brokers: inject('bootstrapServers').split(',') }],
    alerts: { rules: [{ name: 'Offline', kind: 'offline' }] },
  }
  process.env['TAILRACE_CONFIG'] = join(folder, 'tailrace.yaml')
  await writeFile(process.env['TAILRACE_CONFIG'], JSON.stringify(config))
  topic = await createTopic({ topic: `${randomName('orders')}-dlq` })
  const producer = testKafka().producer()
  await producer.connect()
  await producer.send({ topic, messages: Array.from({ length: 7 }, () => ({ value: 'x' })) })
  await producer.disconnect()
  const cluster = runtime().clusters.get('test')
  alertEngine(runtime(), cluster)
  for (const [index, groupId] of groups.entries()) {
    await commitOffset(cluster, groupId, { topic, offset: BigInt(index) })
  }
  // Rates need two samples, a second apart at least.
  await topicSampler(cluster).sample({ maxAgeMs: 0 })
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  await lagSampler(cluster).resample()
})

afterAll(async () => {
  await runtime().stop()
  await rm(folder, { recursive: true, force: true })
})

async function scrape(): Promise<string> {
  const response = await metricsResponse(
    new Request('http://127.0.0.1:3000/metrics', { headers: { host: '127.0.0.1:3000' } }),
  )
  expect(response.headers.get('content-type')).toContain('text/plain')
  return response.text()
}

test('every metric that the dashboard asks for is there, with a value', async () => {
  const text = await scrape()
  const dashboard = JSON.parse(await readFile(join(PROJECT, 'public', 'grafana-dashboard.json'), 'utf8')) as {
    panels: { targets: { expr: string }[] }[]
    templating: { list: { definition?: string }[] }
  }
  const asked = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
  ].flatMap((expression) => expression.match(/tailrace_[a-z_]+/g) ?? [])
  expect(new Set(asked).size).toBeGreaterThan(10)
  const there = new Set([...text.matchAll(/^([a-z_]+)(?:\{[^}]*\})? [-\d]/gm)].map(([, name]) => name))
  expect(asked.filter((name) => !there.has(name))).toEqual([])
})

test('what the documentation names is there, and nothing of the clusters is undocumented', async () => {
  const text = await scrape()
  const documented = new Set(
    [...(await readFile(join(PROJECT, 'docs', 'metrics.md'), 'utf8')).matchAll(/^\| `(tailrace_[a-z_]+)`/gm)].map(
      ([, name]) => name ?? '',
    ),
  )
  const own = [...text.matchAll(/^# TYPE (tailrace_[a-z_]+) /gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => !/^tailrace_(process|nodejs)_/.test(name))
  expect(own.toSorted()).toEqual([...documented].toSorted())
})

test('lag, status and dead letters as they are', async () => {
  const text = await scrape()
  expect(text).toContain(`tailrace_consumer_group_topic_lag{cluster="test",group="${groups[1]}",topic="${topic}"} 6`)
  expect(text).toContain(`tailrace_consumer_group_status{cluster="test",group="${groups[1]}",status="stopped"} 1`)
  expect(text).toContain(`tailrace_dead_letter_records{cluster="test",topic="${topic}"} 7`)
  expect(text).toContain('tailrace_alerts_firing{cluster="test"} 0')
})

test('series are bounded: the largest are kept, and what is left out is counted', async () => {
  const text = await clusterMetrics([runtime().clusters.get('test')], 1).metrics()
  const count = (name: string) => [...text.matchAll(new RegExp(`^${name}\\{`, 'gm'))].length
  expect(count('tailrace_consumer_group_topic_lag')).toBe(1)
  expect(count('tailrace_consumer_group_status')).toBe(1)
  expect(text).toMatch(/tailrace_series_left_out\{cluster="test",metric="consumer_group_topic_lag"\} [1-9]/)
})
