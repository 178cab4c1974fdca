/** A console without pages, for tests that kill it: watches the alert rules of one cluster until it dies. Its only argument is JSON. */
import { Alerts } from '#server/config/alerts-schema.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import type { Runtime } from '#server/runtime.ts'
import { installTestKeys } from '#testkit/trust/test-keys.ts'
import { alertEngine } from '#server/alerts/alert-engines.ts'

installTestKeys()
const { bootstrapServers, id, alerts } = JSON.parse(process.argv[2] ?? '') as {
  bootstrapServers: string
  id: string
  alerts: object
}
const cluster = new KafkaCluster({ ...testCluster(bootstrapServers), id, sampleSeconds: 1 })
await cluster.start()
const runtime = { config: { alerts: Alerts.parse(alerts), publicAddresses: [] } } as unknown as Runtime
alertEngine(runtime, cluster)?.run()
// The engine's own timers let a process end.
setInterval(() => undefined, 1_000)
