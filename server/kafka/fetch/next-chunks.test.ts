import { expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { encodeBatch } from '../records/encode-batch.ts'
import { ForwardScan } from './forward-scan.ts'
import { nextChunks } from './next-chunks.ts'

const RECORDS = encodeBatch({ records: [{ key: null, value: Buffer.from('here'), headers: [], timestamp: 1 }] })
const unreachable = () => new AppError('CLUSTER_UNREACHABLE', 'Nobody answers.')

/** Two partitions on two brokers; the second broker fails once, and then nobody tells where the leaders are, once. */
function troubled(): KafkaCluster {
  let failing = true
  let silent = true
  const cluster = {
    topic: async (_: string, { maxAgeMs }: { maxAgeMs: number }) => {
      if (maxAgeMs === 0 && silent) {
        silent = false
        throw unreachable()
      }
      return { name: 'orders', partitions: [0, 1].map((partition) => ({ partition, leader: partition })) }
    },
    send: async (leader: number) => {
      if (leader === 1 && failing) {
        failing = false
        throw unreachable()
      }
      const ends = { highWatermark: 1n, lastStableOffset: 1n, logStartOffset: 0n }
      const found = { partitionIndex: leader, errorCode: 0, ...ends, abortedTransactions: null, records: RECORDS }
      return { responses: [{ topic: 'orders', partitions: [found] }] }
    },
  }
  return cluster as unknown as KafkaCluster
}

test('what one partition has brought is not lost when the leaders of others cannot be looked up', async () => {
  const scans = [0, 1].map(
    (partition) => new ForwardScan({ partition, from: 0n, to: 1n }, { isolation: 'uncommitted' }),
  )
  const source = { cluster: troubled(), topic: 'orders', isolation: 'uncommitted' } as const
  const chunks = await nextChunks(source, scans, new AbortController().signal)
  expect(scans.map((scan) => [scan.problem, chunks.get(scan)?.batches.length])).toEqual([
    [null, 1],
    [null, 1],
  ])
})
