import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { Serde } from './serde.ts'
import { type SerdeSettings, serdeSettings } from './serde-settings.ts'

const serdes = singleton('serdes', () => new WeakMap<KafkaCluster, Serde>())

/** What decodes the records of a cluster; made at the first call and closed with the cluster. */
export function serdeOf(cluster: KafkaCluster): Serde {
  const known = serdes.get(cluster)
  if (known) return known
  const serde = new Serde(serdeSettingsOf(cluster))
  serdes.set(cluster, serde)
  cluster.onClose(() => serde.close())
  return serde
}

const settings = singleton('serde-settings', () => new WeakMap<KafkaCluster, SerdeSettings>())

/** What a thread needs to decode as {@link serdeOf} does; read once. */
export function serdeSettingsOf(cluster: KafkaCluster): SerdeSettings {
  const known = settings.get(cluster) ?? serdeSettings(cluster.config)
  settings.set(cluster, known)
  return known
}
