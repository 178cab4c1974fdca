import { AppError } from '#lib/errors.ts'
import { negotiate, type Api, type BrokerVersions } from '../protocol/api.ts'
import { addressText, type Address, type ConnectionSettings } from './connection-settings.ts'
import { openCluster, type ConnectionPool, type SeedBroker } from './open-cluster.ts'
import { translateError } from './translate-error.ts'

const FETCH = 1

export interface SendOptions {
  /** Answers can take as long as this; at least the default of 10 s. */
  timeoutMs?: number
}

/**
 * A connection to one node. A broker answers the requests of a connection in order; one link has two of them, one for Fetch and one for
 * all else. A link never reconnects: when it is broken it is thrown away.
 */
export class BrokerLink {
  readonly versions: BrokerVersions
  readonly #address: Address
  readonly #pool: ConnectionPool
  #fetchReady: Promise<unknown> | undefined
  /** Given until the first answer: a broker that wants a sign-in tells its versions and closes the connection at the next request. */
  #settings: ConnectionSettings | undefined
  #closed = false

  private constructor(address: Address, settings: ConnectionSettings, { versions, connectionPool: pool }: SeedBroker) {
    this.#address = address
    this.#settings = settings
    this.versions = versions
    this.#pool = pool
  }

  /** @throws AppError CLUSTER_UNREACHABLE with what to do */
  static async open(address: Address, settings: ConnectionSettings): Promise<BrokerLink> {
    try {
      const broker = await openCluster(address, settings)
      return new BrokerLink(address, settings, broker)
    } catch (error) {
      throw translateError(error, { address: addressText(address), settings })
    }
  }

  get connected(): boolean {
    const [first] = this.#pool.pool
    return !this.#closed && first?.isConnected() === true
  }

  supports(api: Pick<Api<never, unknown>, 'key' | 'versions'>, atLeast: number = api.versions[0]): boolean {
    const offered = this.versions[api.key]
    return offered !== undefined && offered.maxVersion >= atLeast && offered.minVersion <= api.versions[1]
  }

  /**
   * Sends one request in the newest version both sides know.
   * @throws AppError UNSUPPORTED_BY_BROKER, BROKER_TIMEOUT, or CLUSTER_UNREACHABLE when the connection is gone
   */
  async send<Req, Res>(api: Api<Req, Res>, request: Req, options: SendOptions = {}): Promise<Res> {
    const version = negotiate(api, this.versions)
    const body = api.encode(request, version)
    try {
      if (api.key === FETCH) await this.#connectFetch()
      if (!this.connected)
        throw new AppError('CLUSTER_UNREACHABLE', `The connection to ${addressText(this.#address)} was closed.`)
      const answer = await this.#pool.send({
        request: { apiKey: api.key, apiVersion: version, apiName: api.name, encode: async () => encoderOf(body) },
        response: {
          decode: async (raw: Buffer) => ({ raw, clientSideThrottleTime: 0 }),
          parse: async (data: { raw: Buffer }) => data.raw,
        },
        requestTimeout: options.timeoutMs ?? null,
        logResponseError: false,
      })
      this.#settings = undefined
      return api.decode(answer as Buffer, version)
    } catch (error) {
      throw translateError(error, {
        address: addressText(this.#address),
        ...(this.#settings ? { settings: this.#settings } : {}),
      })
    }
  }

  /** kafkajs opens a second socket when two fetches start at once on a connection that is not open yet: one opens it for all. */
  async #connectFetch(): Promise<void> {
    this.#fetchReady ??= this.#pool.getConnection(1)
    await this.#fetchReady
    if (this.#pool.pool[1]?.isConnected() !== true) this.close()
  }

  /** Ends the connection now; requests on their way fail. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const connection of this.#pool.pool) {
      connection.rejectRequests(
        new AppError('CLUSTER_UNREACHABLE', `The connection to ${addressText(this.#address)} was closed.`),
      )
      connection.socket?.destroy()
    }
    this.#pool.destroy().catch(() => undefined)
  }
}

/** The shape kafkajs takes for an encoded request; the bytes are already final. */
function encoderOf(body: Buffer): { buf: Buffer; buffer: Buffer } {
  return { buf: body, buffer: body }
}
