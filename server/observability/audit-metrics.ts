import { Gauge, Registry } from 'prom-client'
import { auditLog } from '#server/audit/audit-log.ts'
import { auditSink } from '#server/audit/sink/audit-sink.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'

/** What is missing in the audit logs of the clusters and in their second sinks. */
export function auditMetrics(clusters: KafkaCluster[]): Registry {
  const registry = new Registry()
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `tailrace_audit_${name}`, help, labelNames: ['cluster'], registers: [registry] })
  const unwritten = gauge('unwritten_records', 'Audit records that are kept in this process only')
  const waiting = gauge('sink_waiting', 'Audit records that wait for the second sink')
  const dropped = gauge('sink_dropped_total', 'Audit records that the second sink never got')
  for (const cluster of clusters) {
    const labels = { cluster: cluster.config.id }
    unwritten.set(labels, auditLog(cluster).unwritten)
    const figures = auditSink(cluster)?.figures
    if (!figures) continue
    waiting.set(labels, figures.waiting)
    dropped.set(labels, figures.dropped)
  }
  return registry
}
