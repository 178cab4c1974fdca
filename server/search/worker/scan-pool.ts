import { availableParallelism } from 'node:os'
import { AppError } from '#lib/errors.ts'
import { singleton } from '#server/singleton.ts'
import { ScanThread } from './scan-thread.ts'

/** Searches that wait; each of them may take minutes. */
const MAX_WAITING = 16
/** Starting a thread and connecting takes 200 ms, keeping one takes 40 MB. */
const KEEP_MS = 30_000

interface Applicant {
  take: (thread: ScanThread) => void
}

/** The threads that scan. A search has its threads to itself, so that what it does to them it does to nobody else. */
export class ScanPool {
  readonly #max: number
  readonly #maxWaiting: number
  readonly #idle: { thread: ScanThread; timer: NodeJS.Timeout }[] = []
  #waiting: Applicant[] = []
  #used = 0

  constructor(max = Math.max(2, Math.min(4, availableParallelism())), maxWaiting = MAX_WAITING) {
    this.#max = max
    this.#maxWaiting = maxWaiting
  }

  /** A thread at once where one is free and nobody waits for it. */
  tryAcquire(): ScanThread | null {
    if (this.#waiting.length > 0 || this.#used >= this.#max) return null
    return this.#take()
  }

  /**
   * A thread, or how many are ahead in the queue and when it is one's turn.
   * @throws AppError LIMIT_EXCEEDED where the queue is full
   */
  acquire(signal: AbortSignal): { thread: Promise<ScanThread>; ahead: () => number } {
    const free = this.tryAcquire()
    if (free) return { thread: Promise.resolve(free), ahead: () => 0 }
    if (this.#waiting.length >= this.#maxWaiting) {
      const text = `${this.#used} searches run and ${this.#maxWaiting} wait on this console: try again when some have ended.`
      throw new AppError('LIMIT_EXCEEDED', text)
    }
    let applicant: Applicant | undefined
    const thread = new Promise<ScanThread>((resolve, reject) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((one) => one !== mine)
        reject(new AppError('CONFLICT', 'The search was stopped.'))
      }
      const mine: Applicant = {
        take: (thread_) => {
          signal.removeEventListener('abort', leave)
          resolve(thread_)
        },
      }
      applicant = mine
      this.#waiting.push(mine)
      signal.addEventListener('abort', leave, { once: true })
    })
    return { thread, ahead: () => (applicant ? this.#waiting.indexOf(applicant) + 1 : 0) }
  }

  /** Begins a thread where a search is about to come and would have to start one. */
  warm(): void {
    if (this.#idle.length === 0 && this.#waiting.length === 0 && this.#used < this.#max) this.#keep(new ScanThread())
  }

  async release(thread: ScanThread): Promise<void> {
    const usable = await thread.close()
    this.#used -= 1
    const next = this.#waiting.shift()
    if (next) {
      this.#used += 1
      next.take(usable ? thread : new ScanThread())
    } else if (usable) this.#keep(thread)
  }

  #take(): ScanThread {
    this.#used += 1
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      clearTimeout(kept.timer)
      if (!kept.thread.dead) return kept.thread
    }
    return new ScanThread()
  }

  #keep(thread: ScanThread): void {
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((one) => one.thread === thread)
      if (index >= 0) this.#idle.splice(index, 1)
      thread.end()
    }, KEEP_MS).unref()
    this.#idle.push({ thread, timer })
  }
}

export function scanPool(): ScanPool {
  return singleton('scan-pool', () => new ScanPool())
}
