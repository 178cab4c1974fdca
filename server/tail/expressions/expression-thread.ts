import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { AppError, type ErrorCode, errorCodes } from '#lib/errors.ts'
import { projectFolder } from '#server/project-folder.ts'
import { Pulse } from '#server/search/worker/protocol.ts'
import type { AskedPart, ExpressionJob, FromThread, Sifted, ToThread } from './protocol.ts'

/** An expression that takes longer for one record is given up. */
const RECORD_MS = 2_000
/** A turn takes some milliseconds beside its records, or a while where a schema registry is slow. */
const SILENT_MS = 30_000
const WATCH_EVERY_MS = 100
/** Of JavaScript objects; the bytes of records lie outside. */
const HEAP_MB = 128

interface Waiting {
  id: number
  topic: string
  resolve: (sifted: Sifted) => void
  reject: (error: AppError) => void
  since: number
}

/** A thread of expressions seen from outside. It does one thing at a time; once it has failed it is of no use any more. */
export class ExpressionThread {
  readonly #pulse = new Pulse()
  readonly #worker: Worker
  readonly #watch: NodeJS.Timeout
  readonly #known = new Set<string>()
  #waiting: Waiting | null = null
  #asked = 0
  #dead = false

  constructor() {
    // The bundler would look for the file in its own output; asked for so, Node's own constructor takes it by its path.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
    this.#worker = new Thread(join(projectFolder(), 'server/tail/expressions/expression.worker.ts'), {
      execArgv: [],
      workerData: this.#pulse.memory,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    this.#worker.unref()
    this.#worker.on('message', (message: FromThread) => this.#settle(message))
    this.#worker.on('error', (error) => this.#fail(crash(error)))
    this.#worker.on('exit', () => this.#fail(new AppError('INTERNAL', 'The expression ended unexpectedly.')))
    this.#watch = setInterval(() => this.#look(), WATCH_EVERY_MS).unref()
  }

  get dead(): boolean {
    return this.#dead
  }

  /**
   * One turn of a job. @param bytes are handed over
   * @throws AppError LIMIT_EXCEEDED where it takes too long or too much memory, INVALID_FILTER, INVALID_INPUT
   */
  async sift(job: ExpressionJob, parts: AskedPart[], bytes: ArrayBuffer): Promise<Sifted> {
    if (this.#dead) throw new AppError('INTERNAL', 'The expression ended unexpectedly.')
    const known = this.#known.has(job.id)
    const sifted = await new Promise<Sifted>((resolve, reject) => {
      const id = (this.#asked += 1)
      this.#waiting = { id, topic: job.topic, resolve, reject, since: Date.now() }
      this.#send({ type: 'sift', id, jobId: job.id, job: known ? null : job, parts, bytes }, [bytes])
    })
    this.#known.add(job.id)
    return sifted
  }

  /** Nobody asks it of this job any more. */
  forget(jobId: string): void {
    if (this.#known.delete(jobId) && !this.#dead) this.#send({ type: 'forget', jobId })
  }

  end(): void {
    this.#fail(new AppError('CONFLICT', 'The live tail was left.'))
  }

  #send(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #settle(message: FromThread): void {
    const waiting = this.#waiting
    if (waiting?.id !== message.id) return
    this.#waiting = null
    if (message.type === 'sifted') return waiting.resolve(message.sifted)
    const code: ErrorCode = errorCodes.find((known) => known === message.code) ?? 'INTERNAL'
    waiting.reject(new AppError(code, message.message, message.issues ? { issues: message.issues } : {}))
  }

  #look(): void {
    const waiting = this.#waiting
    const stuck = waiting && this.#pulse.stuckFor(RECORD_MS)
    if (stuck) {
      const text = `The filter expression takes too long for a live tail (more than ${RECORD_MS / 1000} s for the record ${waiting.topic}/${stuck.partition}/${stuck.offset}) and was stopped: make it simpler; a search can do more.`
      return this.#fail(new AppError('LIMIT_EXCEEDED', text))
    }
    if (waiting && Date.now() - waiting.since > SILENT_MS)
      this.#fail(new AppError('INTERNAL', 'The expression did not get on and was stopped.'))
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

function crash(error: unknown): AppError {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new AppError(
      'LIMIT_EXCEEDED',
      'The filter expression takes too much memory for a live tail and was stopped: make it simpler.',
    )
  return new AppError('INTERNAL', 'The expression failed.', { cause: error })
}
