import type { ReplaySelection } from '#lib/contract/replays.ts'
import { compileFilter, type FilterInput } from '#server/filter/compile-filter.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { threadFilter } from '#server/search/worker/thread-filter.ts'
import { serdeOf } from '#server/serde/cluster-serde.ts'
import { decodeFailure } from './decode-failure.ts'
import { Fingerprints } from './fingerprint.ts'

/**
 * Says of records of one partition, in their order, which are meant.
 * @throws AppError LIMIT_EXCEEDED where an expression takes too long
 */
export type RecordFilter = (
  records: readonly KafkaRecord[],
  partition: number,
  signal?: AbortSignal,
) => Promise<readonly boolean[]>

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
  return async (records, partition, signal) => {
    const meant = records.map(cheap)
    if (!narrowed || !meant.includes(true)) return meant
    const answers = await narrowed(
      records.filter((_, index) => meant[index]),
      partition,
      signal,
    )
    let at = 0
    return meant.map((one) => one && answers[at++] === true)
  }
}

/** Text, key and header are looked for here; an expression of whoever asked runs in a thread that serves nobody else meanwhile. */
function narrowing(
  { cluster, user }: { cluster: KafkaCluster; user: string },
  topic: string,
  input: FilterInput,
): RecordFilter | null {
  const serde = serdeOf(cluster)
  const compiled = compileFilter(input, serdeDecoder(serde, { topic }))
  if (!compiled) return null
  if (input.filter !== undefined && input.filter.trim() !== '') return threadFilter({ cluster, user }, topic, input)
  return async (records, partition) => {
    await serde.prepare(records.map((record) => ({ topic, ...record })))
    return records.map((record) => compiled.matchesRecord(record, { topic, partition }))
  }
}
