import type { Runtime } from '#server/runtime.ts'
import { setAuditHome } from './audit-home.ts'
import { flushAuditSinks } from './sink/audit-sink.ts'

/** Says where what changes no cluster is recorded, and sends what waits for the second sinks when the console ends. */
export function startAudit(runtime: Pick<Runtime, 'config' | 'clusters' | 'onStop'>): void {
  const { cluster } = runtime.config.state
  setAuditHome(cluster === undefined ? null : runtime.clusters.get(cluster))
  runtime.onStop(flushAuditSinks)
}
