import { availableParallelism } from 'node:os'
import { FairPlaces, type Place } from '#server/limits/fair-places.ts'
import type { Owner } from '#server/limits/owner.ts'
import { singleton } from '#server/singleton.ts'
import { ExpressionDesk } from './expression-desk.ts'
import { ExpressionLease } from './expression-lease.ts'
import type { ExpressionJob } from './protocol.ts'

const THREADS = Math.max(2, Math.min(4, availableParallelism()))
const VIEWERS_PER_THREAD = 16
const VIEWERS = { perUser: 8, all: THREADS * VIEWERS_PER_THREAD }

interface Options {
  threads: number
  viewers: { perUser: number; all: number }
}

/** The threads that evaluate the expressions of live tails, so that none of them holds up anybody else. */
export class ExpressionPool {
  readonly #desks: ExpressionDesk[]
  readonly #places: FairPlaces

  constructor({ threads, viewers }: Options) {
    this.#desks = Array.from({ length: threads }, () => new ExpressionDesk())
    const waiting = { perUser: 0, all: 0 }
    this.#places = new FairPlaces({ running: viewers, waiting, what: 'live tails with an expression' })
  }

  /** Viewers, and threads that run. */
  get figures(): { viewers: number; threads: number } {
    return { viewers: this.#places.used, threads: this.#desks.filter(({ running }) => running).length }
  }

  /** Counts a viewer, until its owner is closed or before. @throws AppError LIMIT_EXCEEDED */
  admit(owner: Owner): Place {
    return owner.own('thread', this.#places.take(owner))
  }

  /** A place for an expression in the thread that the fewest others use. It is to be closed. */
  open(job: Omit<ExpressionJob, 'id'>, user: string): ExpressionLease {
    const [desk] = this.#desks.toSorted(
      (a, b) => othersAt(a, user) - othersAt(b, user) || a.leases.size - b.leases.size,
    )
    if (!desk) throw new Error('there are no threads')
    return new ExpressionLease(desk, job, user)
  }
}

function othersAt({ leases }: ExpressionDesk, user: string): number {
  return new Set([...leases].filter((lease) => lease.user !== user).map((lease) => lease.user)).size
}

export function expressionPool(): ExpressionPool {
  return singleton('expression-pool', () => new ExpressionPool({ threads: THREADS, viewers: VIEWERS }))
}
