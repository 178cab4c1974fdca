import type { ReplaySelection } from '#lib/contract/replays.ts'
import { AppError, invalid } from '#lib/errors.ts'
import type { FrozenRange, Places } from '#server/replay-ledger/places.ts'
import { filterOf, type RecordFilter } from './record-filter.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { offsetOf, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { readForward } from '#server/kafka/log/read-forward.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { payloadOf } from '#server/records/large/large-batch.ts'
import type { NodeLinks } from '#server/kafka/transactions/node-links.ts'
import { rangesOver } from './offset-ranges.ts'

/** Which records a replay is about, fixed at one moment: what comes later is not part of it. */
export interface FrozenSelection extends Places {
  /** What the records have to be like; null where that is all the same. */
  matches: RecordFilter | null
}

/** Given to a filter at once, which may be asked in another thread. */
const FILTERED_AT_ONCE = 256
/** So few are never promoted to the old generation while others are made. */
const RELEASED_AT_ONCE = 16

/** Chosen records that lie closer together are read in one go. */
const JOIN_WITHIN = 500n

/** Fixes a selection at the end offsets of this moment, up to which committed readers can read. @throws AppError INVALID_INPUT, NOT_FOUND */
export async function freezeSelection(
  cluster: KafkaCluster,
  topic: string,
  selection: ReplaySelection,
  user?: string,
): Promise<FrozenSelection> {
  const { partitions } = await cluster.topic(topic, { maxAgeMs: 1_000 })
  const wanted = new Map([[topic, partitions.map(({ partition }) => partition)]])
  const [earliest, latest] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'lastStable'),
  ])
  const ranges = partitions.map(({ partition }) => ({
    partition,
    from: offsetOf(earliest, topic, partition).offset,
    to: offsetOf(latest, topic, partition).offset,
  }))
  if ('records' in selection) return freezeRecords(selection.records, ranges)
  const matches = filterOf(cluster, topic, selection, user)
  const starts = selection.from === undefined ? null : await readOffsets(cluster, wanted, BigInt(selection.from))
  const begun = ranges.map((range) => {
    if (starts === null) return range
    const { offset } = offsetOf(starts, topic, range.partition)
    return { ...range, from: offset < 0n ? range.to : offset }
  })
  return { ranges: begun.filter(({ from, to }) => from < to), chosen: null, matches }
}

function freezeRecords(records: { partition: number; offset: string }[], bounds: FrozenRange[]): FrozenSelection {
  const chosen = new Map<number, Set<bigint>>()
  for (const [index, { partition, offset }] of records.entries()) {
    const bound = bounds.find((range) => range.partition === partition)
    if (!bound) throw invalid(`selection.records.${index}.partition`, `there is no partition ${partition}`)
    if (BigInt(offset) >= bound.to)
      throw invalid(`selection.records.${index}.offset`, `partition ${partition} ends at ${bound.to}`)
    const offsets = chosen.get(partition) ?? new Set<bigint>()
    chosen.set(partition, offsets.add(BigInt(offset)))
  }
  const ranges = [...chosen]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([partition, offsets]) => rangesOver(offsets, JOIN_WITHIN).map((range) => ({ partition, ...range })))
  return { ranges, chosen, matches: null }
}

/** How far a selection is read: all before `offset` in the range, and all ranges before it. */
export interface Position {
  range: number
  offset: bigint
}

interface SelectedChunk {
  partition: number
  records: KafkaRecord[]
  /** Chosen records that do not exist any more: deleted, compacted away, or never there. */
  gone: bigint[]
  position: Position
}

interface ReadSelected {
  topic: string
  from?: Position
  signal?: AbortSignal
  links?: NodeLinks
  /** Nothing of a chunk is kept when the next is asked for; see `readForward`. */
  release?: boolean
  /** For readers that only look at them. */
  mostHeaders?: number
}

/** The selected records, one range after the other, each in the order of its partition. */
export async function* readSelection(
  cluster: KafkaCluster,
  { ranges, chosen, matches }: FrozenSelection,
  { topic, from, signal, links, release = false, mostHeaders }: ReadSelected,
): AsyncGenerator<SelectedChunk> {
  const atOnce = matches ? FILTERED_AT_ONCE : release ? RELEASED_AT_ONCE : null
  for (const [index, range] of ranges.entries()) {
    if (from && index < from.range) continue
    let at = from?.range === index && from.offset > range.from ? from.offset : range.from
    if (at >= range.to) continue
    const wanted = chosen?.get(range.partition)
    const { partition, to } = range
    const read = {
      topic,
      partition,
      from: at,
      to,
      release,
      payloadOf,
      mostHeaders,
      ...(atOnce ? { recordsAtOnce: atOnce } : {}),
    }
    for await (const chunk of readForward(cluster, {
      ...read,
      ...(signal ? { signal } : {}),
      ...(links ? { links } : {}),
    })) {
      const found = wanted ? chunk.records.filter(({ offset }) => wanted.has(offset)) : chunk.records
      const meant = matches && found.length > 0 ? await matches.matches(found, partition, signal) : null
      const records = meant ? found.filter((_, index) => meant[index]) : found
      yield {
        partition,
        records,
        gone: wanted ? missing(wanted, { from: at, to: chunk.next }, records) : [],
        position: { range: index, offset: chunk.next },
      }
      at = chunk.next
    }
    if (signal?.aborted) throw new AppError('CONFLICT', 'Reading was stopped.')
  }
}

function missing(
  wanted: ReadonlySet<bigint>,
  { from, to }: { from: bigint; to: bigint },
  found: KafkaRecord[],
): bigint[] {
  const present = new Set(found.map(({ offset }) => offset))
  return [...wanted].filter((offset) => offset >= from && offset < to && !present.has(offset))
}
