import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { FrameMemory } from '#server/kafka/connection/frame-memory.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { fetch } from '#server/kafka/protocol/fetch.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import { round } from './percentiles.ts'
import { BENCH_PARTITIONS, BENCH_TOPIC } from './seed.ts'

export interface ReadRate {
  records: number
  seconds: number
  recordsPerSecond: number
  megabytesPerSecond: number
}

/**
 * Reads the whole topic of the bench once: raw batches only, the same into memory that is used again, or every record decoded and its JSON parsed.
 */
export async function readRate(cluster: KafkaCluster, mode: 'raw' | 'rawReused' | 'decoded'): Promise<ReadRate> {
  const topic = await cluster.topic(BENCH_TOPIC)
  const frameMemory = new FrameMemory()
  const dedicated = await cluster.openDedicated(leaderOf(topic, 0), mode === 'rawReused' ? { frameMemory } : {})
  const start = performance.now()
  let records = 0
  let bytes = 0
  const next = new Map(Array.from({ length: BENCH_PARTITIONS }, (_, partition) => [partition, 0n]))
  try {
    while (next.size > 0) {
      const { responses } = await dedicated.link.send(fetch, {
        maxWaitMs: 100,
        minBytes: 1,
        maxBytes: 8 * 1024 * 1024,
        isolationLevel: 0,
        topics: [
          {
            topic: BENCH_TOPIC,
            partitions: [...next].map(([partition, fetchOffset]) => ({
              partition,
              fetchOffset,
              partitionMaxBytes: 1024 * 1024,
            })),
          },
        ],
      })
      for (const { partitionIndex, highWatermark, records: data } of responses[0]?.partitions ?? []) {
        for (const batch of data ? splitBatches(data).batches : []) {
          records += mode === 'decoded' ? parseAll(batch) : batch.count
          bytes += batch.sizeBytes
          next.set(partitionIndex, batch.lastOffset + 1n)
        }
        if ((next.get(partitionIndex) ?? 0n) >= highWatermark) next.delete(partitionIndex)
      }
      const answer = responses[0]?.partitions.find(({ records: data }) => data !== null)?.records
      if (answer) frameMemory.handBack(answer.buffer)
    }
  } finally {
    dedicated.close()
  }
  return rate(records, bytes, (performance.now() - start) / 1000)
}

function parseAll(batch: RecordBatch): number {
  let count = 0
  for (const { value } of batch.records()) {
    if (value && typeof JSON.parse(value.toString('utf8')) === 'object') count += 1
  }
  return count
}

/** `kcat` reading the same topic to its end; null where it is not installed. */
export async function kcatRate(bootstrapServers: string, bytes: number): Promise<ReadRate | null> {
  const run = promisify(execFile)
  const start = performance.now()
  try {
    const args = ['-C', '-b', bootstrapServers, '-t', BENCH_TOPIC, '-o', 'beginning', '-e', '-q', '-f', '%o\n']
    const { stdout } = await run('kcat', args, { maxBuffer: 64 * 1024 * 1024 })
    return rate(stdout.split('\n').length - 1, bytes, (performance.now() - start) / 1000)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function rate(records: number, bytes: number, seconds: number): ReadRate {
  return {
    records,
    seconds: round(seconds),
    recordsPerSecond: Math.round(records / seconds),
    megabytesPerSecond: round(bytes / seconds / 1_000_000, 1),
  }
}
