/**
 * `npm run scale [-- --topics 5000 --groups 2000]`: a broker of its own with that many topics of three partitions and that many groups, and what the
 * built console makes of it, against the limits it has to keep. The broker is made anew each time: that is quicker than starting one that holds so many logs.
 */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startConsole } from '#tools/bench/console-process.ts'
import { DATA } from '#server/demo/prerequisites.mjs'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { askTimes, waitForGroups, type Figure } from './measure-console.ts'
import { seedScale } from './seed-scale.ts'

const { values } = parseArgs({
  options: {
    topics: { type: 'string', default: '5000' },
    groups: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '60' },
  },
})
const scale = { topics: Number(values.topics), groups: Number(values.groups), partitionsPerTopic: 3 }

const dataDir = join(DATA, 'scale')
await rm(dataDir, { recursive: true, force: true })
const kafka = await startKafka({
  dataDir,
  heapMb: 1_536,
  // Thousands of small logs: nothing is to be deleted or compacted while it is measured.
  config: { 'log.cleaner.enable': 'false', 'log.retention.check.interval.ms': '3600000' },
})
try {
  const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
  const started = performance.now()
  await seedScale(cluster, scale).finally(() => cluster.close())
  console.error(`seeded in ${Math.round((performance.now() - started) / 1000)} s`)
  const figures = await measure()
  console.table(figures.map(({ what, value, limit, unit }) => ({ what, value, limit, unit, ok: value <= limit })))
  if (figures.some(({ value, limit }) => !(value <= limit))) process.exitCode = 1
} finally {
  // Nothing of it is needed any more, so its end need not be a clean one.
  await kafka.kill(1)
  await rm(dataDir, { recursive: true, force: true })
}

async function measure(): Promise<Figure[]> {
  const console_ = await startConsole(kafka.bootstrapServers)
  try {
    const { api } = console_
    const cold = performance.now()
    await waitForGroups(api, scale.groups)
    const coldGroups = performance.now() - cold
    const [coldTopics = 0] = await askTimes(`${api}/topics?pageSize=100`, 1)
    const warm = async (path: string, times = 20) => Math.max(...(await askTimes(`${api}/${path}`, times)))
    const figures: Figure[] = [
      { what: 'groups with lag, cold', value: coldGroups, limit: 5_000, unit: 'ms' },
      { what: 'topics, cold', value: coldTopics, limit: 5_000, unit: 'ms' },
      { what: 'groups with lag, warm', value: await warm('groups?pageSize=100'), limit: 1_000, unit: 'ms' },
      { what: 'topics, warm', value: await warm('topics?pageSize=100'), limit: 1_000, unit: 'ms' },
    ]
    for (const path of [
      'groups?sort=-totalLag&pageSize=100',
      'groups?sort=id&page=9&pageSize=100',
      'groups?search=group-0123&sort=-maxTimeLagMs',
      'topics?sort=-records&pageSize=100',
      'topics?sort=name&page=33&pageSize=100',
      'topics?search=scale-0123&sort=-sizeBytes',
    ])
      figures.push({ what: path, value: await warm(path), limit: 100, unit: 'ms' })
    const seconds = Number(values.seconds)
    const cpuBefore = cpuSeconds(console_.pid)
    let slowestMs = 0
    for (let second = 0; second < seconds; second += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      // Somebody looks meanwhile, as the pages do.
      if (second % 5 === 0)
        slowestMs = Math.max(
          slowestMs,
          ...(await askTimes(`${api}/groups`, 1)),
          ...(await askTimes(`${api}/topics`, 1)),
        )
    }
    const share = ((cpuSeconds(console_.pid) - cpuBefore) / seconds) * 100
    figures.push(
      { what: 'lists while sampling goes on', value: slowestMs, limit: 1_000, unit: 'ms' },
      { what: 'sampler round', value: await roundMs(api), limit: 10_000, unit: 'ms' },
      { what: 'of a core, pages open', value: share, limit: 50, unit: '%' },
      { what: 'memory', value: console_.memoryMb(), limit: 500, unit: 'MB' },
    )
    return figures.map((figure) => ({ ...figure, value: Math.round(figure.value) }))
  } finally {
    await console_.stop()
  }
}

/** The console tells in its metrics how long its last round took. */
async function roundMs(api: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', api))).text()
  const [, seconds] = /^tailrace_sampler_round_seconds\{[^}]*\} (\S+)$/m.exec(text) ?? []
  return Number(seconds) * 1_000
}

/** User and system time of a process so far. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
