import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { writeTailCursor } from '#server/tail/tail-cursor.ts'
import { filterHash } from '#server/tail/tail-filter.ts'
import { hashOf } from '#lib/cursor/cursor.ts'
import { residentMb, usageOf, watchMemory } from './process-usage.ts'
import { round } from './percentiles.ts'
import { BENCH_PARTITIONS, BENCH_TOPIC } from './seed.ts'
import { openRawStream } from './tail-stream.ts'

const TIMEOUT_MS = 120_000

interface Drain {
  /** Records between the cursor and the end, whether they match or not. */
  records: number
  matched: number
  seconds: number
  recordsPerSecond: number
  serverCpuSeconds: number
  memoryMb: { before: number; peak: number }
}

/** Reads the whole topic of the bench from a cursor at its start, until the stream says that it is caught up. */
export async function drain(
  cluster: KafkaCluster,
  { api, pid }: { api: string; pid: number },
  { text, expression }: { text?: string; expression?: string },
): Promise<Drain> {
  const { topicId, partitions } = await cluster.topic(BENCH_TOPIC)
  const wanted = new Map([[BENCH_TOPIC, partitions.map(({ partition }) => partition)]])
  const ends = (await readOffsets(cluster, wanted, 'latest')).get(BENCH_TOPIC)
  const records = [...(ends?.values() ?? [])].reduce((sum, end) => sum + (end.ok ? Number(end.at.offset) : 0), 0)
  const next = new Map(Array.from({ length: BENCH_PARTITIONS }, (_, partition) => [partition, 0n]))
  const hash = hashOf(filterHash({ text, filter: expression, caseSensitive: true }), undefined)
  const cursor = writeTailCursor({
    filterHash: hash,
    isolation: 'committed',
    topics: [{ topic: BENCH_TOPIC, topicId, next }],
  })
  const asked = new URLSearchParams({
    topics: BENCH_TOPIC,
    from: cursor,
    ...(text === undefined ? {} : { text }),
    ...(expression === undefined ? {} : { filter: expression }),
  })
  const filtered = text !== undefined || expression !== undefined
  const before = { usage: usageOf(pid), memoryMb: residentMb(pid) }
  const memory = watchMemory(pid)
  const start = performance.now()
  let caughtUp = false
  let seen = ''
  const stream = await openRawStream(`${api}/tail?${asked}`, {
    onChunk: (chunk) => {
      seen = (seen + chunk.toString('latin1', Math.max(0, chunk.length - 120))).slice(-240)
      if (seen.includes('"catchingUp":false')) caughtUp = true
    },
  })
  try {
    await stream.until(() => (filtered ? caughtUp : stream.records >= records), TIMEOUT_MS)
  } finally {
    stream.close()
  }
  const seconds = (performance.now() - start) / 1000
  return {
    records,
    matched: stream.records,
    seconds: round(seconds),
    recordsPerSecond: Math.round(records / seconds),
    serverCpuSeconds: round(usageOf(pid).cpuSeconds - before.usage.cpuSeconds),
    memoryMb: { before: before.memoryMb, peak: memory.stop() },
  }
}
