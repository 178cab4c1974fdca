import type { Cost } from '#lib/contract/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import { singleton } from '#server/singleton.ts'
import { FairPlaces } from './fair-places.ts'
import type { Owner } from './owner.ts'
import type { Limit } from './share.ts'
import { TokenBuckets } from './token-buckets.ts'

/** Requests of each class at a time; cheap ones are limited by their rate alone. Configured as `limits`. */
export interface AdmissionLimits {
  queries: Limit
  scans: Limit
  streams: Limit
  /** Of one user; an address has ten times as much. */
  pointsPerSecond: number
}

/** What the beginning of a request costs in points. */
const POINTS: Record<Cost, number> = { free: 0, cheap: 1, query: 2, scan: 10, stream: 5 }

/** Decides, before anything is done for a request, whether its user asks for too much. */
export class Admission {
  readonly #buckets: TokenBuckets
  readonly #places: Record<Exclude<Cost, 'free' | 'cheap'>, FairPlaces>

  constructor({ queries, scans, streams, pointsPerSecond }: AdmissionLimits) {
    const places = (running: Limit, what: string) => new FairPlaces({ running, waiting: { perUser: 0, all: 0 }, what })
    this.#places = {
      query: places(queries, 'requests'),
      scan: places(scans, 'searches and other scans'),
      stream: places(streams, 'live streams'),
    }
    this.#buckets = new TokenBuckets(pointsPerSecond)
  }

  get figures(): { cost: Cost; used: number }[] {
    return Object.entries(this.#places).map(([cost, { used }]) => ({ cost: cost as Cost, used }))
  }

  /** The place belongs to the owner until the request ends. @throws AppError LIMIT_EXCEEDED, with how long to wait */
  admit(owner: Owner, cost: Cost): void {
    const waitSeconds = this.#buckets.take(owner.user, POINTS[cost])
    if (waitSeconds > 0) {
      const text = `You ask for more than this console gives to one user: try again in ${waitSeconds} s.`
      throw new AppError('LIMIT_EXCEEDED', text, { retryAfterSeconds: waitSeconds })
    }
    if (cost !== 'free' && cost !== 'cheap') owner.own('slot', this.#places[cost].take(owner))
  }
}

/** @param limits of the configuration, at the first call */
export function admission(limits: AdmissionLimits): Admission {
  return singleton('admission', () => new Admission(limits))
}
