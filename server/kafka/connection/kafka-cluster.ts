import { AppError, isAppError } from '#lib/errors.ts'
import type { ClusterConfig } from '#server/config/schema.ts'
import type { Api } from '../protocol/api.ts'
import { BrokerLink, type SendOptions } from './broker-link.ts'
import type { ClusterMetadata, Node, TopicMetadata } from './cluster-metadata.ts'
import { ClusterHealth } from './cluster-health.ts'
import type { FrameMemory } from './frame-memory.ts'
import { addressText, type Address, type ConnectionSettings } from './connection-settings.ts'
import { Coordinators, type CoordinatorType } from './coordinators.ts'
import { LinkTable } from './link-table.ts'
import { readMetadata, readTopic } from './read-metadata.ts'

const MONITOR_EVERY_MS = 5_000
const MONITOR_DOWN_EVERY_MS = 2_000
/** Dedicated connections (tails, scans, replays) of one cluster at a time. */
const MAX_DEDICATED = 64

export type Destination = number | 'any' | 'controller'

export interface ClusterSendOptions extends SendOptions {
  /** Ask once more on a new connection when this one broke. For requests that may be repeated without harm; on by default. */
  repeatable?: boolean
}

/**
 * One configured cluster: its connections, what is known of its nodes and topics, and whether it is there.
 * Nothing here joins a group, commits an offset or creates a topic.
 */
export class KafkaCluster {
  readonly config: ClusterConfig & ConnectionSettings
  readonly health = new ClusterHealth()
  readonly #links: LinkTable
  readonly #coordinators = new Coordinators()
  #metadata: ClusterMetadata | undefined
  #reading: Promise<ClusterMetadata> | undefined
  #dedicated = 0
  #monitor: NodeJS.Timeout | undefined
  readonly #ends: (() => void)[] = []
  #closed = false

  constructor(config: ClusterConfig & ConnectionSettings) {
    this.config = config
    this.#links = new LinkTable(config)
  }

