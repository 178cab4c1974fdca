import { spawn } from 'node:child_process'
import type { SearchDone } from '#lib/contract/search.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { round } from './percentiles.ts'
import { type SearchTopic, seedSearchTopic } from './seed-search.ts'

export interface SearchRate {
  matched: number
  records: number
  seconds: number
  recordsPerSecond: number
  /** Of the time that `kcat | grep` takes on the same topic in the same run; null without kcat. */
  timesKcat: number | null
}

export interface SearchCase {
  name: string
  topic: SearchTopic
  query: Record<string, string>
  /** What grep is to look for. */
  literal: string
}

/** Searches of the built console over HTTP, each beside `kcat -C | grep` on the same topic. */
export function searchCases(records: number): SearchCase[] {
  const id = Math.floor(records * 0.777)
  const order = `order-${id}`
  const keyed = topicOf('none', records)
  const large: SearchTopic = { ...topicOf('none', Math.ceil(records / 30)), topic: 'bench-large', padBytes: 9_700 }
  const literal = `"orderId":"${order}"`
  return [
    ...(['none', 'lz4', 'zstd', 'snappy', 'gzip'] as const).map((codec) => ({
      name: `text ${codec}`,
      topic: topicOf(codec, records),
      query: { text: order },
      literal: order,
    })),
    { name: 'text oldest first', topic: keyed, query: { text: order, from: 'oldest' }, literal },
    { name: 'text any case', topic: keyed, query: { text: order.toUpperCase(), caseSensitive: 'false' }, literal },
    { name: 'exact key', topic: keyed, query: { key: order }, literal },
    { name: 'cel equality', topic: keyed, query: { filter: `value.orderId == "${order}"` }, literal },
    { name: 'cel number', topic: keyed, query: { filter: 'value.amount > 499.98' }, literal: '"amount":499.99' },
    {
      name: 'text 10 KB',
      topic: large,
      query: { text: `order-${Math.floor(large.records * 0.777)}"` },
      literal: `order-${Math.floor(large.records * 0.777)}"`,
    },
  ]
}

function topicOf(compression: SearchTopic['compression'], records: number): SearchTopic {
  return { topic: `bench-search-${compression}`, compression, records, padBytes: 0 }
}

export async function seedSearches(cluster: KafkaCluster, cases: readonly SearchCase[]): Promise<void> {
  const topics = new Map(cases.map(({ topic }) => [topic.topic, topic]))
  for (const topic of topics.values()) await seedSearchTopic(cluster, topic)
}

export interface Beside {
  bootstrapServers: string
  api: string
}

/** Runs each case twice and takes the best of both; the machine's other load comes and goes. */
export async function searchRates(
  { bootstrapServers, api }: Beside,
  cases: readonly SearchCase[],
): Promise<Record<string, SearchRate>> {
  const rates: Record<string, SearchRate> = {}
  for (const { name, topic, query, literal } of cases) {
    let best: { done: SearchDone; seconds: number } | null = null
    let kcat: number | null = null
    for (let round_ = 0; round_ < 2; round_ += 1) {
      const run = await timedSearch(`${api}/topics/${topic.topic}/search?${new URLSearchParams(query).toString()}`)
      if (!best || run.seconds < best.seconds) best = run
      const grep = await kcatGrep(bootstrapServers, topic.topic, literal)
      if (grep !== null && (kcat === null || grep < kcat)) kcat = grep
    }
    if (!best) continue
    const { done, seconds } = best
    rates[name] = {
      matched: done.coverage.matched,
      records: done.coverage.records,
      seconds: round(seconds),
      recordsPerSecond: Math.round(topic.records / seconds),
      timesKcat: kcat === null ? null : round(kcat / seconds),
    }
  }
  return rates
}

/** One search over HTTP to its end. @throws Error where it did not cover everything */
export async function timedSearch(url: string): Promise<{ done: SearchDone; seconds: number }> {
  const start = performance.now()
  const text = await (await fetch(url)).text()
  const seconds = (performance.now() - start) / 1000
  const data = /event: done\ndata: (.+)\n/.exec(text)?.[1]
  if (data === undefined) throw new Error(`${url} did not end: ${text.slice(-500)}`)
  const done = JSON.parse(data) as SearchDone
  if (!done.coverage.complete) throw new Error(`${url} is not complete: ${data.slice(0, 500)}`)
  return { done, seconds }
}

/** Seconds of `kcat -C | grep -c`; null where kcat is not installed. */
async function kcatGrep(bootstrapServers: string, topic: string, literal: string): Promise<number | null> {
  const command = 'kcat -C -b "$1" -t "$2" -o beginning -e -q | grep -cF -- "$3"'
  const start = performance.now()
  const child = spawn('sh', ['-c', command, 'sh', bootstrapServers, topic, literal], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
  await new Promise((resolve) => child.once('close', resolve))
  return Number(out) > 0 ? (performance.now() - start) / 1000 : null
}
