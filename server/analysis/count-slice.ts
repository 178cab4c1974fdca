import type { AnalysisQuery } from '#lib/contract/analysis.ts'
import type { Coverage } from '#lib/contract/messages.ts'
import { isAppError } from '#lib/errors.ts'
import type { FetchSource } from '#server/kafka/fetch/fetch-partitions.ts'
import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { Sample } from './format-samples.ts'
import { sizeOf } from './newest-from.ts'
import type { SlicePlan } from './plan-slice.ts'
import { type SliceReading, SliceReader } from './slice-reader.ts'
import { SliceTally } from './slice-tally.ts'
import type { CountedSlice } from './worker/protocol.ts'

const EVERY_MS = 400

interface Slice {
  plan: SlicePlan
  input: AnalysisQuery
}

/** Counts the records of a slice; what is known so far is told several times a second. Busy throughout: for a thread of its own. */
export async function countSlice(
  source: FetchSource,
  { plan, input }: Slice,
  tell: (counted: CountedSlice, samples: Sample[], last: boolean) => void,
): Promise<void> {
  const started = performance.now()
  const asked = sizeOf(plan.partitions)
  const tally = new SliceTally({
    expectedRecords: Math.min(asked, input.maxRecords),
    partitions: plan.partitions.map(({ partition }) => partition),
    id: input.id,
  })
  const reader = new SliceReader(source, plan)
  const elapsedMs = () => performance.now() - started
  const say = (stoppedBecause: Coverage['stoppedBecause'], last: boolean) => {
    const coverage = reader.coverage(stoppedBecause, elapsedMs())
    tell({ asked, ...tally.figures(), coverage }, tally.samples.take(), last)
  }
  let saidAt = -Infinity
  let stopped: Coverage['stoppedBecause'] | null = null
  for await (const round of reader.rounds(new AbortController().signal)) {
    countRound(tally, round, plan)
    stopped = limitReached(input, { records: tally.records, readings: reader.readings, elapsedMs: elapsedMs() })
    if (stopped) break
    if (elapsedMs() - saidAt < EVERY_MS) continue
    saidAt = elapsedMs()
    say('running', false)
  }
  if (!stopped) reader.finish()
  const failed = reader.readings.some(({ scan }) => scan.problem !== null)
  say(stopped ?? (failed ? 'error' : 'end'), true)
}

interface Progress {
  records: number
  readings: readonly SliceReading[]
  elapsedMs: number
}

function limitReached(
  input: AnalysisQuery,
  { records, readings, elapsedMs }: Progress,
): Coverage['stoppedBecause'] | null {
  // Whoever has read everything was not stopped.
  if (readings.every(({ scan, reached }) => scan.problem !== null || reached >= scan.to)) return null
  // The newest records were chosen by their number already, as well as offsets tell it.
  if (input.from !== 'newest' && records >= input.maxRecords) return 'maxRecords'
  if (elapsedMs > input.maxSeconds * 1000) return 'maxSeconds'
  return readings.reduce((sum, { bytes }) => sum + bytes, 0) >= input.maxBytes ? 'maxBytes' : null
}

function countRound(tally: SliceTally, round: [SliceReading, RangeChunk][], { time }: SlicePlan): void {
  for (const [reading, chunk] of round) {
    reading.bytes += chunk.bytes
    for (const { control, count } of chunk.hidden) reading[control ? 'control' : 'aborted'] += count
    for (const batch of chunk.batches)
      if (!countBatch(tally, batch, { reading, chunk, time })) reading.damagedBatches += 1
    reading.reached = chunk.to
  }
}

interface Within {
  reading: SliceReading
  chunk: RangeChunk
  time: SlicePlan['time']
}

/** False where the batch cannot be decoded or its checksum does not fit. */
function countBatch(tally: SliceTally, batch: RecordBatch, { reading, chunk, time }: Within): boolean {
  if (!batch.crcOk()) return false
  const { partition } = reading.slice
  let counted = 0
  try {
    const payload = batch.payload()
    for (const cursor = batch.cursor(payload); cursor.next();) {
      const offset = cursor.offset()
      if (offset < chunk.from) continue
      if (offset >= chunk.to) break
      reading.records += 1
      if (cursor.timestamp < time.from || cursor.timestamp >= time.to) continue
      tally.add(cursor, partition)
      counted += 1
    }
    tally.addBatch(batch, counted, payload.length)
    return true
  } catch (error) {
    if (!isAppError(error) || error.code !== 'UNDECODABLE') throw error
    return false
  }
}
