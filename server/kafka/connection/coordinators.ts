import { throwIfError } from '../protocol/error-codes.ts'
import { findCoordinator } from '../protocol/find-coordinator.ts'
import type { KafkaCluster } from './kafka-cluster.ts'

export type CoordinatorType = 'group' | 'transaction'

const KEY_TYPE: Record<CoordinatorType, number> = { group: 0, transaction: 1 }
/** Bounds the memory of a console that looks at many groups; the eldest goes first. */
const MAX_KNOWN = 10_000

/** Which broker coordinates a group or a transactional id. */
export class Coordinators {
  readonly #known = new Map<string, number>()

  async find(cluster: KafkaCluster, type: CoordinatorType, key: string): Promise<number> {
    const known = this.#known.get(`${type} ${key}`)
    if (known !== undefined) return known
    const { coordinators } = await cluster.send('any', findCoordinator, { keyType: KEY_TYPE[type], keys: [key] })
    const [found] = coordinators
    throwIfError(found?.errorCode ?? -1, `The coordinator of ${key}`, found?.errorMessage ?? null)
    const nodeId = found?.nodeId ?? -1
    if (this.#known.size >= MAX_KNOWN) {
      const [eldest] = this.#known.keys()
      if (eldest !== undefined) this.#known.delete(eldest)
    }
    this.#known.set(`${type} ${key}`, nodeId)
    return nodeId
  }

  forget(type: CoordinatorType, key: string): void {
    this.#known.delete(`${type} ${key}`)
  }
}
