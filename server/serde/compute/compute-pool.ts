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
}

/** Threads that compute what strangers may make expensive, one task at a time each. */
export class ComputePool {
  readonly #idle: { thread: ComputeThread; timer: NodeJS.Timeout }[] = []
  #waiting: ((thread: ComputeThread) => void)[] = []
  #used = 0

  /** @throws AppError UNDECODABLE where it takes too long or too much memory, LIMIT_EXCEEDED where too many wait */
  async run(task: Task, options: Options): Promise<unknown> {
    const thread = await this.#acquire()
    try {
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

  async #acquire(): Promise<ComputeThread> {
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
    return new ComputeThread()
  }

  #release(thread: ComputeThread): void {
    const next = this.#waiting.shift()
    if (next) return next(thread.dead ? new ComputeThread() : thread)
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

export function computePool(): ComputePool {
  return singleton('compute-pool', () => new ComputePool())
}
