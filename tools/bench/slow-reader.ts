import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { PacedProducer } from './paced-producer.ts'
import { residentMb, watchMemory } from './process-usage.ts'
import { openRawStream } from './tail-stream.ts'

const BYTES_PER_SECOND = 10_000
const STEP_MS = 100

interface SlowReader {
  produced: number
  slow: { read: number; dropped: number }
  other: { read: number; dropped: number }
  memoryMb: { before: number; peak: number }
}

/**
 * A viewer that takes 10 KB/s of 5,000 records of 300 bytes a second, beside one that takes all; in the end it reads what is left. What it read
 * and what it was told to have been dropped must make up everything.
 */
export async function slowReader(
  cluster: KafkaCluster,
  { api, pid }: { api: string; pid: number },
): Promise<SlowReader> {
  const producer = await PacedProducer.open(cluster, 'bench-slow')
  const before = residentMb(pid)
  const memory = watchMemory(pid)
  const url = `${api}/tail?topics=bench-slow`
  let allowance = 0
  let unlimited = false
  const slow = await openRawStream(url, {
    highWaterMark: 4_096,
    onChunk: (chunk) => {
      allowance -= chunk.length
      if (allowance < 0 && !unlimited) slow.response.pause()
    },
  })
  const other = await openRawStream(url)
  await other.until(() => other.bytes > 0, 5_000)
  const pacing = setInterval(() => {
    allowance += (BYTES_PER_SECOND * STEP_MS) / 1000
    if (allowance > 0) slow.response.resume()
  }, STEP_MS)
  await producer.run({ recordsPerSecond: 5_000, seconds: 12 })
  await other.until(() => other.records + other.dropped >= producer.sent, 20_000)
  clearInterval(pacing)
  unlimited = true
  slow.response.resume()
  await slow.until(() => slow.records + slow.dropped >= producer.sent, 20_000)
  slow.close()
  other.close()
  return {
    produced: producer.sent,
    slow: { read: slow.records, dropped: slow.dropped },
    other: { read: other.records, dropped: other.dropped },
    memoryMb: { before, peak: memory.stop() },
  }
}
