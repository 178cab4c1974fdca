import { trimEnd } from '#lib/format/trim-end.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import type { Runtime } from '#server/runtime.ts'
import { singleton } from '#server/singleton.ts'
import { stateStore } from '#server/store/state-store.ts'
import { AlertEngine } from './alert-engine.ts'
import { isOver } from './stored-alert.ts'

const known = () => singleton('alert-engines', () => new WeakMap<KafkaCluster, AlertEngine>())

/** How many alerts of a cluster fire; null where none is watched for. */
export function countFiring(cluster: KafkaCluster): number | null {
  const engine = known().get(cluster)
  return engine ? engine.alerts.all().filter((alert) => !isOver(alert)).length : null
}

/** The engine of a cluster, made at the first call; null where neither a rule nor a webhook is configured. */
export function alertEngine(runtime: Runtime, cluster: KafkaCluster): AlertEngine | null {
  const engine = known().get(cluster)
  if (engine) return engine
  const { alerts, publicAddresses } = runtime.config
  if (alerts.rules.length + alerts.webhooks.length === 0) return null
  const { id, sampleSeconds } = cluster.config
  const keeper = alerts.stateCluster === undefined ? cluster : runtime.clusters.get(alerts.stateCluster)
  const [address] = publicAddresses
  const created = new AlertEngine({
    cluster,
    sampler: lagSampler(cluster),
    rules: alerts.rules.filter(({ clusters }) => !clusters || clusters.includes(id)),
    webhooks: alerts.webhooks,
    // A read-only cluster is not written to, not even this console's own topics.
    store: keeper.config.readOnly ? null : stateStore(keeper),
    everyMs: sampleSeconds * 1000,
    address: address === undefined ? null : trimEnd(address, '/'),
  })
  known().set(cluster, created)
  return created
}
