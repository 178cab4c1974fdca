import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { AppError, errorCodes } from '#lib/errors.ts'
import { projectFolder } from '#server/project-folder.ts'
import type { Reply, TaskFailure } from './tasks.ts'

/** Loading its code counts to nobody's deadline. */
const START_WITHIN_MS = 20_000
const HEAP_MB = 192

/** One compute thread, seen from outside. Where a task takes too long or too much, it is ended and of no use any more. */
export class ComputeThread<Task> {
  readonly #worker: Worker
  readonly #ready: Promise<void>
  #settle: ((reply: Reply) => void) | null = null
  #fail: ((error: AppError) => void) | null = null
  #dead = false

  /** @param file of the worker, from the project's folder on; it answers tasks by `answer-tasks.ts` */
  constructor(file: string) {
    // The bundler would look for the file in its own output; asked for so, Node's own constructor takes it by its path.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads')
    this.#worker = new Thread(join(projectFolder(), file), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    this.#worker.unref()
    this.#worker.on('message', (reply: Reply) => this.#settle?.(reply))
    this.#worker.on('error', (error) => this.#end(crash(error)))
    this.#worker.on('exit', () => this.#end(new AppError('INTERNAL', 'The computation ended unexpectedly.')))
    this.#ready = this.#next(START_WITHIN_MS, 'The thread').then(() => undefined)
    this.#ready.catch(() => undefined)
  }

  get dead(): boolean {
    return this.#dead
  }

  /**
   * @param what names the thing in the error where it takes too long or too much memory: `the schema`
   * @throws AppError UNDECODABLE, or what the task itself failed with
   */
  async run(task: Task, { deadlineMs, what }: { deadlineMs: number; what: string }): Promise<unknown> {
    await this.#ready
    const next = this.#next(deadlineMs, what)
    this.#worker.postMessage(task)
    const reply = await next
    if (reply.kind === 'failed') throw failureOf(reply.failure)
    return reply.kind === 'done' ? reply.value : undefined
  }

  end(): void {
    this.#end(new AppError('INTERNAL', 'The computation was stopped.'))
  }

  async #next(deadlineMs: number, what: string): Promise<Reply> {
    if (this.#dead) throw new AppError('INTERNAL', 'The computation ended unexpectedly.')
    const late = new AppError('UNDECODABLE', `${what} takes longer than ${deadlineMs / 1000} s and was given up`)
    const timer = setTimeout(() => this.#end(late), deadlineMs)
    try {
      return await new Promise<Reply>((resolve, reject) => {
        this.#settle = resolve
        this.#fail = (error) => reject(error.code === 'LIMIT_EXCEEDED' ? tooMuch(what) : error)
      })
    } finally {
      clearTimeout(timer)
      this.#settle = this.#fail = null
    }
  }

  #end(error: AppError): void {
    if (this.#dead) return
    this.#dead = true
    void this.#worker.terminate()
    this.#fail?.(error)
  }
}

function tooMuch(what: string): AppError {
  return new AppError('UNDECODABLE', `${what} takes too much memory and was given up`)
}

function crash(error: unknown): AppError {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new AppError('LIMIT_EXCEEDED', 'It takes too much memory.')
  return new AppError('INTERNAL', 'The computation failed.', { cause: error })
}

function failureOf({ code, message, issues }: TaskFailure): AppError {
  const known = errorCodes.find((one) => one === code) ?? 'INTERNAL'
  return new AppError(known, message, issues ? { issues } : {})
}
