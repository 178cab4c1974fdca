import { setTimeout as delay } from 'node:timers/promises'
import type { Coverage } from '#lib/contract/messages.ts'
import type { SearchProgress, SearchQuery } from '#lib/contract/search.ts'
import { isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { Owner } from '#server/limits/owner.ts'
import type { Found } from './scan/partition-scanner.ts'
import { MatchMerge, type MergePart } from './merge.ts'
import { type Opening, openScan, Scan } from './open-scan.ts'
import { searchCoverage } from './search-coverage.ts'
import { planSearch, type SearchPlan } from './search-plan.ts'
import { writeToken } from './search-token.ts'
import { type ScanPool, scanPool } from './worker/scan-pool.ts'

/** A search's input inside of the console: `limit` may be larger than one request may ask, or Infinity (an export). */
export type SearchInput = SearchQuery & { topic: string }

/** A record that matched, as bytes; its buffers are the receiver's to keep. */
export interface FoundRecord extends Pick<Found, 'record' | 'batch'> {
  partition: number
}

export type RecordEvent =
  | { type: 'record'; found: FoundRecord }
  | { type: 'progress'; progress: SearchProgress }
  /** The last event. `continue` is null where nothing is left. */
  | { type: 'done'; coverage: Coverage; continue: string | null }

export type SearchCtx = Pick<ClusterCtx, 'cluster' | 'signal' | 'owner'>

const PROGRESS_EVERY_MS = 250
/** As many partitions are scanned in one round. */
const PARTS_PER_ROUND = 8
const FOUND_BYTES = 4 << 20
const FOUND_RECORDS = 1_000
const SLICE_MS = 40
/** A thread that finds nothing goes on for so long before it says how far it came. */
const EMPTY_MS = 50
/** A round that is on its way at the end of the time may still bring its matches. */
const GRACE_MS = 500
const WAITING_EVERY_MS = 500
const MAX_TIMER_MS = 2 ** 31 - 1
const NOTHING_YET: SearchProgress = {
  records: 0,
  bytes: 0,
  matched: 0,
  elapsedMs: 0,
  recordsPerSecond: 0,
  bytesPerSecond: 0,
  fraction: 0,
  timeLeftMs: null,
  waitingFor: 0,
  continue: null,
}

/**
 * The matching records of a topic, newest or oldest first, then what was covered. Records are given out as they are asked for: a slow reader
 * stops the reading of the topic, and nothing but the last round is held in memory. When `ctx.signal` is aborted the last event says
 * `cancelled`; end the iteration early to throw that away.
 * @throws AppError before the first event: INVALID_INPUT, INVALID_FILTER, NOT_FOUND, CONFLICT, LIMIT_EXCEEDED
 */
export async function* searchRecords(
  { cluster, signal, owner: asking }: SearchCtx,
  input: SearchInput,
  pool: ScanPool = scanPool(),
): AsyncGenerator<RecordEvent, void, void> {
  const owner = asking.child()
  try {
    const plan = await planSearch({ cluster, signal }, input)
    const scan = yield* opened(openScan({ cluster, owner, pool }, plan, input), owner)
    yield* run(signal, { plan, scan, input, owner })
  } finally {
    // Earlier than the request ends, which would give the threads back, too.
    await owner.close()
  }
}

/** Says how many are ahead while the search waits for its turn. */
async function* opened({ scan, ahead }: Opening, owner: Owner): AsyncGenerator<RecordEvent, Scan, void> {
  // A search that is stopped before it has read anything ends as any other that is stopped.
  const opening = scan.catch((error: unknown) => {
    if (!owner.signal.aborted) throw error
    return new Scan([], new Map())
  })
  // Awaited below, unless the reader leaves while waiting.
  opening.catch(() => undefined)
  for (;;) {
    const ready = await Promise.race([opening, delay(WAITING_EVERY_MS, null, { ref: false })])
    if (ready) return ready
    yield { type: 'progress', progress: { ...NOTHING_YET, waitingFor: ahead() } }
  }
}

interface Running {
  plan: SearchPlan
  scan: Scan
  input: SearchInput
  owner: Owner
}

async function* run(
  signal: AbortSignal,
  { plan, scan, input, owner }: Running,
): AsyncGenerator<RecordEvent, void, void> {
  const started = performance.now()
  // The threads are given back in time, also where nobody asks for the next record.
  const limit = setTimeout(() => void owner.close(), Math.min(input.maxSeconds * 1000 + GRACE_MS, MAX_TIMER_MS)).unref()
  owner.signal.addEventListener('abort', () => clearTimeout(limit), { once: true })
  const over = AbortSignal.any([signal, owner.signal])
  const merge = new MatchMerge(plan.parts, plan.direction)
  const total = merge.parts.reduce(
    (sum, { plan: { elsewhere, from, to } }) => sum + (elsewhere ? 0 : Number(to - from)),
    0,
  )
  let matched = 0
  let timestampsGoBack = false
  let reportedAt = started
  const count = (name: 'records' | 'bytes') =>
    merge.parts.reduce((sum, { report }) => sum + (report?.counts[name] ?? 0), 0)
  let position = positionOf(merge, plan)
  const begin = position
  const token = () => tokenOf(plan, merge, { input, gotAhead: positionOf(merge, plan) !== begin })
  const progress = (): SearchProgress => {
    const elapsedMs = performance.now() - started
    const left = merge.parts.reduce((sum, part) => {
      const { from, to } = part.remaining(plan.direction)
      return sum + (part.done || to <= from ? 0 : Number(to - from))
    }, 0)
    const fraction = total === 0 ? 1 : Math.min(1, (total - left) / total)
    const [records, bytes] = [count('records'), count('bytes')]
    const { failures } = scan
    return {
      records,
      bytes,
      matched,
      elapsedMs: Math.round(elapsedMs),
      recordsPerSecond: Math.round((records * 1000) / elapsedMs),
      bytesPerSecond: Math.round((bytes * 1000) / elapsedMs),
      fraction: Math.round(fraction * 10_000) / 10_000,
      timeLeftMs: fraction < 0.005 ? null : Math.round((elapsedMs * (1 - fraction)) / fraction),
      waitingFor: 0,
      ...(failures ? { filterFailures: failures } : {}),
      continue: token(),
    }
  }
  const done = (stoppedBecause: Coverage['stoppedBecause']): RecordEvent => {
    const elapsedMs = performance.now() - started
    const coverage = searchCoverage(plan, merge.parts, {
      stoppedBecause,
      matched,
      elapsedMs,
      timestampsGoBack,
      failures: scan.failures,
    })
    const next = token()
    if (next === null && !merge.finished) coverage.notes.push('cursorTooLong')
    return { type: 'done', coverage, continue: next === '' ? null : next }
  }
  for (;;) {
    for (let part = merge.next(); part?.head; part = merge.next()) {
      const { record, batch, order } = part.head
      if (order !== record.timestamp) timestampsGoBack = true
      part.take()
      matched += 1
      yield { type: 'record', found: { record, batch, partition: part.plan.partition } }
      if (matched >= input.limit) return yield done(merge.finished ? endOf(merge) : 'limit')
      if (signal.aborted) return yield done('cancelled')
    }
    if (merge.finished) return yield done(endOf(merge))
    position = positionOf(merge, plan)
    // Each run of a search gets ahead, however small its limits.
    if (position !== begin) {
      if (input.maxRecords !== undefined && count('records') >= input.maxRecords) return yield done('maxRecords')
      if (performance.now() - started >= input.maxSeconds * 1000) return yield done('maxSeconds')
    }
    if (over.aborted) return yield done(signal.aborted ? 'cancelled' : 'maxSeconds')
    try {
      const needy = merge.needy(PARTS_PER_ROUND)
      const most = Math.min(FOUND_RECORDS, input.limit - matched)
      const budget = {
        matches: most,
        bytes: FOUND_BYTES / needy.length,
        ms: SLICE_MS,
        emptyMs: EMPTY_MS,
        records: input.maxRecords === undefined ? Infinity : input.maxRecords - count('records'),
      }
      const round = scan.advance(
        needy.map(({ plan: { partition } }) => partition),
        budget,
      )
      const leftMs = Math.max(0, input.maxSeconds * 1000 - (performance.now() - started))
      const reports = await inTime(round, leftMs + GRACE_MS, over)
      if (reports === null) return yield done(signal.aborted ? 'cancelled' : 'maxSeconds')
      for (const report of reports)
        merge.parts.find(({ plan: { partition } }) => partition === report.partition)?.accept(report)
    } catch (error) {
      if (!isAppError(error)) throw error
      if (over.aborted) return yield done(signal.aborted ? 'cancelled' : 'maxSeconds')
      for (const part of merge.parts) if (!part.done) part.plan.problem = error
      return yield done('error')
    }
    if (performance.now() - reportedAt >= PROGRESS_EVERY_MS) {
      reportedAt = performance.now()
      yield { type: 'progress', progress: progress() }
    }
  }
}

function endOf({ parts }: MatchMerge): 'end' | 'error' {
  return parts.some(({ plan, report }) => plan.problem ?? report?.problem) ? 'error' : 'end'
}

/** What may have passed by when a search goes on. */
const PASSING = new Set<string>(['CLUSTER_UNREACHABLE', 'BROKER_TIMEOUT'])

/**
 * Null where it is too long, empty where nothing is left. Partitions that cannot be read are tried again with others; alone only where that
 * may have passed by and this search got ahead, so that who goes on until nothing is left comes to an end.
 */
function tokenOf(
  { topic, direction }: SearchPlan,
  { parts }: MatchMerge,
  { input, gotAhead }: { input: SearchInput; gotAhead: boolean },
): string | null {
  const givenUp = ({ plan, report }: MergePart) => {
    const problem = plan.problem ?? report?.problem
    return problem && !(gotAhead && PASSING.has(problem.code))
  }
  const open = parts
    .map((part) => ({ part, left: part.remaining(direction) }))
    .filter(({ left }) => left.from < left.to)
  if (open.every(({ part }) => givenUp(part))) return ''
  return writeToken(
    topic,
    input,
    open.map(({ part, left }) => ({ partition: part.plan.partition, ...left })),
  )
}

function positionOf({ parts }: MatchMerge, { direction }: SearchPlan): bigint {
  return parts.reduce((sum, part) => {
    const { from, to } = part.remaining(direction)
    return sum + to - from
  }, 0n)
}

/** Null as soon as `signal` is aborted or `ms` are over: the search then does not wait for the round it is in. */
async function inTime<Value>(round: Promise<Value>, ms: number, signal: AbortSignal): Promise<Value | null> {
  round.catch(() => undefined)
  let end = () => {}
  const over = new Promise<null>((resolve) => (end = () => resolve(null)))
  const timer = setTimeout(end, Math.min(ms, MAX_TIMER_MS))
  signal.addEventListener('abort', end, { once: true })
  try {
    return signal.aborted ? null : await Promise.race([round, over])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}
