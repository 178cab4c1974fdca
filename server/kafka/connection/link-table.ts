import { AppError } from '#lib/errors.ts'
import { BrokerLink } from './broker-link.ts'
import type { Address, ConnectionSettings } from './connection-settings.ts'

/** A node that just refused a connection is not asked again for so long: a broker that is down costs one attempt a second, not one a request. */
const RETRY_AFTER_MS = 1_000

interface Failure {
  at: number
  error: unknown
}

/** The shared links of a cluster, one per key (a node, or a seed address), opened on demand by whoever asks first. */
export class LinkTable {
  readonly #settings: ConnectionSettings
  readonly #links = new Map<string, BrokerLink>()
  readonly #opening = new Map<string, Promise<BrokerLink>>()
  readonly #failures = new Map<string, Failure>()
  #closed = false

  constructor(settings: ConnectionSettings) {
    this.#settings = settings
  }

  /** A link that is open at this moment, whichever. */
  anyOpen(): BrokerLink | undefined {
    for (const link of this.#links.values()) if (link.connected) return link
    return undefined
  }

  /** The open link of a key, or a new one. @throws the error of the last attempt while that is younger than a second */
  async get(key: string, address: Address): Promise<BrokerLink> {
    const existing = this.#links.get(key)
    if (existing?.connected) return existing
    if (existing) this.drop(key, existing)
    const failure = this.#failures.get(key)
    if (failure && Date.now() - failure.at < RETRY_AFTER_MS) throw failure.error
    const opening = this.#opening.get(key)
    if (opening) return opening
    const attempt = this.#open(key, address).finally(() => this.#opening.delete(key))
    this.#opening.set(key, attempt)
    return attempt
  }

  async #open(key: string, address: Address): Promise<BrokerLink> {
    if (this.#closed) throw new AppError('CLUSTER_UNREACHABLE', 'The console is stopping.')
    try {
      const link = await BrokerLink.open(address, this.#settings)
      if (this.#closed) link.close()
      this.#failures.delete(key)
      this.#links.set(key, link)
      return link
    } catch (error) {
      this.#failures.set(key, { at: Date.now(), error })
      throw error
    }
  }

  drop(key: string, link: BrokerLink): void {
    link.close()
    if (this.#links.get(key) === link) this.#links.delete(key)
  }

  /** Ends the links whose key is not wanted any more. */
  keepOnly(keep: (key: string) => boolean): void {
    for (const [key, link] of this.#links) if (!keep(key)) this.drop(key, link)
    for (const key of this.#failures.keys()) if (!keep(key)) this.#failures.delete(key)
  }

  close(): void {
    this.#closed = true
    this.keepOnly(() => false)
  }
}
