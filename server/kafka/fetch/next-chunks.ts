import { setTimeout as delay } from 'node:timers/promises'
import { AppError, isAppError } from '#lib/errors.ts'
import { brokerError, KAFKA_ERROR, kafkaError } from '../protocol/error-codes.ts'
import { asAppError, fetchPartitions, type FetchAnswer, type FetchSource } from './fetch-partitions.ts'
import type { RangeChunk } from './range-chunk.ts'
import type { RangeScan } from './range-scan.ts'
import { offsetOf, readOffsets } from './read-offsets.ts'

/** How long to wait before each further attempt where a leader moved or does not answer. */
const RETRY_AFTER_MS = [50, 250, 700]

/**
 * Fetches until each of the scans has its next chunk, is done, or has a problem: one request per leader and round for all of them together.
 * Leaders that moved are looked up again; offsets that retention took away are passed over, which the scan then says.
 * @throws the reason of `signal` when it is aborted
 */
export async function nextChunks(
  source: FetchSource,
  scans: readonly RangeScan[],
  signal: AbortSignal,
): Promise<Map<RangeScan, RangeChunk>> {
  const chunks = new Map<RangeScan, RangeChunk>()
  const failures = new Map<RangeScan, number>()
  let waiting = scans.filter((scan) => !scan.done)
  while (waiting.length > 0) {
    signal.throwIfAborted()
    const attempt = Math.max(0, ...waiting.map((scan) => failures.get(scan) ?? 0))
    const answers = await fetchPartitions(
      source,
      waiting.map((scan) => scan.want()),
      attempt > 0 ? { maxAgeMs: 0 } : {},
    ).catch((error: unknown) => {
      // The scans that have their chunk go on behind it: it must not be lost with those that have none.
      if (chunks.size === 0) throw error
      return new Map(waiting.map(({ partition }) => [partition, asAppError(error)] as const))
    })
    const starved: RangeScan[] = []
    const failed: RangeScan[] = []
    for (const scan of waiting) {
      const outcome = await settle(source, scan, answers.get(scan.partition))
      if (outcome instanceof AppError) {
        const count = failures.get(scan) ?? 0
        failures.set(scan, count + 1)
        if (count === RETRY_AFTER_MS.length) scan.problem = outcome
        else failed.push(scan)
      } else if (outcome) chunks.set(scan, outcome)
      else if (!scan.done) starved.push(scan)
    }
    if (failed.length > 0) await delay(RETRY_AFTER_MS[attempt] ?? 0, undefined, { signal })
    // A request's first partition gets a batch whatever its size, so who got nothing goes first.
    waiting = [...starved, ...failed]
  }
  return chunks
}

/** The chunk, null where another fetch is needed, or an error after which trying again may help. */
async function settle(
  source: FetchSource,
  scan: RangeScan,
  answer: FetchAnswer | undefined,
): Promise<RangeChunk | AppError | null> {
  if (!answer)
    return new AppError('BROKER_REJECTED', `The broker left out partition ${scan.partition} of ${source.topic}.`)
  if (answer instanceof AppError) {
    if (answer.code === 'CLUSTER_UNREACHABLE' || answer.code === 'BROKER_TIMEOUT') return answer
    scan.problem = answer
    return null
  }
  const { errorCode } = answer
  if (errorCode === KAFKA_ERROR.OFFSET_OUT_OF_RANGE) {
    return clip(source, scan)
  }
  if (errorCode !== 0) {
    const error = brokerError(errorCode, `Could not read partition ${scan.partition} of ${source.topic}`)
    if (kafkaError(errorCode).retriable) return error
    scan.problem = error
    return null
  }
  return missing(scan, answer) ?? taken(scan, answer)
}

/** Nothing came, and the log ends here: it was cut back, or its leader is a new one that does not know its end yet. */
function missing(scan: RangeScan, answer: Exclude<FetchAnswer, AppError>): AppError | null {
  const end = scan.endOf(answer)
  const nothing = (answer.records?.length ?? 0) === 0 && scan.want().offset >= end
  return nothing ? scan.missingFrom(end) : null
}

function taken(scan: RangeScan, answer: Exclude<FetchAnswer, AppError>): RangeChunk | null {
  try {
    return scan.take(answer)
  } catch (error) {
    if (!isAppError(error)) throw error
    scan.problem = error
    return null
  }
}

/** The range lies partly outside of the log by now: its ends are looked up. */
async function clip({ cluster, topic }: FetchSource, scan: RangeScan): Promise<AppError | null> {
  const wanted = new Map([[topic, [scan.partition]]])
  try {
    const [earliest, latest] = await Promise.all([
      readOffsets(cluster, wanted, 'earliest'),
      readOffsets(cluster, wanted, 'latest'),
    ])
    scan.startsAt(offsetOf(earliest, topic, scan.partition).offset)
    const end = offsetOf(latest, topic, scan.partition).offset
    const missed = scan.missingFrom(end)
    if (missed && !scan.done) return missed
    scan.endsAt(end)
  } catch (error) {
    if (!isAppError(error)) throw error
    scan.problem = error
  }
  return null
}
