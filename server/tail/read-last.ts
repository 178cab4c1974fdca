import { isAppError } from '#lib/errors.ts'
import { ALL_RECORDS, candidatesIn } from '#server/filter/candidates.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import { undecodable } from '#server/kafka/records/undecodable.ts'
import { CatchUpReader, type CatchUpSource } from './catch-up-reader.ts'
import { type Fetched, LIVE_BYTES } from './delivery.ts'
import type { Chosen } from './expressions/question.ts'
import { JsonBytes } from './json-bytes.ts'
import { messageWriter } from './message-json.ts'
import type { View } from './view.ts'

/** What is read for it at most; where records are so large, fewer of them are shown. */
const MAX_BYTES = 8 << 20
/** Live records must not wait for older ones. */
const MAX_MS = 1_500
/** With a filter, so many records of all partitions are looked at. */
const FILTERED_WINDOW = 5_000
const MAX_WINDOW = 20_000
/** Room for a usual record; it grows where one is larger. */
const RECORD_BYTES = 16 << 10

export interface PastRecord {
  timestamp: number
  json: Buffer
}

/**
 * The last records before `upTo` that `view` shows, by partition and in order, at least `count` of each partition where there are so many.
 * @throws AppError
 */
export async function readLast(
  source: CatchUpSource,
  { view, upTo, count }: { view: View; upTo: ReadonlyMap<number, bigint>; count: number },
  signal: AbortSignal,
): Promise<PastRecord[][]> {
  const deadline = performance.now() + MAX_MS
  const reader = new CatchUpReader(source)
  const starts = await readOffsets(source.cluster, new Map([[source.topic, [...upTo.keys()]]]), 'earliest')
  const window = BigInt(windowOf(view, upTo.size, count))
  const at = new Map<number, bigint>()
  const found = new Map<number, Fetched[]>()
  for (const [partition, end] of upTo) {
    const answer = starts.get(source.topic)?.get(partition)
    if (!answer?.ok) continue
    const from = end - window > answer.at.offset ? end - window : answer.at.offset
    if (from < end) at.set(partition, from)
    found.set(partition, [])
  }
  let left = MAX_BYTES
  // Where the limit on bytes per second makes it wait for longer, older records are left out.
  const inTime = () => performance.now() + source.budget.waitMs() < deadline
  while (at.size > 0 && inTime() && !signal.aborted) {
    const chunk = await reader.read(at, signal)
    for (const partition of chunk.jumps.keys()) at.delete(partition)
    for (const fetched of chunk.fetched) {
      const end = upTo.get(fetched.partition) ?? 0n
      found.get(fetched.partition)?.push(fetched)
      left -= fetched.sizeBytes
      if (fetched.to >= end) at.delete(fetched.partition)
      else at.set(fetched.partition, fetched.to)
    }
    skipToAffordable(chunk.fetched, { at, found, upTo, left })
  }
  const leftMs = Math.max(MAX_MS / 2, deadline - performance.now())
  const late = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))])
  return Promise.all(
    [...found].map(async ([partition, parts]) =>
      newestIn(parts, { view, end: upTo.get(partition) ?? 0n, count }, late),
    ),
  )
}

/** The newest first, so that where an expression takes its time it is older ones that are left out. */
async function newestIn(
  parts: readonly Fetched[],
  { view, end, count }: { view: View; end: bigint; count: number },
  late: AbortSignal,
): Promise<PastRecord[]> {
  let newest: PastRecord[] = []
  for (const fetched of parts.toReversed()) {
    if (newest.length >= count) break
    const chosen = await choose(fetched, view, late)
    if (chosen === 'late') break
    newest = [...recordsBefore(fetched, { view, end, chosen }), ...newest]
  }
  return newest.slice(-count)
}

/** What an expression lets through; null without one. */
async function choose(fetched: Fetched, { filter }: View, late: AbortSignal): Promise<Chosen | null | 'late'> {
  if (filter?.kind !== 'inThread') return null
  try {
    return await filter.filter.ask([fetched], late)
  } catch (error) {
    if (late.aborted) return 'late'
    throw error
  }
}

