import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { startConsole } from './console-process.ts'
import { pageLoad } from './page-load.ts'
import { round } from './percentiles.ts'
import { readRate } from './read-rate.ts'
import { slowReader } from './slow-reader.ts'
import { drain } from './tail-drain.ts'
import { tailLatency } from './tail-latency.ts'
import { watchedBy } from './tail-viewers.ts'

/** Stands in one record of 10,000. */
const ONE_IN_10_000 = '7777","customer"'
/** One record in 50,000, each of which has to be read as JSON. */
const ONE_IN_50_000 = 'value.amount == 7.0 && value.customer.country == "DE"'
const MANY_VIEWERS = 200
const PAGE_RECORDS_PER_SECOND = 50_000

/** All that is measured of live tails, on a console of its own whose tails may read as fast as they can. */
export async function tailReport(cluster: KafkaCluster, bootstrapServers: string) {
  const console_ = await startConsole(bootstrapServers, { TAILRACE_TAILS_BYTES_PER_SECOND: '5000000000' })
  try {
    const { api } = console_
    const at100 = await tailLatency(cluster, api, { recordsPerSecond: 100, seconds: 10 })
    const at5000 = await tailLatency(cluster, api, { recordsPerSecond: 5_000, seconds: 10 })
    await drain(cluster, console_, { text: 'warm-up' })
    const raw = await readRate(cluster, 'raw')
    const rawReused = await readRate(cluster, 'rawReused')
    const all = await drain(cluster, console_, {})
    const filtered = await drain(cluster, console_, { text: ONE_IN_10_000 })
    const expression = await drain(cluster, console_, { expression: ONE_IN_50_000 })
    const page = await pageLoad(cluster, api, PAGE_RECORDS_PER_SECOND)
    const one = await watchedBy(1, cluster, console_)
    const many = await watchedBy(MANY_VIEWERS, cluster, console_)
    return {
      latency: { at100, at5000 },
      drain: {
        raw,
        rawReused,
        all,
        filtered,
        expression,
        filteredOverRaw: round(filtered.recordsPerSecond / raw.recordsPerSecond),
        filteredOverRawReused: round(filtered.recordsPerSecond / rawReused.recordsPerSecond),
      },
      viewers: { one, many, readOverOne: round(many.readMb / one.readMb) },
      page,
      slowReader: await slowReader(cluster, console_),
    }
  } finally {
    await console_.stop()
  }
}
