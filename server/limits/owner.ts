import { AppError } from '#lib/errors.ts'
import { log } from '#server/log.ts'
import { singleton } from '#server/singleton.ts'

/** The kinds that `tailrace_owned_resources` counts. */
export type OwnedKind = 'request' | 'body' | 'thread' | 'slot' | 'connections' | 'tail'

/** Something that must be given back: a thread, a place in a queue, connections. */
export interface Owned {
  /** Gives it back. May be called at any moment and more than once. */
  close(): void | Promise<void>
}

const counted = () => singleton('owned-resources', () => new Map<OwnedKind, number>())

/** How many resources of each kind have an owner at the moment. */
export function ownedByKind(): ReadonlyMap<OwnedKind, number> {
  return counted()
}

function count(kind: OwnedKind | null, by: 1 | -1): void {
  if (kind) counted().set(kind, (counted().get(kind) ?? 0) + by)
}

/**
 * Owns what one request holds and gives it back when the request ends, whenever and however that is. A generator's `finally` cannot do
 * that: it does not run where the client left before the first value was asked for.
 */
export class Owner implements Owned {
  /** Whose share of the limits is used: see `budgetKey`. */
  readonly user: string
  readonly #closing = new AbortController()
  /** In the order in which they came; null for a child, whose own resources are counted. */
  readonly #owned = new Map<Owned, OwnedKind | null>()
  readonly #until: AbortSignal | undefined
  readonly #onAbort = () => void this.close()
  #closed: Promise<void> | null = null

  /** @param until closes this owner when it is aborted, at once where it is already */
  constructor(user: string, until?: AbortSignal) {
    this.user = user
    this.#until = until
    if (until?.aborted) void this.close()
    else until?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Aborted when the owner is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal
  }

  /** Takes a resource over. @throws AppError CONFLICT where the owner is closed already; the resource is closed then, too */
  own<Resource extends Owned>(kind: OwnedKind, resource: Resource): Resource {
    return this.#take(kind, resource)
  }

  /** Closes one resource before the owner is closed. */
  async release(resource: Owned): Promise<void> {
    const kind = this.#owned.get(resource)
    if (this.#owned.delete(resource)) count(kind ?? null, -1)
    await resource.close()
  }

  /** An owner for a part of the work, closed with this one or before. @throws AppError CONFLICT where this one is closed */
  child(): Owner {
    const child = new Owner(this.user)
    child.signal.addEventListener('abort', () => this.#owned.delete(child), { once: true })
    return this.#take(null, child)
  }

  /** Closes everything, the last first; resolves when all of it has been given back. */
  async close(): Promise<void> {
    this.#closed ??= this.#closeAll()
    return this.#closed
  }

  #take<Resource extends Owned>(kind: OwnedKind | null, resource: Resource): Resource {
    if (this.signal.aborted) {
      Promise.resolve(resource.close()).catch(report)
      throw new AppError('CONFLICT', 'The request was stopped.')
    }
    this.#owned.set(resource, kind)
    count(kind, 1)
    return resource
  }

  async #closeAll(): Promise<void> {
    this.#until?.removeEventListener('abort', this.#onAbort)
    const all = [...this.#owned].toReversed()
    this.#owned.clear()
    this.#closing.abort()
    await Promise.all(
      all.map(async ([resource, kind]) => {
        try {
          await resource.close()
        } catch (error) {
          report(error)
        } finally {
          count(kind, -1)
        }
      }),
    )
  }
}

function report(error: unknown): void {
  log.error({ err: error }, 'a resource could not be given back')
}
