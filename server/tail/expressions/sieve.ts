import { failuresSince } from '#lib/cel/failures-since.ts'
import { AppError, isAppError } from '#lib/errors.ts'
import { candidatesIn } from '#server/filter/candidates.ts'
import { compileFilter, type RecordFilter } from '#server/filter/compile-filter.ts'
import type { FilterPlace } from '#server/filter/filter-record.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import type { RecordBatch } from '#server/kafka/records/record-batch.ts'
import type { RecordCursor } from '#server/kafka/records/record-cursor.ts'
import { splitBatches } from '#server/kafka/records/split-batches.ts'
import type { Pulse } from '#server/search/worker/protocol.ts'
import { watched } from '#server/search/worker/watched.ts'
import type { Serde } from '#server/serde/serde.ts'
import { LIVE_BYTES } from '../delivery.ts'
import { prepareSchemas } from '../prepare-schemas.ts'
import type { AskedPart, ExpressionJob, Sifted } from './protocol.ts'

/** After so long others get their turn. */
const TURN_MS = 50
/** Of the processor, for one record: what takes longer keeps the thread from others turn after turn. */
const MAX_RECORD_MS = 250

/** One filter in a thread, asked about batches that were read elsewhere. */
export class Sieve {
  readonly #job: ExpressionJob
  readonly #serde: Serde
  readonly #filter: RecordFilter | null

  /** @throws AppError INVALID_FILTER, INVALID_INPUT */
  constructor(job: ExpressionJob, { serde, pulse }: { serde: Serde; pulse: Pulse }) {
    this.#job = job
    this.#serde = serde
    const { topic, filter } = job
    const { keyFormat, valueFormat } = filter
    const compiled = compileFilter(filter, serdeDecoder(serde, { topic, keyFormat, valueFormat }))
    this.#filter = compiled && watched(compiled, pulse)
  }

  /** Looks through one record at least, and on as long as its turn takes. @throws AppError LIMIT_EXCEEDED where one record takes too long */
  async sift(parts: readonly AskedPart[], bytes: ArrayBuffer): Promise<Sifted> {
    const asked = batchesOf(parts, Buffer.from(bytes))
    const all = asked.map(({ batch }) => batch)
    await prepareSchemas(this.#serde, this.#job.topic, all)
    const failures = this.#filter?.failures
    const before = failures?.state()
    const turn = { began: performance.now(), cpuMs: threadCpuMs() }
    const chosen: Sifted['chosen'] = []
    let next: Sifted['next'] = null
    for (const [index, { batch, partition, from }] of asked.entries()) {
      const { deltas, damaged, stoppedAt } = this.#siftBatch(batch, { partition, from, turn })
      if (deltas.length > 0 || damaged) chosen.push({ batch: index, deltas })
      if (stoppedAt !== null) next = { batch: index, from: stoppedAt }
      else if (isOver(turn)) next = { batch: index + 1, from: asked[index + 1]?.from ?? 0n }
      if (next) break
    }
    return { chosen, next, failures: failures && before ? failuresSince(failures.state(), before) : null }
  }

  #siftBatch(batch: RecordBatch, { partition, from, turn }: { partition: number; from: bigint; turn: Turn }) {
    const filter = this.#filter
    const deltas: number[] = []
    try {
      const payload = batch.glance(LIVE_BYTES)
      const candidates = filter && candidatesIn(batch, payload, filter)
      if (!filter || !candidates) return { deltas, damaged: false, stoppedAt: null }
      if (!batch.crcOk()) return { deltas, damaged: true, stoppedAt: null }
      const place = { topic: this.#job.topic, partition }
      const skip = batch.baseOffset < from ? Number(from - batch.baseOffset) : 0
      for (const cursor = batch.cursor(payload); cursor.next();) {
        if (cursor.offsetDelta < skip) continue
        const candidacy = candidates.judge(cursor)
        if (candidacy === 'noMore') break
        if (candidacy === 'no') continue
        if (this.#matches(filter, cursor, place, turn)) deltas.push(cursor.offsetDelta)
        if (isOver(turn)) return { deltas, damaged: false, stoppedAt: cursor.offset() + 1n }
      }
      return { deltas, damaged: false, stoppedAt: null }
    } catch (error) {
      if (isAppError(error) && error.code === 'LIMIT_EXCEEDED') throw error
      return { deltas, damaged: true, stoppedAt: null }
    }
  }

  #matches(filter: RecordFilter, cursor: RecordCursor, place: FilterPlace, turn: Turn): boolean {
    const { maxBytes } = this.#job
    if (cursor.valueBytes > maxBytes || cursor.keyBytes > maxBytes) {
      const text = `records of more than ${maxBytes >> 10} KB are not looked into by expressions of live tails; a search can do more`
      filter.failures.evaluated += 1
      return filter.failures.add(text, cursor, place)
    }
    const start = performance.now()
    let matches: boolean
    try {
      matches = filter.matches(cursor, place)
    } catch (error) {
      const text = error instanceof Error ? error.message : 'The expression failed.'
      matches = filter.failures.count(text, cursor, place, () => ({ kind: 'other', text }))
    }
    const ms = performance.now() - start
    // Where the machine is busy, time passes in which this thread did not run: that is not the expression's.
    if (ms > MAX_RECORD_MS && threadCpuMs() - turn.cpuMs > MAX_RECORD_MS + TURN_MS) {
      throw new AppError(
        'LIMIT_EXCEEDED',
        `The filter expression takes too long for a live tail (${Math.round(ms)} ms for the record ${place.topic}/${place.partition}/${cursor.offset()}): make it simpler; a search can do more.`,
      )
    }
    return matches
  }
}

interface Turn {
  began: number
  /** Of this thread, when it began. */
  cpuMs: number
}

function isOver({ began }: Turn): boolean {
  return performance.now() - began > TURN_MS
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function batchesOf(parts: readonly AskedPart[], bytes: Buffer) {
  let at = 0
  return parts.flatMap(({ partition, from, sizeBytes }) => {
    const { batches } = splitBatches(bytes.subarray(at, at + sizeBytes))
    at += sizeBytes
    return batches.map((batch) => ({ batch, partition, from }))
  })
}
