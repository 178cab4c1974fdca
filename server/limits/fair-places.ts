import { AppError } from '#lib/errors.ts'
import type { Owned, Owner } from './owner.ts'
import { type Limit, shareOf } from './share.ts'

export interface PlacesOptions {
  running: Limit
  waiting: Limit
  /** What is refused, for the sentence: `searches`. */
  what: string
}

/** A place that is waited for, held, or given back. */
export class Place implements Owned {
  readonly user: string
  /** Rejects with CONFLICT where the place is closed before its turn. */
  readonly ready: Promise<void>
  state: 'waiting' | 'held' | 'closed' = 'waiting'
  readonly #places: FairPlaces
  #grant: () => void = () => undefined
  #refuse: (error: AppError) => void = () => undefined

  constructor(places: FairPlaces, user: string) {
    this.#places = places
    this.user = user
    this.ready = new Promise((resolve, reject) => {
      this.#grant = resolve
      this.#refuse = reject
    })
    // Where nobody waits for it any more, nobody has to know that it was given up.
    this.ready.catch(() => undefined)
  }

  /** How many are ahead of it; 0 once it is held. */
  ahead(): number {
    return this.state === 'waiting' ? this.#places.ahead(this) : 0
  }

  grant(): void {
    this.state = 'held'
    this.#grant()
  }

  close(): void {
    const { state } = this
    this.state = 'closed'
    if (state === 'waiting') this.#refuse(new AppError('CONFLICT', 'The request was stopped while it waited.'))
    if (state !== 'closed') this.#places.leave(this, state)
  }
}

/**
 * A fixed number of places, given to users in turn: of those who wait, each user gets one before anybody gets a second. Nobody can hold, or
 * wait for, more than a share of them.
 */
export class FairPlaces {
  readonly #options: PlacesOptions
  readonly #held = new Map<string, number>()
  /** The user whose turn it is first. */
  readonly #queues = new Map<string, Place[]>()

  constructor(options: PlacesOptions) {
    this.#options = options
  }

  get used(): number {
    return [...this.#held.values()].reduce((sum, one) => sum + one, 0)
  }

  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0)
  }

  /** A place at once where one is free and nobody waits; null otherwise. */
  tryTake({ user }: Pick<Owner, 'user'>): Place | null {
    if (this.#queues.size > 0 || !this.#isFree(user)) return null
    const place = new Place(this, user)
    this.#give(place)
    return place
  }

  /** A place, now or in turn. @throws AppError LIMIT_EXCEEDED where too many wait already */
  take({ user }: Pick<Owner, 'user'>): Place {
    const place = new Place(this, user)
    if (this.#isFree(user)) {
      this.#give(place)
      return place
    }
    const queue = this.#queues.get(user) ?? []
    const { waiting, what } = this.#options
    const own = this.#held.get(user) ?? 0
    if (waiting.all === 0)
      throw new AppError(
        'LIMIT_EXCEEDED',
        `${this.used} ${what} run, of which ${own} are yours, and no more can: try again when some have ended.`,
      )
    if (queue.length >= shareOf(user, waiting) || this.waiting >= waiting.all)
      throw new AppError(
        'LIMIT_EXCEEDED',
        `${this.used} ${what} run and ${this.waiting} wait, of which ${own} and ${queue.length} are yours: try again when some have ended.`,
      )
    this.#queues.set(user, [...queue, place])
    return place
  }

  /** In round robin: of every other user as many as come before it. */
  ahead(place: Place): number {
    const own = this.#queues.get(place.user)?.indexOf(place) ?? -1
    if (own < 0) return 0
    let ahead = own + 1
    let passed = false
    for (const [user, queue] of this.#queues) {
      if (user === place.user) passed = true
      else ahead += Math.min(queue.length, passed ? own : own + 1)
    }
    return ahead
  }

  leave(place: Place, state: 'waiting' | 'held'): void {
    if (state === 'waiting') {
      const queue = (this.#queues.get(place.user) ?? []).filter((one) => one !== place)
      if (queue.length > 0) this.#queues.set(place.user, queue)
      else this.#queues.delete(place.user)
      return
    }
    const held = (this.#held.get(place.user) ?? 1) - 1
    if (held > 0) this.#held.set(place.user, held)
    else this.#held.delete(place.user)
    this.#next()
  }

  #next(): void {
    for (const [user, [first, ...rest]] of this.#queues) {
      if (!first || !this.#isFree(user)) continue
      // The user is the last in the round from here on.
      this.#queues.delete(user)
      if (rest.length > 0) this.#queues.set(user, rest)
      return this.#give(first)
    }
  }

  #isFree(user: string): boolean {
    const { running } = this.#options
    return this.used < running.all && (this.#held.get(user) ?? 0) < shareOf(user, running)
  }

  #give(place: Place): void {
    this.#held.set(place.user, (this.#held.get(place.user) ?? 0) + 1)
    place.grant()
  }
}
