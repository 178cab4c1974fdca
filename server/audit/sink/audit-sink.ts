import type { AuditSink } from '#server/config/audit-schema.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { singleton } from '#server/singleton.ts'
import { type SendLines, SinkQueue } from './sink-queue.ts'
import { toStdout } from './to-stdout.ts'
import { toSyslog } from './to-syslog.ts'
import { toWebhook } from './to-webhook.ts'

const queues = () => singleton('audit.sinks', () => new Map<KafkaCluster, SinkQueue>())

/** The second sink of a cluster's audit records; null where none is configured. */
export function auditSink(cluster: KafkaCluster): SinkQueue | null {
  const known = queues().get(cluster)
  if (known) return known
  const { sink } = cluster.config.audit
  if (!sink) return null
  const queue = new SinkQueue(`${cluster.config.id} ${sink.kind}`, senderOf(sink))
  queues().set(cluster, queue)
  cluster.onClose(() => {
    queues().delete(cluster)
    queue.stop()
  })
  return queue
}

/** Sends what waits for all sinks, as far as that takes no longer than two seconds: at the end of the process. */
export async function flushAuditSinks(): Promise<void> {
  await Promise.all([...queues().values()].map(async (queue) => queue.flush()))
}

function senderOf(sink: AuditSink): SendLines {
  switch (sink.kind) {
    case 'stdout':
      return toStdout
    case 'webhook':
      return toWebhook(sink)
    case 'syslog':
      return toSyslog(sink)
  }
}
