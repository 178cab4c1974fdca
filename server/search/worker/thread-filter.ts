import { randomUUID } from 'node:crypto'
import type { FilterInput } from '#server/filter/compile-filter.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { serdeSettingsOf } from '#server/serde/cluster-serde.ts'
import { singleton } from '#server/singleton.ts'
import { Owner } from '#server/limits/owner.ts'
import type { Matched } from './matcher.ts'
import { ScanPool } from './scan-pool.ts'

const RUNNING = { perUser: 2, all: 3 }
/** Each waits for some records of another at most, as threads are taken for these only. */
const WAITING = { perUser: 100, all: 200 }

/** Threads that read nothing: a replay may ask them for hours, and searches do not wait for it. */
export const filterPool = () =>
  singleton('filter-pool', () => new ScanPool({ running: RUNNING, waiting: WAITING, what: 'filters' }))

type Asked = (records: readonly KafkaRecord[], partition: number, signal?: AbortSignal) => Promise<Matched>

/**
 * Asks a filter of records that were read here, in another thread: what an expression costs, it costs nobody else.
 * @param user whose share of the threads is used
 * @throws AppError LIMIT_EXCEEDED where it takes too long or too much memory, CONFLICT when the signal is aborted
 */
export function threadFilter(
  { cluster, user }: { cluster: KafkaCluster; user: string },
  topic: string,
  filter: FilterInput,
): Asked {
  const job = { id: randomUUID(), clusterId: cluster.config.id, serde: serdeSettingsOf(cluster), topic, filter }
  return async (records, partition, signal) => {
    const owner = new Owner(user, signal)
    try {
      const thread = filterPool().acquire(owner)
      await thread.ready
      return await thread.matches(job, partition, records)
    } finally {
      await owner.close()
    }
  }
}
