import { postWebhook } from '#server/post-webhook.ts'
import type { AuditSink } from '#server/config/audit-schema.ts'
import type { SendLines } from './sink-queue.ts'

/** `{ "source": "tailrace", "records": [...] }` by POST; any answer of 2xx acknowledges all of them. */
export function toWebhook(sink: Extract<AuditSink, { kind: 'webhook' }>): SendLines {
  return async (lines, signal) => {
    const result = await postWebhook(sink, `{"source":"tailrace","records":[${lines.join(',')}]}`, signal)
    return result.ok ? { state: 'acknowledged' } : { state: 'failed', problem: result.problem }
  }
}
