import { AppError } from '#lib/errors.ts'
import type { BrokerLink } from '../connection/broker-link.ts'
import { FrameMemory } from '../connection/frame-memory.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'

/** Connections of one job, one per node, so that megabytes of records do not stand in the way of everybody's requests. */
export class NodeLinks {
  readonly #cluster: KafkaCluster
  readonly #memory = new FrameMemory()
  #closed = false
  readonly #open = new Map<number, Promise<{ link: BrokerLink; close: () => void }>>()

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  /** @throws AppError CLUSTER_UNREACHABLE, LIMIT_EXCEEDED when too many are open, CONFLICT when they were closed */
  async get(nodeId: number): Promise<BrokerLink> {
    if (this.#closed) throw new AppError('CONFLICT', 'Reading was stopped.')
    const existing = this.#open.get(nodeId)
    if (existing) {
      const { link, close } = await existing
      if (link.connected) return link
      close()
      if (this.#open.get(nodeId) === existing) this.#open.delete(nodeId)
    }
    const opening = this.#open.get(nodeId) ?? this.#cluster.openDedicated(nodeId, { frameMemory: this.#memory })
    this.#open.set(nodeId, opening)
    try {
      return (await opening).link
    } catch (error) {
      if (this.#open.get(nodeId) === opening) this.#open.delete(nodeId)
      throw error
    }
  }

  /** Nothing looks at an answer any more: its memory is used for the next. */
  handBack({ buffer }: Buffer): void {
    this.#memory.handBack(buffer)
  }

  close(): void {
    this.#closed = true
    for (const opening of this.#open.values())
      void opening.then(
        ({ close }) => close(),
        () => undefined,
      )
    this.#open.clear()
  }
}
