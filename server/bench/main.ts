/**
 * `npm run bench [-- --records 1000000] [--only tail|search]`: measures the built console on a real broker and prints the figures as a
 * table and as JSON.
 * The topic is filled once; its data stays in `.data/bench`.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startKafka } from '#server/embedded/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#server/kafka/connection/testing.ts'
import { apiLatency } from './api-latency.ts'
import { startConsole } from './console-process.ts'
import { kcatRate, readRate } from './read-rate.ts'
import { replayRate } from './replay-rate.ts'
import { searchCases, searchRates, seedSearches } from './search-rate.ts'
import { besideSearch } from './beside-search.ts'
import { BENCH_TOPIC, seed } from './seed.ts'
import { tailLatency } from './tail-latency.ts'
import { tailReport } from './tail-report.ts'

const { values } = parseArgs({
  options: { records: { type: 'string', default: '1000000' }, only: { type: 'string' } },
})
const cases = searchCases(Number(values.records))
const kafka = await startKafka({ dataDir: join(import.meta.dirname, '../../.data/bench') })
const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
try {
  const added = await seed(cluster, Number(values.records))
  if (added > 0) console.error(`wrote ${added} records`)
  if (values.only !== 'tail') await seedSearches(cluster, cases)
  const report = {
    ...(values.only === undefined ? await measure() : {}),
    ...(values.only === 'search' ? {} : { tail: await tailReport(cluster, kafka.bootstrapServers) }),
    ...(values.only === 'tail' ? {} : await measureSearches()),
  }
  console.table(flat(report))
  console.log(JSON.stringify(report, null, 2))
} finally {
  cluster.close()
  await kafka.stop()
}

async function measure() {
  const console_ = await startConsole(kafka.bootstrapServers)
  try {
    const { api, readyMs } = console_
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const idleMb = console_.memoryMb()
    const newest50 = await apiLatency(`${api}/topics/${BENCH_TOPIC}/messages`)
    const topics = await apiLatency(`${api}/topics`)
    const groups = await apiLatency(`${api}/groups`)
    const tail100 = await tailLatency(cluster, api, { recordsPerSecond: 100, seconds: 10 })
    const busyMb = console_.memoryMb()
    const raw = await readRate(cluster, 'raw')
    const decoded = await readRate(cluster, 'decoded')
    const kcat = await kcatRate(kafka.bootstrapServers, raw.megabytesPerSecond * raw.seconds * 1_000_000)
    const replay = await replayRate(cluster)
    return {
      readyMs,
      api: { newest50, topics, groups },
      tail100,
      read: { raw, decoded, kcat },
      replay,
      memoryMb: { idle: idleMb, busy: busyMb },
    }
  } finally {
    await console_.stop()
  }
}

/** In a console of its own, so that its memory tells of searching only. */
async function measureSearches() {
  const console_ = await startConsole(kafka.bootstrapServers)
  try {
    const { api } = console_
    const search = await searchRates({ bootstrapServers: kafka.bootstrapServers, api }, cases)
    return { search, besideSearch: await besideSearch(console_, cluster) }
  } finally {
    await console_.stop()
  }
}

/** Figures one per line, named by their path. */
function flat(value: unknown, path = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return { [path]: value }
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, item]) => flat(item, path ? `${path}.${key}` : key)),
  ) as Record<string, unknown>
}
