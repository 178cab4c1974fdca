import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { residentMb, usageOf, watchMemory } from './process-usage.ts'
import { round } from './percentiles.ts'
import { PacedProducer } from './paced-producer.ts'
import { openRawStream } from './tail-stream.ts'

const SECONDS = 10
const RECORDS_PER_SECOND = 500

interface Viewers {
  viewers: number
  recordsPerSecond: number
  /** What the console read while the viewers watched, nearly all of it from the broker. */
  readMb: number
  cpuPercent: number
  memoryMb: { before: number; peak: number }
  dropped: number
}

/** One topic under a steady load, watched by so many viewers at once, each of which must get every record. */
export async function watchedBy(
  viewers: number,
  cluster: KafkaCluster,
  { api, pid }: { api: string; pid: number },
): Promise<Viewers> {
  const producer = await PacedProducer.open(cluster, 'bench-viewers')
  const before = residentMb(pid)
  const memory = watchMemory(pid)
  const streams = await Promise.all(
    Array.from({ length: viewers }, () => openRawStream(`${api}/tail?topics=bench-viewers`)),
  )
  const start = { usage: usageOf(pid), at: performance.now() }
  await producer.run({ recordsPerSecond: RECORDS_PER_SECOND, seconds: SECONDS })
  await Promise.all(
    streams.map((stream) => stream.until(() => stream.records + stream.dropped >= producer.sent, 30_000)),
  )
  const used = usageOf(pid)
  const seconds = (performance.now() - start.at) / 1000
  for (const stream of streams) stream.close()
  return {
    viewers,
    recordsPerSecond: RECORDS_PER_SECOND,
    readMb: round((used.readBytes - start.usage.readBytes) / 1e6),
    cpuPercent: Math.round(((used.cpuSeconds - start.usage.cpuSeconds) / seconds) * 100),
    memoryMb: { before, peak: memory.stop() },
    dropped: streams.reduce((sum, { dropped }) => sum + dropped, 0),
  }
}
