import type { Runtime } from '#server/runtime.ts'
import { flushAuditSinks } from './sink/audit-sink.ts'

/** Sends what waits for the second sinks when the console ends. */
export function startAudit(runtime: Runtime): void {
  runtime.onStop(flushAuditSinks)
}
