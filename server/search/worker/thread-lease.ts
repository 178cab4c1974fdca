import { AppError } from '#lib/errors.ts'
import type { Place } from '#server/limits/fair-places.ts'
import type { Owned } from '#server/limits/owner.ts'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import type { AdvanceBudget, PartReport } from '../scan/scan-engine.ts'
import type { FilterJob, PackedReports, WorkerJob } from './protocol.ts'
import type { Matched } from './matcher.ts'
import type { ScanPool } from './scan-pool.ts'
import type { ScanThread } from './scan-thread.ts'

/** The use of a thread from when it is asked for until it is given back. Afterwards nothing reaches the thread, which may be another's. */
export class ThreadLease implements Owned {
  /** Resolves when a thread is there. Rejects with CONFLICT where the lease is closed before. */
  readonly ready: Promise<void>
  readonly #pool: ScanPool
  readonly #place: Place
  #thread: ScanThread | null = null
  #closed: Promise<void> | null = null
  #problem: AppError | null = null
  #usedAt = performance.now()
  #asking = 0
  #failures: PackedReports['failures'] = null

  constructor(pool: ScanPool, place: Place) {
    this.#pool = pool
    this.#place = place
    this.ready = place.ready.then(() => {
      if (this.#closed) throw stopped()
      this.#usedAt = performance.now()
      this.#thread = pool.take()
    })
    this.ready.catch(() => undefined)
  }

  /** Of the scan that is open, or was. */
  get failures(): PackedReports['failures'] {
    return this.#failures
  }

  get closed(): boolean {
    return this.#closed !== null
  }

  /** How many are ahead in the queue; 0 once it is this one's turn. */
  ahead(): number {
    return this.#place.ahead()
  }

  /** How long nothing was asked of its thread; 0 while it works or is waited for. */
  unusedForMs(): number {
    return this.#thread && this.#asking === 0 ? performance.now() - this.#usedAt : 0
  }

  /** @throws AppError INVALID_FILTER, INVALID_INPUT */
  async open(job: WorkerJob): Promise<void> {
    return this.#ask(async (thread) => thread.open(job))
  }

  /** @throws AppError LIMIT_EXCEEDED where the filter took too long or too much memory, or the thread was taken back */
  async advance(partitions: number[], budget: AdvanceBudget): Promise<PartReport[]> {
    return this.#ask(async (thread) => {
      const reports = await thread.advance(partitions, budget)
      this.#failures = thread.failures
      return reports
    })
  }

  /** Which of these records a filter matches. @throws AppError LIMIT_EXCEEDED where it took too long or too much memory */
  async matches(job: FilterJob, partition: number, records: readonly KafkaRecord[]): Promise<Matched> {
    return this.#ask(async (thread) => thread.matches(job, partition, records))
  }

  /** Gives the thread to somebody else, since nothing is asked of it. */
  takeBack(): void {
    const text = 'Nothing was read of this for a minute while others waited: its thread was given to them.'
    this.#problem = new AppError('LIMIT_EXCEEDED', text)
    void this.close()
  }

  /** Ends the thread in the middle of what it does. */
  end(): void {
    this.#thread?.end()
    void this.close()
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const thread = this.#thread
    this.#thread = null
    try {
      if (thread && (await thread.close())) this.#pool.keep(thread)
    } finally {
      this.#pool.forget(this)
      this.#place.close()
    }
  }

  async #ask<Result>(question: (thread: ScanThread) => Promise<Result>): Promise<Result> {
    if (this.#problem) throw this.#problem
    if (!this.#thread) throw stopped()
    this.#asking += 1
    try {
      return await question(this.#thread)
    } finally {
      this.#asking -= 1
      this.#usedAt = performance.now()
    }
  }
}

function stopped(): AppError {
  return new AppError('CONFLICT', 'The search was stopped.')
}
