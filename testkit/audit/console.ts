/** A console that records the intent of a change and is in the middle of it until it is killed. */
import { anonymousActor } from '#server/auth/actor.ts'
import type { AuditSettings } from '#server/config/audit-schema.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { installTestKeys } from '#testkit/trust/test-keys.ts'
import { audited } from '#server/audit/record-audit.ts'

installTestKeys()
const [, , bootstrapServers = '', target = '', sink] = process.argv
const audit: AuditSettings = { required: false, sink: sink === 'stdout' ? { kind: sink } : null }
const cluster = new KafkaCluster({ ...testCluster(bootstrapServers), audit })
const ctx = { cluster, actor: anonymousActor(['admin']), requestId: 'killed' }
await audited(ctx, { action: 'test.endless', target }, async () => {
  process.stdout.write('started\n')
  await new Promise((resolve) => setInterval(resolve, 1 << 30))
})
