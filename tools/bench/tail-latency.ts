import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { PacedProducer } from './paced-producer.ts'
import { percentiles, type Percentiles } from './percentiles.ts'
import { openRawStream } from './tail-stream.ts'

const TOPIC = 'bench-tail'
const STAMP = /sentAt-(\d+\.\d+)-/g

interface TailRun {
  recordsPerSecond: number
  seconds: number
}

/** From the moment a record is handed to the broker until its event was read on a raw SSE connection, both ends in this process and by one clock. */
export async function tailLatency(cluster: KafkaCluster, api: string, run: TailRun): Promise<Percentiles> {
  const producer = await PacedProducer.open(cluster, TOPIC)
  const timesMs: number[] = []
  let rest = ''
  const stream = await openRawStream(`${api}/tail?topics=${TOPIC}`, {
    onChunk: (chunk) => {
      const now = performance.now()
      const text = rest + chunk.toString('latin1')
      const end = text.lastIndexOf('\n\n') + 1
      for (const [, sentAt] of text.slice(0, end).matchAll(STAMP)) timesMs.push(now - Number(sentAt))
      rest = text.slice(end)
    },
  })
  await stream.until(() => stream.bytes > 0, 5_000)
  await producer.run(run)
  await stream.until(() => timesMs.length >= producer.sent, 10_000)
  stream.close()
  return percentiles(timesMs)
}