/** The newest of all partitions, the one with the largest timestamp first, never reordered inside a partition; given oldest first. */
export function newestOf(partitions: PastRecord[][], count: number): PastRecord[] {
  const tails = partitions.map((records) => [...records])
  const newest: PastRecord[] = []
  while (newest.length < count) {
    let best: PastRecord[] | undefined
    for (const tail of tails) {
      const timestamp = tail.at(-1)?.timestamp
      if (timestamp !== undefined && (!best || timestamp > (best.at(-1)?.timestamp ?? 0))) best = tail
    }
    const record = best?.pop()
    if (!record) break
    newest.push(record)
  }
  return newest.toReversed()
}

function windowOf(view: View, partitions: number, count: number): number {
  const each = view.filter ? Math.max(count, Math.ceil(FILTERED_WINDOW / Math.max(1, partitions))) : count
  return Math.max(1, Math.min(each, Math.ceil(MAX_WINDOW / Math.max(1, partitions))))
}

interface Shown {
  view: View
  end: bigint
  chosen: Chosen | null
}

function recordsBefore({ partition, from, batches }: Fetched, { view, end, chosen }: Shown): PastRecord[] {
  const records: PastRecord[] = []
  const json = new JsonBytes(RECORD_BYTES)
  for (const batch of batches) {
    if (batch.baseOffset >= end) break
    const wanted = chosen?.get(batch)
    if (chosen && !wanted) continue
    try {
      records.push(...recordsOf(batch, { partition, from, end, json, wanted }, view))
    } catch (error) {
      // A damaged batch among the last records is no reason to refuse the live ones.
      if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
    }
  }
  return records
}

interface Reading {
  partition: number
  from: bigint
  end: bigint
  json: JsonBytes
  /** The answer of a filter that was asked in a thread. */
  wanted: ReadonlySet<number> | undefined
}

function recordsOf(batch: RecordBatch, { partition, from, end, json, wanted }: Reading, view: View): PastRecord[] {
  const place = { topic: view.topic, partition, batch }
  const write = messageWriter(place, view)
  const payload = batch.glance(LIVE_BYTES)
  const filter = view.filter?.kind === 'here' ? view.filter.filter : null
  const candidates = filter ? candidatesIn(batch, payload, filter) : ALL_RECORDS
  if (candidates === null) return []
  if (!batch.crcOk()) throw undecodable(`The batch at offset ${batch.baseOffset} is damaged.`)
  const records: PastRecord[] = []
  for (const cursor = batch.cursor(payload); cursor.next();) {
    const offset = cursor.offset()
    if (offset < from || offset >= end) continue
    const candidacy = candidates.judge(cursor)
    if (candidacy === 'noMore') break
    if (candidacy === 'no' || (wanted && !wanted.has(cursor.offsetDelta))) continue
    if (filter && !filter.matches(cursor, place)) continue
    json.clear()
    write(cursor, json)
    records.push({ timestamp: cursor.timestamp, json: json.copy() })
  }
  return records
}

interface Progress {
  at: Map<number, bigint>
  found: Map<number, Fetched[]>
  upTo: ReadonlyMap<number, bigint>
  left: number
}

/** Where records turn out to be too large to read all that was planned, goes nearer to the end: the newest are wanted. */
function skipToAffordable(fetched: readonly Fetched[], { at, found, upTo, left }: Progress): void {
  const records = fetched.reduce((sum, part) => sum + Number(part.to - part.from), 0)
  const bytes = fetched.reduce((sum, part) => sum + part.sizeBytes, 0)
  if (records === 0 || at.size === 0) return
  const affordable = BigInt(Math.max(1, Math.floor(Math.max(0, left) / (bytes / records) / at.size)))
  for (const [partition, offset] of at) {
    const nearer = (upTo.get(partition) ?? 0n) - affordable
    if (nearer <= offset) continue
    at.set(partition, nearer)
    found.set(partition, [])
  }
}
