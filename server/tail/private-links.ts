import type { BrokerLink } from '#server/kafka/connection/broker-link.ts'
import { FrameMemory } from '#server/kafka/connection/frame-memory.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'

interface Opened {
  link: BrokerLink
  close: () => void
}

/** One connection per node for all viewers of a cluster that catch up; open only while there are some. */
export class PrivateLinks {
  readonly #cluster: KafkaCluster
  /** Given back when the last user leaves. */
  #memory = new FrameMemory()
  readonly #opened = new Map<number, Promise<Opened>>()
  #users = 0

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster
  }

  get users(): number {
    return this.#users
  }

  /** To be released by the function it gives, called once. */
  use(): () => void {
    this.#users += 1
    let released = false
    return () => {
      if (released) return
      released = true
      this.#users -= 1
      if (this.#users === 0) this.close()
    }
  }

  /** @throws AppError CLUSTER_UNREACHABLE, LIMIT_EXCEEDED */
  async to(nodeId: number): Promise<BrokerLink> {
    const opening = this.#opened.get(nodeId) ?? this.#open(nodeId)
    const { link, close } = await opening
    if (link.connected) return link
    close()
    if (this.#opened.get(nodeId) === opening) this.#opened.delete(nodeId)
    return (await (this.#opened.get(nodeId) ?? this.#open(nodeId))).link
  }

  /** Nothing looks at an answer any more: its memory is used for the next. */
  handBack(answer: Buffer): void {
    this.#memory.handBack(answer.buffer)
  }

  close(): void {
    this.#memory = new FrameMemory()
    for (const opening of this.#opened.values()) {
      opening.then(
        ({ close }) => close(),
        () => undefined,
      )
    }
    this.#opened.clear()
  }

  #open(nodeId: number): Promise<Opened> {
    const opening = this.#cluster.openDedicated(nodeId, { frameMemory: this.#memory })
    this.#opened.set(nodeId, opening)
    opening.catch(() => {
      if (this.#opened.get(nodeId) === opening) this.#opened.delete(nodeId)
    })
    return opening
  }
}
