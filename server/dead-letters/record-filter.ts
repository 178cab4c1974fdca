import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { ReplaySelection } from '#lib/contract/replays.ts'
import { compileFilter, type FilterInput } from '#server/filter/compile-filter.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { Matched } from '#server/search/worker/matcher.ts'
import { threadFilter } from '#server/search/worker/thread-filter.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { decodeFailure } from './decode-failure.ts'
import { Fingerprints } from './fingerprint.ts'

export interface RecordFilter {
  /**
   * Says of records of one partition, in their order, which are meant.
   * @throws AppError LIMIT_EXCEEDED where an expression takes too long
   */
  matches(records: readonly KafkaRecord[], partition: number, signal?: AbortSignal): Promise<readonly boolean[]>
  /** What its expression met in all records so far; undefined where it had an answer for each. */
  readonly failures: FilterFailures | undefined
}

type Narrowing = (records: readonly KafkaRecord[], partition: number, signal?: AbortSignal) => Promise<Matched>

/** Plans and runs of replays share one share, whoever asked for them. */
const REPLAYS = 'replays'

/**
 * What a selection asks of a record beside where it stands, decided by the record alone; null where it asks nothing.
 * @param user whose share of the filter threads an expression uses
 * @throws AppError INVALID_FILTER
 */
export function filterOf(
  cluster: KafkaCluster,
  topic: string,
  selection: ReplaySelection,
  user = REPLAYS,
): RecordFilter | null {
  if ('records' in selection) return null
  const { from, to, caseSensitive = true, ...rest } = selection
  const wanted = 'fingerprints' in rest ? new Set(rest.fingerprints) : null
  const narrowed = narrowing({ cluster, user }, topic, { ...rest, caseSensitive })
  if (from === undefined && to === undefined && !wanted && !narrowed) return null
  const fingerprints = new Fingerprints()
  const cheap = ({ timestamp, headers }: KafkaRecord) =>
    (from === undefined || timestamp >= from) &&
    (to === undefined || timestamp < to) &&
    (wanted === null || wanted.has(fingerprints.of(decodeFailure(headers)).fingerprint))
  let met: FilterFailures | undefined
  return {
    matches: async (records, partition, signal) => {
      const meant = records.map(cheap)
      if (!narrowed || !meant.includes(true)) return meant
      const asked = records.filter((_, index) => meant[index])
      const { meant: answers, failures } = await narrowed(asked, partition, signal)
      met = mergeFilterFailures([met, failures])
      let at = 0
      return meant.map((one) => one && answers[at++] === true)
    },
    get failures() {
      return met && met.kinds.length > 0 ? met : undefined
    },
  }
}

/** Text, key and header are looked for here; an expression of whoever asked runs in a thread that serves nobody else meanwhile. */
function narrowing(
  { cluster, user }: { cluster: KafkaCluster; user: string },
  topic: string,
  input: FilterInput,
): Narrowing | null {
  const serde = serdeOf(cluster)
  const compiled = compileFilter(input, serdeDecoder(serde, { topic }))
  if (!compiled) return null
  if (input.filter !== undefined && input.filter.trim() !== '') return threadFilter({ cluster, user }, topic, input)
  return async (records, partition) => {
    await serde.prepare(records.map((record) => ({ topic, ...record })))
    const meant = records.map((record) => compiled.matchesRecord(record, { topic, partition }))
    return { meant, failures: compiled.failures.take() }
  }
}
