import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode, errorCodes } from '#lib/errors.ts'
import { projectFolder } from '#server/project-folder.ts'
import type { AdvanceBudget, PartReport } from '../scan/scan-engine.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { Matched } from './matcher.ts'
import { packRecords, unpackFound } from './pack-records.ts'
import {
  type Answer,
  type FilterJob,
  type FromWorker,
  type PackedReports,
  Pulse,
  type Request,
  type ToWorker,
  type WorkerJob,
} from './protocol.ts'

/** An expression that takes longer for one record is given up. */
const RECORD_MS = 2_000
/** Brokers answer or fail within some ten seconds, also after retries. */
const SILENT_MS = 60_000
const WATCH_EVERY_MS = 100
const CLOSE_WITHIN_MS = 150
/** Before its first answer a thread loads its code, and reads nothing. */
const START_WITHIN_MS = 10_000
/** Of JavaScript objects; fetched bytes lie outside. */
const HEAP_MB = 160

interface Waiting {
  id: number
  resolve: (answer: Answer) => void
  reject: (error: AppError) => void
  since: number
}

/** A worker thread seen from outside. It does one thing at a time; once it has failed it is of no use any more. */
export class ScanThread {
  failures: PackedReports['failures'] = null
  readonly #pulse = new Pulse()
  readonly #worker: Worker
  readonly #watch: NodeJS.Timeout
  #waiting: Waiting | null = null
  #asked = 0
  #started = false
  /** The filter that it knows. */
  #filter: string | null = null
  #dead = false

  constructor() {
    // The bundler would look for the file in its own output; asked for so, Node's own constructor takes it by its path.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
    this.#worker = new Thread(join(projectFolder(), 'server/search/worker/scan.worker.ts'), {
      execArgv: [],
      workerData: this.#pulse.memory,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    this.#worker.unref()
    this.#worker.on('message', (message: FromWorker) => this.#settle(message))
    this.#worker.on('error', (error) => this.#fail(crash(error)))
    this.#worker.on('exit', () => this.#fail(new AppError('INTERNAL', 'The scan ended unexpectedly.')))
    this.#watch = setInterval(() => this.#look(), WATCH_EVERY_MS).unref()
  }

  get dead(): boolean {
    return this.#dead
  }

  /** @throws AppError INVALID_FILTER, INVALID_INPUT */
  async open(job: WorkerJob): Promise<void> {
    this.failures = null
    await this.#ask({ type: 'open', job })
  }

  /** @throws AppError LIMIT_EXCEEDED where the filter took too long or too much memory */
  async advance(partitions: number[], budget: AdvanceBudget): Promise<PartReport[]> {
    const answer = await this.#ask({ type: 'advance', partitions, budget })
    if (answer.type !== 'advanced') throw new AppError('INTERNAL', 'The scan gave an unexpected answer.')
    const { reports, found, bytes, failures } = answer.packed
    this.failures = failures
    const lists = unpackFound(found, bytes)
    return reports.map((report, index) => ({ ...report, found: lists[index] ?? [] }))
  }

  /** Which of these records a filter matches. @throws AppError LIMIT_EXCEEDED where it took too long or too much memory */
  async matches(job: FilterJob, partition: number, records: readonly KafkaRecord[]): Promise<Matched> {
    const { packed, bytes } = packRecords(records)
    const known = this.#filter === job.id
    // Until it has answered it is not known which filter the thread has.
    if (!known) this.#filter = null
    const request: Request = { type: 'match', job: known ? null : job, asked: { partition, records: packed, bytes } }
    const answer = await this.#ask(request, [bytes])
    if (answer.type !== 'matched') throw new AppError('INTERNAL', 'The scan gave an unexpected answer.')
    this.#filter = job.id
    return { meant: answer.meant, failures: answer.failures }
  }

  /** Ends the job; a thread that is busy for longer is ended itself. True where it can be used again. */
  async close(): Promise<boolean> {
    this.#waiting?.reject(stopped())
    const timer = setTimeout(() => this.end(), this.#started ? CLOSE_WITHIN_MS : START_WITHIN_MS)
    await this.#ask({ type: 'close' }).catch(() => undefined)
    clearTimeout(timer)
    return !this.#dead
  }

  end(): void {
    this.#fail(stopped())
  }

  async #ask(request: Request, transfer: ArrayBuffer[] = []): Promise<Answer> {
    if (this.#dead) throw new AppError('INTERNAL', 'The scan ended unexpectedly.')
    return new Promise((resolve, reject) => {
      this.#asked += 1
      this.#waiting = { id: this.#asked, resolve, reject, since: Date.now() }
      this.#worker.postMessage({ id: this.#asked, ...request } satisfies ToWorker, transfer)
    })
  }

  #settle(message: FromWorker): void {
    this.#started = true
    const waiting = this.#waiting
    if (waiting?.id !== message.id) return
    this.#waiting = null
    if (message.type !== 'failed') return waiting.resolve(message)
    const code: ErrorCode = errorCodes.find((known) => known === message.code) ?? 'INTERNAL'
    waiting.reject(new AppError(code, message.message, message.issues ? { issues: message.issues } : {}))
  }

  #look(): void {
    const stuck = this.#pulse.stuckFor(RECORD_MS)
    if (stuck) {
      const where = `offset ${stuck.offset} of partition ${stuck.partition}`
      const text = `The filter took longer than ${RECORD_MS / 1000} s for the record at ${where} and was stopped. Make it simpler.`
      return this.#fail(new AppError('LIMIT_EXCEEDED', text))
    }
    if (this.#waiting && Date.now() - this.#waiting.since > SILENT_MS)
      this.#fail(new AppError('INTERNAL', 'The scan did not get on and was stopped.'))
  }

  #fail(error: AppError): void {
    if (this.#dead) return
    this.#dead = true
    clearInterval(this.#watch)
    void this.#worker.terminate()
    this.#waiting?.reject(error)
    this.#waiting = null
  }
}

function stopped(): AppError {
  return new AppError('CONFLICT', 'The search was stopped.')
}

function crash(error: unknown): AppError {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new AppError('LIMIT_EXCEEDED', 'The filter took too much memory and was stopped. Make it simpler.')
  return new AppError('INTERNAL', 'The scan failed.', { cause: error })
}
