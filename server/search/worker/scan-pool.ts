import { availableParallelism } from 'node:os'
import { type PlacesOptions, FairPlaces } from '#server/limits/fair-places.ts'
import type { Owner } from '#server/limits/owner.ts'
import { singleton } from '#server/singleton.ts'
import { ScanThread } from './scan-thread.ts'
import { ThreadLease } from './thread-lease.ts'

/** Starting a thread and connecting takes 200 ms, keeping one takes 40 MB. */
const KEEP_MS = 30_000
/** A thread that was asked nothing for so long is taken back, if others wait. */
const FORGOTTEN_MS = 60_000
const WATCH_EVERY_MS = 5_000

interface PoolOptions extends PlacesOptions {
  forgottenMs?: number
  watchEveryMs?: number
}

/** Two may be used by one search, and another is left for somebody else. */
const THREADS = Math.max(3, Math.min(4, availableParallelism()))
const RUNNING = { perUser: 2, all: THREADS }
const WAITING = { perUser: 8, all: 16 }

/** Threads that scan, given in turn. Who has one has it alone, so that what is done to it is done to nobody else. */
export class ScanPool {
  readonly #places: FairPlaces
  readonly #options: PoolOptions
  readonly #idle: { thread: ScanThread; timer: NodeJS.Timeout }[] = []
  readonly #leases = new Set<ThreadLease>()
  #watch: NodeJS.Timeout | undefined

  constructor(options: PoolOptions) {
    this.#options = options
    this.#places = new FairPlaces(options)
  }

  get figures(): { used: number; waiting: number; idle: number } {
    return { used: this.#places.used, waiting: this.#places.waiting, idle: this.#idle.length }
  }

  /** A thread at once where one is free and nobody waits for it. @throws AppError CONFLICT where the owner is closed */
  tryAcquire(owner: Owner): ThreadLease | null {
    const place = this.#places.tryTake(owner)
    return place && this.#lease(owner, new ThreadLease(this, place))
  }

  /**
   * A thread, at once or in turn: see `ready` and `ahead()`. The owner gives it back at the latest.
   * @throws AppError LIMIT_EXCEEDED where too many wait already, CONFLICT where the owner is closed
   */
  acquire(owner: Owner): ThreadLease {
    const lease = this.#lease(owner, new ThreadLease(this, this.#places.take(owner)))
    if (lease.ahead() > 0) this.#watchLeases()
    return lease
  }

  /** Begins a thread where a search is about to come and would have to start one. */
  warm(): void {
    const { used, waiting } = this.#places
    if (this.#idle.length === 0 && waiting === 0 && used < this.#options.running.all) this.keep(new ScanThread())
  }

  /** For leases only. */
  take(): ScanThread {
    for (let kept = this.#idle.pop(); kept; kept = this.#idle.pop()) {
      clearTimeout(kept.timer)
      if (!kept.thread.dead) return kept.thread
    }
    return new ScanThread()
  }

  /** For leases only. */
  keep(thread: ScanThread): void {
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((one) => one.thread === thread)
      if (index >= 0) this.#idle.splice(index, 1)
      thread.end()
    }, KEEP_MS).unref()
    this.#idle.push({ thread, timer })
  }

  /** For leases only: this one holds nothing any more. */
  forget(lease: ThreadLease): void {
    this.#leases.delete(lease)
  }

  #lease(owner: Owner, lease: ThreadLease): ThreadLease {
    this.#leases.add(lease)
    return owner.own('thread', lease)
  }

  #watchLeases(): void {
    const { forgottenMs = FORGOTTEN_MS, watchEveryMs = WATCH_EVERY_MS } = this.#options
    this.#watch ??= setInterval(() => {
      if (this.#places.waiting === 0) {
        clearInterval(this.#watch)
        this.#watch = undefined
        return
      }
      for (const lease of this.#leases) if (lease.unusedForMs() > forgottenMs) lease.takeBack()
    }, watchEveryMs).unref()
  }
}

/** For searches and traces. */
export function scanPool(): ScanPool {
  return singleton('scan-pool', () => new ScanPool({ running: RUNNING, waiting: WAITING, what: 'searches' }))
}

/** For exports: one that is read slowly holds a thread for hours, and searches do not wait for it. */
export function exportPool(): ScanPool {
  return singleton('export-pool', () => new ScanPool({ running: RUNNING, waiting: WAITING, what: 'exports' }))
}
