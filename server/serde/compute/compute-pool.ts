import { AppError } from '#lib/errors.ts'
import { singleton } from '#server/singleton.ts'
import { ComputeThread } from './compute-thread.ts'
import type { Task } from './tasks.ts'

/** Two, so that one who wastes its time does not keep the others waiting. */
const MAX_THREADS = 2
const MAX_WAITING = 500
const KEEP_MS = 30_000

interface Options {
  deadlineMs: number
  what: string
  /** Aborted before its turn, a task is not done. */
  signal?: AbortSignal | undefined
}

/** Threads that compute what strangers may make expensive, one task at a time each. */
export class ComputePool<Work> {
  readonly #idle: { thread: ComputeThread<Work>; timer: NodeJS.Timeout }[] = []
  #waiting: ((thread: ComputeThread<Work>) => void)[] = []
  #used = 0
  readonly #file: string

  /** @param file of the worker, from the project's folder on */
  constructor(file: string) {
    this.#file = file
  }

  /** @throws AppError UNDECODABLE where it takes too long or too much memory, LIMIT_EXCEEDED where too many wait */
  async run(task: Work, options: Options): Promise<unknown> {
    const thread = await this.#acquire()
    try {
      options.signal?.throwIfAborted()
      return await thread.run(task, options)
    } finally {
      this.#release(thread)
    }
  }

  /** Ends the threads that do nothing. */
  close(): void {
    for (const { thread, timer } of this.#idle.splice(0)) {
      clearTimeout(timer)
      thread.end()
    }
  }

  async #acquire(): Promise<ComputeThread<Work>> {
    if (this.#used >= MAX_THREADS) {
      if (this.#waiting.length >= MAX_WAITING)
        throw new AppError('LIMIT_EXCEEDED', 'Too many schemas and records wait to be read: try again in a moment.')
      return new Promise((resolve) => this.#waiting.push(resolve))
    }
    this.#used += 1
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      clearTimeout(kept.timer)
      if (!kept.thread.dead) return kept.thread
    }
    return new ComputeThread<Work>(this.#file)
  }

  #release(thread: ComputeThread<Work>): void {
    const next = this.#waiting.shift()
    if (next) return next(thread.dead ? new ComputeThread<Work>(this.#file) : thread)
    this.#used -= 1
    if (thread.dead) return
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((one) => one.thread === thread)
      if (index >= 0) this.#idle.splice(index, 1)
      thread.end()
    }, KEEP_MS).unref()
    this.#idle.push({ thread, timer })
  }
}

export function computePool(): ComputePool<Task> {
  return singleton('compute-pool', () => new ComputePool('server/serde/compute/compute.worker.ts'))
}
