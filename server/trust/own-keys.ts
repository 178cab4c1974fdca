import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { type KeyRing, NO_KEYS } from './key-ring.ts'

interface Installed {
  ring: KeyRing
  /** Why there is no key. */
  problem: string | null
  ofCluster: WeakMap<KafkaCluster, KeyRing>
}

const installed = () =>
  singleton('trust.keys', (): Installed => ({ ring: NO_KEYS, problem: null, ofCluster: new WeakMap() }))

/** Gives the process its keys, at the start. */
export function installKeyRing(ring: KeyRing, problem: string | null = null): void {
  installed().ring = ring
  installed().problem = problem
}

/** Lets one connected cluster use other keys than the process: a second console in the same process, in tests. */
export function installKeyRingOf(cluster: KafkaCluster, ring: KeyRing): void {
  installed().ofCluster.set(cluster, ring)
}

/** The keys with which records on a cluster are signed and verified. */
export function keyRingOf(cluster: KafkaCluster): KeyRing {
  return installed().ofCluster.get(cluster) ?? installed().ring
}

/** Why this console keeps nothing durable; null where it has a key. */
export function keyProblem(): string | null {
  const { ring, problem } = installed()
  return ring.signing('records') ? null : (problem ?? 'This console has no key: set auth.secretFile.')
}

/** The key that signs. @throws AppError FORBIDDEN where there is none: nothing durable is written then */
export function requireKey(cluster: KafkaCluster): { id: string; key: Buffer } {
  const signer = keyRingOf(cluster).signing('records')
  if (!signer) throw new AppError('FORBIDDEN', keyProblem() ?? 'This console has no key.')
  return signer
}
