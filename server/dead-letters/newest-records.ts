import { isAppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { nextChunks } from '#server/kafka/fetch/next-chunks.ts'
import { type BatchRecord, type RangeChunk, recordsIn } from '#server/kafka/fetch/range-chunk.ts'
import type { RangeScan } from '#server/kafka/fetch/range-scan.ts'
import { rangeScan } from '#server/kafka/fetch/read-range.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { Slices } from '#server/limits/turns.ts'
import { cutRecordsOf, smallPayload } from '#server/records/large/large-batch.ts'
import { MAX_HEADERS } from '#server/records/to-message.ts'
import type { RecordFilter } from './record-filter.ts'

/** Of a filter, which may be asked in another thread. */
const ASKED_AT_ONCE = 256

export interface PlacedRecord extends BatchRecord {
  partition: number
}

interface NewestQuery {
  topic: string
  limit: number
  /** Which records count; all of them by default. */
  matches?: RecordFilter | null
  /** Gives up after looking at so many records; the page says where it stands. */
  maxScanned?: number
  /** Where an earlier page ended, exclusive, by partition; the ends of the partitions by default. */
  before?: ReadonlyMap<number, bigint>
  signal: AbortSignal
}

interface NewestPage {
  records: PlacedRecord[]
  /** Where the next page begins, by partition; null after the last one. */
  next: Map<number, bigint> | null
  /** False where a partition could not be read, or a batch of it not decoded. */
  complete: boolean
}

interface Tail {
  scan: RangeScan
  ready: (BatchRecord & { meant: boolean })[]
  /** All from here on has been given. */
  to: bigint
}

/** The newest committed records of a topic: of the partitions' next ones always the youngest, never reordered within a partition. */
export async function newestRecords(cluster: KafkaCluster, query: NewestQuery): Promise<NewestPage> {
  const { topic, limit, before, signal } = query
  const { partitions } = await cluster.topic(topic)
  const wanted = new Map([[topic, partitions.map(({ partition }) => partition)]])
  const [starts, ends] = await Promise.all([
    readOffsets(cluster, wanted, 'earliest'),
    readOffsets(cluster, wanted, 'lastStable'),
  ])
  let complete = true
  const tails = partitions.flatMap(({ partition }): Tail[] => {
    const start = starts.get(topic)?.get(partition)
    const end = ends.get(topic)?.get(partition)
    if (!start?.ok || !end?.ok) {
      complete = false
      return []
    }
    const to = before?.get(partition) ?? end.at.offset
    const range = { partition, from: start.at.offset, to }
    const firstRecords = Math.ceil((limit * 1.2) / partitions.length) + 1
    return [{ scan: rangeScan('backward', range, { isolation: 'committed', firstRecords }), ready: [], to }]
  })
  const records: PlacedRecord[] = []
  const { matches = null, maxScanned = Number.POSITIVE_INFINITY } = query
  const slices = new Slices()
  let scanned = 0
  while (records.length < limit && scanned < maxScanned) {
    await slices.step()
    await refill({ cluster, topic }, tails, { matches, signal, slices, onDamaged: () => (complete = false) })
    const youngest = tails.reduce<Tail | undefined>((best, tail) => (younger(tail, best) ? tail : best), undefined)
    const next = youngest?.ready.shift()
    if (!youngest || !next) break
    youngest.to = next.record.offset
    scanned += 1
    const { meant, batch, record } = next
    if (meant) records.push({ batch, record, partition: youngest.scan.partition })
  }
  if (tails.some(({ scan }) => scan.problem !== null)) complete = false
  const more = tails.some(({ scan, ready }) => ready.length > 0 || !scan.done)
  return { records, complete, next: more ? new Map(tails.map(({ scan, to }) => [scan.partition, to])) : null }
}

interface Refill {
  matches: RecordFilter | null
  signal: AbortSignal
  slices: Slices
  onDamaged: () => void
}

/** Every partition that is not read to its start has a record ready after this. */
async function refill(
  { cluster, topic }: { cluster: KafkaCluster; topic: string },
  tails: Tail[],
  { matches, signal, slices, onDamaged }: Refill,
): Promise<void> {
  for (;;) {
    const empty = tails.filter(({ ready, scan }) => ready.length === 0 && !scan.done)
    if (empty.length === 0) return
    const chunks = await nextChunks(
      { cluster, topic, isolation: 'committed' },
      empty.map(({ scan }) => scan),
      signal,
    )
    for (const tail of empty) {
      const chunk = chunks.get(tail.scan)
      await slices.step()
      const found = chunk ? await lastFirst(chunk, { matches, signal, onDamaged }) : []
      for (let at = 0; at < found.length; at += ASKED_AT_ONCE) {
        await slices.step()
        const some = found.slice(at, at + ASKED_AT_ONCE)
        const records = some.map(({ record }) => record)
        const meant = matches ? await matches.matches(records, tail.scan.partition, signal) : null
        for (const [index, one] of some.entries()) tail.ready.push({ ...one, meant: meant?.[index] ?? true })
      }
    }
  }
}

function younger(tail: Tail, best: Tail | undefined): boolean {
  const [record] = tail.ready
  if (!record) return false
  const [rival] = best?.ready ?? []
  return !rival || record.record.timestamp > rival.record.timestamp
}

/** What is kept of records of large batches, which are unpacked in a thread, and of how many of one batch. */
const KEPT = { records: 1_000, bytes: 16 << 20, partBytes: 256 << 10, headers: MAX_HEADERS }
const MAX_KEPT = 5_000

/** The records of a chunk, the last one first. `onDamaged` is also told where not all of a large batch can be looked at. */
async function lastFirst(
  { batches, from, to }: RangeChunk,
  { matches, signal, onDamaged }: Omit<Refill, 'slices'>,
): Promise<BatchRecord[]> {
  const found: BatchRecord[] = []
  for (const batch of batches.toReversed()) {
    try {
      const payload = smallPayload(batch)
      if (payload) {
        found.push(...recordsIn({ batch, from, to, backward: true, payload, mostHeaders: KEPT.headers }, onDamaged))
        continue
      }
      const records = await lastOfLarge(batch, { from, to }, signal)
      found.push(...records.map((record) => ({ batch, record })))
      const isPart = records.length >= MAX_KEPT || (matches !== null && records.some(({ cut }) => cut !== undefined))
      if (isPart) onDamaged()
    } catch (error) {
      if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
      onDamaged()
    }
  }
  return found
}

async function lastOfLarge(
  batch: RecordBatch,
  { from, to }: Pick<RangeChunk, 'from' | 'to'>,
  signal: AbortSignal,
): Promise<KafkaRecord[]> {
  const found: KafkaRecord[] = []
  const first = batch.baseOffset > from ? batch.baseOffset : from
  for (let end = to; end > first && found.length < MAX_KEPT;) {
    const some = await cutRecordsOf(batch, { from: first, to: end, backward: true, most: KEPT }, signal)
    const last = some.at(-1)
    if (!last) break
    found.push(...some)
    end = last.offset
  }
  return found
}