  /** Watches the cluster until {@link close}: after an outage it is found again within seconds. Resolves after the first attempt. */
  async start(): Promise<void> {
    await this.metadata({ maxAgeMs: 0 }).catch(() => undefined)
    if (this.#closed) return
    const delay = this.health.status === 'down' ? MONITOR_DOWN_EVERY_MS : MONITOR_EVERY_MS
    this.#monitor = setTimeout(() => void this.start(), delay).unref()
  }

  /** What runs beside the cluster (samplers, hubs) ends with it. */
  onClose(end: () => void): void {
    this.#ends.push(end)
  }

  close(): void {
    this.#closed = true
    for (const end of this.#ends) end()
    clearTimeout(this.#monitor)
    this.#links.close()
  }

  /** What was read last, however old; undefined before the first success. */
  get lastMetadata(): ClusterMetadata | undefined {
    return this.#metadata
  }

  /** Nodes, topics and leaders, at most `maxAgeMs` old (5 s unless told). Concurrent readers share one request. */
  async metadata({ maxAgeMs = 5_000 }: { maxAgeMs?: number } = {}): Promise<ClusterMetadata> {
    if (this.#metadata && Date.now() - this.#metadata.readAt < maxAgeMs) return this.#metadata
    this.#reading ??= this.#readMetadata().finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #readMetadata(): Promise<ClusterMetadata> {
    try {
      const metadata = await this.#retrying((link) => readMetadata(link), 'any', true)
      this.#metadata = metadata
      this.#links.keepOnly((key) => key.startsWith('seed ') || this.#nodeKeys(metadata).has(key))
      this.health.succeeded(metadata)
      return metadata
    } catch (error) {
      if (!this.#closed) this.health.failed(error)
      throw error
    }
  }

  #nodeKeys(metadata: ClusterMetadata): Set<string> {
    return new Set([...metadata.nodes.values()].map(nodeKey))
  }

  /**
   * One topic. One that is not in what was read before is asked for by name, and with a `maxAgeMs` of 0 every one is, which costs less than
   * reading them all. @throws AppError NOT_FOUND
   */
  async topic(name: string, { maxAgeMs = 30_000 }: { maxAgeMs?: number } = {}): Promise<TopicMetadata> {
    const known = await this.metadata(maxAgeMs > 0 ? { maxAgeMs } : {})
    if (maxAgeMs === 0) known.topics.delete(name)
    const found = known.topics.get(name) ?? (await this.#retrying((link) => readTopic(link, name), 'any', true))
    if (!found) {
      throw new AppError(
        'NOT_FOUND',
        `There is no topic ${name} on ${this.config.name}, or it is not visible to this console.`,
      )
    }
    known.topics.set(name, found)
    return found
  }

  /** After this console deleted it: a topic that is still in what was read before would look alive for a moment. */
  forgetTopic(name: string): void {
    this.#metadata?.topics.delete(name)
  }

  /** Sends a request to a node, to any node, or to the controller. @throws AppError */
  async send<Req, Res>(
    to: Destination,
    api: Api<Req, Res>,
    request: Req,
    options: ClusterSendOptions = {},
  ): Promise<Res> {
    return this.#retrying((link) => link.send(api, request, options), to, options.repeatable ?? true)
  }

  /** Sends a request to the coordinator of a group or transaction; the caller looks for NOT_COORDINATOR and calls `forget`. */
  async coordinator(type: CoordinatorType, key: string): Promise<number> {
    return this.#coordinators.find(this, type, key)
  }

  forgetCoordinator(type: CoordinatorType, key: string): void {
    this.#coordinators.forget(type, key)
  }

  /** Whether the brokers know an API, as far as the node that answers can tell. */
  async supports(api: Pick<Api<never, unknown>, 'key' | 'versions'>, atLeast?: number): Promise<boolean> {
    return (await this.#link('any')).supports(api, atLeast)
  }

  /**
   * A connection of the caller's own, for long polls and scans that must not hold up others. The caller closes it. Large answers
   * come in `frameMemory` where that is given.
   * @throws AppError LIMIT_EXCEEDED when too many are open
   */
  async openDedicated(
    nodeId: number,
    { frameMemory }: { frameMemory?: FrameMemory } = {},
  ): Promise<{ link: BrokerLink; close: () => void }> {
    if (this.#dedicated >= MAX_DEDICATED) {
      throw new AppError(
        'LIMIT_EXCEEDED',
        `${MAX_DEDICATED} tails and scans run on ${this.config.name} already: end one first.`,
      )
    }
    this.#dedicated += 1
    let open = true
    const release = () => {
      if (open) this.#dedicated -= 1
      open = false
    }
    try {
      const link = await BrokerLink.open(
        await this.#node(nodeId),
        frameMemory ? { ...this.config, frameMemory } : this.config,
      )
      return {
        link,
        close: () => {
          link.close()
          release()
        },
      }
    } catch (error) {
      release()
      throw error
    }
  }

  get dedicatedConnections(): number {
    return this.#dedicated
  }

  async #retrying<Result>(
    use: (link: BrokerLink) => Promise<Result>,
    to: Destination,
    repeatable: boolean,
  ): Promise<Result> {
    const link = await this.#link(to)
    try {
      return await use(link)
    } catch (error) {
      const broken = isAppError(error) && error.code === 'CLUSTER_UNREACHABLE' && !link.connected
      if (!broken || !repeatable || this.#closed) throw error
      return use(await this.#link(to))
    }
  }

  async #link(to: Destination): Promise<BrokerLink> {
    if (to === 'any') return this.#anyLink()
    const id = to === 'controller' ? await this.#controllerId() : to
    if (id === null) return this.#anyLink()
    const node = await this.#node(id)
    return this.#links.get(nodeKey(node), node)
  }

  async #anyLink(): Promise<BrokerLink> {
    const open = this.#links.anyOpen()
    if (open) return open
    let first: unknown
    const known = [...(this.#metadata?.nodes.values() ?? [])].map((node) => ({
      key: nodeKey(node),
      address: node as Address,
    }))
    const seeds = this.config.brokers.map((address) => ({ key: `seed ${addressText(address)}`, address }))
    for (const { key, address } of [...seeds, ...known]) {
      try {
        return await this.#links.get(key, address)
      } catch (error) {
        first ??= error
      }
    }
    throw first
  }

  async #controllerId(): Promise<number | null> {
    const { controllerId, nodes } = await this.metadata()
    return controllerId !== null && nodes.has(controllerId) ? controllerId : null
  }

  async #node(id: number): Promise<Node> {
    const node = this.#metadata?.nodes.get(id) ?? (await this.metadata({ maxAgeMs: 1_000 })).nodes.get(id)
    if (!node) throw new AppError('CLUSTER_UNREACHABLE', `Broker ${id} is not in the cluster at the moment.`)
    return node
  }
}

function nodeKey(node: Node): string {
  return `node ${node.id} ${addressText(node)}`
}
