import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'

const home = () => singleton('audit.home', (): { cluster: KafkaCluster | null } => ({ cluster: null }))

/** The cluster whose audit log holds what changes no cluster: the one that `state.cluster` names. */
export function setAuditHome(cluster: KafkaCluster | null): void {
  home().cluster = cluster
}

/** Null where none is named, or nothing may be written to it. */
export function auditHome(): KafkaCluster | null {
  const { cluster } = home()
  return cluster && !cluster.config.readOnly ? cluster : null
}
