import type { AuditRecord, AuditResult } from '#lib/contract/audit.ts'
import type { ListQuery, Page } from '#lib/contract/common.ts'
import type { Ctx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import { auditLog } from './audit-log.ts'

interface AuditInput extends ListQuery {
  cluster?: string | undefined
  actor?: string | undefined
  action?: string | undefined
  result?: AuditResult | undefined
}

/** What was done on the clusters, newest first. A cluster that cannot be reached is left out, unless it is the one asked for. */
export async function listAudit({ runtime }: Ctx, input: AuditInput): Promise<Page<AuditRecord>> {
  const records =
    input.cluster === undefined
      ? (await Promise.allSettled(runtime.clusters.all().map(async (cluster) => auditLog(cluster).records()))).flatMap(
          (settled) => (settled.status === 'fulfilled' ? settled.value : []),
        )
      : await auditLog(runtime.clusters.get(input.cluster)).records()
  // What two clusters have recorded is one thing.
  const found = [...new Map(records.map((record) => [record.id, record])).values()].filter(
    (record) =>
      (input.actor === undefined || record.actor === input.actor) &&
      (input.action === undefined || record.action === input.action) &&
      (input.result === undefined || record.result === input.result),
  )
  return paginate(found.toReversed(), input, {
    searched: ({ actor, action, target, reason, cluster }) => `${actor} ${action} ${target} ${reason ?? ''} ${cluster}`,
    column: (record, column) => record[column as 'at' | 'actor' | 'action' | 'target'],
  })
}
