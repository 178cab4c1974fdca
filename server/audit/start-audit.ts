import { onRefusal } from '#server/http/note-refusal.ts'
import type { Runtime } from '#server/runtime.ts'
import { setAuditHome } from './audit-home.ts'
import { recordRefusal } from './record-refusal.ts'
import { flushAuditSinks } from './sink/audit-sink.ts'

/** Says where what changes no cluster is recorded, has refusals recorded, and sends what waits for the second sinks when the console ends. */
export function startAudit(runtime: Pick<Runtime, 'config' | 'clusters' | 'onStop'>): void {
  const { cluster } = runtime.config.state
  setAuditHome(cluster === undefined ? null : runtime.clusters.get(cluster))
  onRefusal(recordRefusal)
  runtime.onStop(flushAuditSinks)
}
