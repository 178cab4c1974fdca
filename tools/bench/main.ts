/**
 * `npm run bench [-- --records 1000000 --letters 1000000 --only failures,replay]`: measures the built console on a real broker and prints the
 * figures as a table and as JSON. The topics are filled once; their data stays in `.data/bench`.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { apiLatency } from './api-latency.ts'
import { type ConsoleProcess, startConsole } from './console-process.ts'
import { failureRate } from './failure-rate.ts'
import { kcatRate, readRate } from './read-rate.ts'
import { pageScroll } from './page-scroll.ts'
import { replayRate } from './replay-rate.ts'
import { searchMemory } from './search-memory.ts'
import { searchCases, searchRates, seedSearches } from './search-rate.ts'
import { besideSearch } from './beside-search.ts'
import { BENCH_TOPIC, seed } from './seed.ts'
import { seedDeadLetters } from './seed-dead-letters.ts'
import { tailLatency } from './tail-latency.ts'
import { tailReport } from './tail-report.ts'

const PARTS = ['api', 'read', 'failures', 'replay', 'tail', 'search', 'scroll'] as const
type Part = (typeof PARTS)[number]
const ALONE = new Set(['text none', 'text zstd', 'text 10 KB', 'cel number'])

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    letters: { type: 'string', default: '1000000' },
    only: { type: 'string', default: PARTS.join() },
  },
})
const chosen = new Set(values.only.split(','))
const unknown = [...chosen].find((part) => !PARTS.some((known) => known === part))
if (unknown !== undefined) throw new Error(`There is no part ${unknown}; the parts are ${PARTS.join(', ')}.`)

const cases = searchCases(Number(values.records))
const kafka = await startKafka({ dataDir: join(import.meta.dirname, '../../.data/bench') })
const { bootstrapServers } = kafka
const cluster = new KafkaCluster(testCluster(bootstrapServers))
try {
  await fill()
  const report = {
    ...(await part('api', measure)),
    ...(await part('failures', async () => withConsole(failureRate))),
    ...(await part('read', measureReading)),
    ...(await part('replay', async () => replayRate(cluster))),
    ...(await part('scroll', async () => withConsole(async ({ api }) => pageScroll(cluster, api)))),
    ...(await part('tail', async () => tailReport(cluster, bootstrapServers))),
    ...(chosen.has('search') ? await withConsole(measureSearches) : {}),
    ...(chosen.has('search') ? { searchMemoryMb: await searchMemories() } : {}),
  }
  console.table(flat(report))
  console.log(JSON.stringify(report, null, 2))
} finally {
  cluster.close()
  await kafka.stop()
}

async function part<Figures>(name: Part, measured: () => Promise<Figures>): Promise<Record<string, Figures>> {
  return chosen.has(name) ? { [name]: await measured() } : {}
}

async function fill(): Promise<void> {
  const readers = ['api', 'read', 'search'].some((name) => chosen.has(name))
  const added = readers ? await seed(cluster, Number(values.records)) : 0
  const letters = chosen.has('failures') ? await seedDeadLetters(cluster, Number(values.letters)) : 0
  if (added + letters > 0) console.error(`wrote ${added} records and ${letters} dead letters`)
  if (chosen.has('search')) await seedSearches(cluster, cases)
}

/** Measures a console of its own, so that its memory tells of one thing only. */
async function withConsole<Figures>(measured: (console_: ConsoleProcess) => Promise<Figures>): Promise<Figures> {
  const console_ = await startConsole(bootstrapServers)
  try {
    return await measured(console_)
  } finally {
    await console_.stop()
  }
}

async function measure() {
  return withConsole(async (console_) => {
    const { api, readyMs } = console_
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const idleMb = console_.memoryMb()
    const newest50 = await apiLatency(`${api}/topics/${BENCH_TOPIC}/messages`)
    const topics = await apiLatency(`${api}/topics`)
    const groups = await apiLatency(`${api}/groups`)
    const tail100 = await tailLatency(cluster, api, { recordsPerSecond: 100, seconds: 10 })
    return { readyMs, newest50, topics, groups, tail100, memoryMb: { idle: idleMb, busy: console_.memoryMb() } }
  })
}

async function measureReading() {
  const raw = await readRate(cluster, 'raw')
  const decoded = await readRate(cluster, 'decoded')
  return { raw, decoded, kcat: await kcatRate(bootstrapServers, raw.megabytesPerSecond * raw.seconds * 1_000_000) }
}

async function measureSearches(console_: ConsoleProcess) {
  const search = await searchRates({ bootstrapServers, api: console_.api }, cases)
  return { search, besideSearch: await besideSearch(console_, cluster) }
}

/** Of each kind of search the memory it takes while nothing else runs, each in a console of its own. */
async function searchMemories() {
  const peaks: Record<string, unknown> = {}
  for (const one of cases.filter(({ name }) => ALONE.has(name)))
    peaks[one.name] = await withConsole(async (console_) => searchMemory(console_, one))
  return peaks
}

/** Figures one per line, named by their path. */
function flat(value: unknown, path = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [path]: value }
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, item]) => flat(item, path ? `${path}.${key}` : key)),
  ) as Record<string, unknown>
}
