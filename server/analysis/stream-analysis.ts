import { setImmediate } from 'node:timers/promises'
import type { Analysis, AnalysisQuery } from '#lib/contract/analysis.ts'
import type { Coverage } from '#lib/contract/messages.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { eventFrame } from '#server/http/sse.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { RangeChunk } from '#server/kafka/fetch/range-chunk.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import { singleton } from '#server/singleton.ts'
import { sizeOf } from './newest-from.ts'
import { planSlice, type SlicePlan } from './plan-slice.ts'
import { type SliceReading, SliceReader } from './slice-reader.ts'
import { SliceTally } from './slice-tally.ts'

const EVERY_MS = 400
/** So long others wait at most while records are counted. */
const TURN_MS = 6
/** Of one cluster at a time; each takes up to some 40 MB. */
const MAX_RUNNING = 3

/** Counts what is in a slice of a topic; the figures so far go out several times a second. Joins no group. */
export async function streamAnalysis(
  { cluster, signal }: Pick<ClusterCtx, 'cluster' | 'signal'>,
  input: AnalysisQuery & { topic: string },
): Promise<AsyncIterable<Uint8Array>> {
  const topic = await cluster.topic(input.topic, { maxAgeMs: 5_000 })
  const plan = await planSlice(cluster, topic, input)
  const asked = sizeOf(plan.partitions)
  const partitions = plan.partitions.map(({ partition }) => partition)
  const expectedRecords = Math.min(asked, input.maxRecords)
  const tally = new SliceTally({ expectedRecords, partitions, id: input.id })
  const reader = new SliceReader({ cluster, topic: topic.name, isolation: input.isolation }, plan)
  const release = admit(cluster)
  // A client may leave before the first frame is asked for.
  signal.addEventListener('abort', release, { once: true })

  async function* frames(): AsyncGenerator<Uint8Array> {
    const started = performance.now()
    const elapsedMs = () => performance.now() - started
    const frame = (event: 'progress' | 'done', stoppedBecause: Coverage['stoppedBecause']) => {
      const coverage = reader.coverage(stoppedBecause, elapsedMs())
      const data: Analysis = { asked, ...tally.figures(), coverage }
      return eventFrame({ event, data: JSON.stringify(data) })
    }
    try {
      let saidAt = -Infinity
      let stopped: Coverage['stoppedBecause'] | null = null
      for await (const round of reader.rounds(signal)) {
        await countRound(tally, round, plan)
        stopped = limitReached(input, { records: tally.records, readings: reader.readings, elapsedMs: elapsedMs() })
        if (stopped) break
        if (elapsedMs() - saidAt < EVERY_MS) continue
        saidAt = elapsedMs()
        yield frame('progress', 'end')
      }
      const failed = reader.readings.some(({ scan }) => scan.problem !== null)
      yield frame('done', stopped ?? (failed ? 'error' : 'end'))
    } finally {
      release()
    }
  }
  return frames()
}

/** @returns how to give the place back */
function admit(cluster: KafkaCluster): () => void {
  const running = singleton('analysis.running', () => new WeakMap<KafkaCluster, number>())
  const count = running.get(cluster) ?? 0
  if (count >= MAX_RUNNING) {
    throw new AppError(
      'LIMIT_EXCEEDED',
      `${MAX_RUNNING} analyses run on ${cluster.config.name} already: wait for one to end.`,
    )
  }
  running.set(cluster, count + 1)
  let held = true
  return () => {
    if (held) running.set(cluster, (running.get(cluster) ?? 1) - 1)
    held = false
  }
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

async function countRound(tally: SliceTally, round: [SliceReading, RangeChunk][], { time }: SlicePlan): Promise<void> {
  let turnEnds = performance.now() + TURN_MS
  for (const [reading, chunk] of round) {
    reading.bytes += chunk.bytes
    for (const batch of chunk.batches) {
      if (!countBatch(tally, batch, { reading, chunk, time })) reading.damagedBatches += 1
      if (performance.now() < turnEnds) continue
      await setImmediate()
      turnEnds = performance.now() + TURN_MS
    }
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
