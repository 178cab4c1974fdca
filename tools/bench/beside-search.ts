import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { apiLatency } from './api-latency.ts'
import type { ConsoleProcess } from './console-process.ts'
import { timedSearch } from './search-rate.ts'
import { BENCH_TOPIC } from './seed.ts'
import { tailLatency } from './tail-latency.ts'

/** What other users meet while a search scans without a pause, and the memory it takes, threads included. */
export async function besideSearch(console_: ConsoleProcess, cluster: KafkaCluster) {
  const { api } = console_
  let over = false
  let peakMb = 0
  const sampler = setInterval(() => (peakMb = Math.max(peakMb, console_.memoryMb())), 20)
  const query = new URLSearchParams({ filter: 'value.amount > 499.99 && value.status != "x"' })
  const searching = (async () => {
    let searches = 0
    for (; !over; searches += 1) await timedSearch(`${api}/topics/bench-search-none/search?${query.toString()}`)
    return searches
  })()
  try {
    const newest50 = await apiLatency(`${api}/topics/${BENCH_TOPIC}/messages`)
    const tail100 = await tailLatency(cluster, api, { recordsPerSecond: 100, seconds: 10 })
    over = true
    return { newest50, tail100, searches: await searching, peakMb }
  } finally {
    over = true
    clearInterval(sampler)
    await searching.catch(() => undefined)
  }
}
