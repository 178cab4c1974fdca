import type { TailGap } from '#lib/contract/tail.ts'
import { isAppError } from '#lib/errors.ts'
import { ALL_RECORDS, candidatesIn } from '#server/filter/candidates.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import { undecodable } from '#server/kafka/records/undecodable.ts'
import { type Fetched, LIVE_BYTES } from './delivery.ts'
import { JsonBytes } from './json-bytes.ts'
import type { Chosen } from './expressions/question.ts'
import { type Formats, messageWriter } from './message-json.ts'
import type { TailFilter } from './tail-filter.ts'

/** So many bytes make one part; a frame holds one or several parts. */
const PART_BYTES = 120 << 10
/** Unfiltered batches are put together up to this size, compressed size where they are. */
const SEGMENT_BYTES = 96 << 10

/** A piece of an event: messages as JSON, joined by commas, ready to be sent to any number of viewers. */
export interface Part {
  json: Buffer
  count: number
  /** The offset to go on from once this was sent. */
  next: bigint
  maxTimestamp: number
  /** A batch that could not be read, to be told after the messages. */
  gap: TailGap | null
}

/** Consecutive records of one partition on their way to the viewers that want the same of them. */
export interface Segment {
  partition: number
  to: bigint
  /** How many messages it holds; known without decoding it. */
  count: number
  /** Records that matched and are not the 1 of N. */
  sampledOut: number
  /** What it keeps in memory, roughly. */
  sizeBytes: number
  receivedAt: number
  /** Whether nothing newer was there when it was read. */
  atEnd: boolean
  /** Encodes at the first call, and only then. */
  parts(): Part[]
}

export interface SegmentOptions extends Formats {
  topic: string
  filter: TailFilter | null
  /** 1 of so many is shown, by offset. */
  sample: number
}

/**
 * What is to be shown of a fetch. Without a filter nothing is decoded until somebody takes it, so records that a slow viewer drops cost
 * nothing; with one, what matches is encoded at once, since only then is it known how much it is.
 * @param chosen the answer of a filter that is asked in a thread
 */
export function segmentsOf(
  fetched: Fetched,
  receivedAt: number,
  options: SegmentOptions,
  chosen: Chosen | null = null,
): Segment[] {
  if (options.filter?.kind === 'inThread' && !chosen) throw new Error('the filter was not asked')
  const { partition } = fetched
  const selective = options.filter !== null || options.sample > 1
  const make = (batches: RecordBatch[], to: bigint): Segment => {
    const shared = { partition, to, receivedAt, atEnd: to >= fetched.end }
    if (selective) {
      const { parts, sampledOut } = encode({ ...fetched, batches, to }, options, chosen)
      const count = parts.reduce((sum, part) => sum + part.count, 0)
      const sizeBytes = parts.reduce((sum, part) => sum + part.json.length, 0)
      return { ...shared, count, sampledOut, sizeBytes, parts: () => parts }
    }
    const parts = once(() => encode({ ...fetched, batches, to }, options, null).parts)
    return { ...shared, count: countFrom(batches, fetched.from), sampledOut: 0, sizeBytes: sizeOf(batches), parts }
  }
  if (selective) {
    const segment = make(fetched.batches, fetched.to)
    return segment.parts().length > 0 || segment.sampledOut > 0 ? [segment] : []
  }
  const segments: Segment[] = []
  let group: RecordBatch[] = []
  for (const [index, batch] of fetched.batches.entries()) {
    group.push(batch)
    const last = index === fetched.batches.length - 1
    if (!last && sizeOf(group) < SEGMENT_BYTES) continue
    const segment = make(group, last ? fetched.to : batch.lastOffset + 1n)
    if (segment.count > 0) segments.push(segment)
    group = []
  }
  return segments
}

const COMMA = Buffer.from(',')

/** Encoding is never interrupted, so one buffer does for all. */
const written = new JsonBytes(PART_BYTES * 4)

function encode(
  fetched: Fetched,
  { topic, filter: shared, sample, ...formats }: SegmentOptions,
  chosen: Chosen | null,
): { parts: Part[]; sampledOut: number } {
  const { partition, from, batches, to } = fetched
  const parts: Part[] = []
  let count = 0
  let sampledOut = 0
  let maxTimestamp = -1
  const flush = (next: bigint, gap: TailGap | null = null) => {
    if (count > 0 || gap) parts.push({ json: written.copy(), count, next, maxTimestamp, gap })
    count = 0
    written.clear()
  }
  written.clear()
  const filter = shared?.kind === 'here' ? shared.filter : null
  for (const batch of batches) {
    const wanted = chosen?.get(batch)
    if (chosen && !wanted) continue
    let whole = written.length
    try {
      // Written anew before the next batch is unpacked.
      const payload = batch.glance(LIVE_BYTES)
      const candidates = filter ? candidatesIn(batch, payload, filter) : ALL_RECORDS
      if (candidates === null) continue
      if (!batch.crcOk())
        throw undecodable(`The batch at offset ${batch.baseOffset} is damaged: its checksum does not fit.`)
      const place = { topic, partition, batch }
      const write = messageWriter(place, formats)
      const skip = batch.baseOffset < from ? Number(from - batch.baseOffset) : 0
      const phase = sample > 1 ? Number(batch.baseOffset % BigInt(sample)) : 0
      for (const cursor = batch.cursor(payload); cursor.next();) {
        if (cursor.offsetDelta < skip) continue
        const candidacy = candidates.judge(cursor)
        if (candidacy === 'noMore') break
        if (candidacy === 'no' || (wanted && !wanted.has(cursor.offsetDelta))) continue
        if (filter && !filter.matches(cursor, place)) continue
        if (sample > 1 && (phase + cursor.offsetDelta) % sample !== 0) {
          sampledOut += 1
          continue
        }
        if (count > 0) written.bytes(COMMA)
        write(cursor, written)
        whole = written.length
        count += 1
        if (cursor.timestamp > maxTimestamp) maxTimestamp = cursor.timestamp
        if (whole < PART_BYTES) continue
        flush(cursor.offset() + 1n)
        whole = 0
      }
    } catch (error) {
      if (isAppError(error) && error.code === 'LIMIT_EXCEEDED') throw error
      // Of a record that breaks off in the middle nothing may stay.
      written.length = whole
      flush(batch.lastOffset + 1n, damaged(topic, partition, batch, error))
    }
  }
  flush(to)
  const last = parts.at(-1)
  if (last) last.next = to
  return { parts, sampledOut }
}

function damaged(topic: string, partition: number, batch: RecordBatch, error: unknown): TailGap {
  return {
    reason: 'undecodable',
    topic,
    partition,
    from: String(batch.baseOffset),
    to: String(batch.lastOffset + 1n),
    records: String(batch.count),
    text: isAppError(error) ? error.message : `The batch at offset ${batch.baseOffset} cannot be read.`,
  }
}

function countFrom(batches: readonly RecordBatch[], from: bigint): number {
  let count = 0
  for (const batch of batches) {
    if (batch.baseOffset >= from) count += batch.count
    else count += countIn(batch, from)
  }
  return count
}

/** All of them where it cannot be read: that is said when it is encoded. */
function countIn(batch: RecordBatch, from: bigint): number {
  try {
    let count = 0
    for (const cursor = batch.cursor(batch.glance(LIVE_BYTES)); cursor.next();) if (cursor.offset() >= from) count += 1
    return count
  } catch (error) {
    if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
    return batch.count
  }
}

function sizeOf(batches: readonly RecordBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.sizeBytes, 0)
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
