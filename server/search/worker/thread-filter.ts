import { randomUUID } from 'node:crypto'
import type { FilterInput } from '#server/filter/compile-filter.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { serdeSettingsOf } from '#server/serde/cluster-serde.ts'
import { singleton } from '#server/singleton.ts'
import { ScanPool } from './scan-pool.ts'

const MAX_THREADS = 2
/** Each waits for some records of another at most, as threads are taken for these only. */
const MAX_WAITING = 200

/** Threads that read nothing: a replay may ask them for hours, and searches do not wait for it. */
const filterPool = () => singleton('filter-pool', () => new ScanPool(MAX_THREADS, MAX_WAITING))

type Asked = (records: readonly KafkaRecord[], partition: number, signal?: AbortSignal) => Promise<readonly boolean[]>

/**
 * Asks a filter of records that were read here, in another thread: what an expression costs, it costs nobody else.
 * @throws AppError LIMIT_EXCEEDED where it takes too long or too much memory, CONFLICT when the signal is aborted
 */
export function threadFilter(cluster: KafkaCluster, topic: string, filter: FilterInput): Asked {
  const job = { id: randomUUID(), clusterId: cluster.config.id, serde: serdeSettingsOf(cluster), topic, filter }
  return async (records, partition, signal = new AbortController().signal) => {
    const pool = filterPool()
    const thread = await pool.acquire(signal).thread
    const stop = () => thread.end()
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await thread.matches(job, partition, records)
    } finally {
      signal.removeEventListener('abort', stop)
      await pool.release(thread)
    }
  }
}
