import type { AuditRecord, AuditResult } from '#lib/contract/audit.ts'
import type { ListQuery, Page } from '#lib/contract/common.ts'
import type { Ctx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { auditHome } from './audit-home.ts'
import { auditLog } from './audit-log.ts'
import { processAudit } from './process-audit.ts'

interface AuditInput extends ListQuery {
  cluster?: string | undefined
  actor?: string | undefined
  action?: string | undefined
  result?: AuditResult | undefined
}

/**
 * What was done, newest first: on one cluster, with what the home cluster and this process have of it, or on all of them. Clusters that do not
 * answer are named. @throws AppError where the cluster that is asked for does not answer
 */
export async function listAudit(
  { runtime }: Pick<Ctx, 'runtime'>,
  input: AuditInput,
): Promise<Page<AuditRecord> & { unreachable: string[] }> {
  const asked = input.cluster === undefined ? null : runtime.clusters.get(input.cluster)
  const home = auditHome()
  const places = asked ? new Set([asked, ...(home ? [home] : [])]) : new Set(runtime.clusters.all())
  const unreachable: string[] = []
  // What two clusters have recorded is one thing.
  const records = new Map<string, AuditRecord>()
  await Promise.all(
    [...places].map(async (place) => {
      try {
        for (const record of await auditLog(place).records())
          if (!asked || isAbout(asked, record, place)) records.set(record.id, record)
      } catch (error) {
        if (place === asked) throw error
        unreachable.push(place.config.id)
      }
    }),
  )
  for (const record of processAudit().values())
    if (!asked || isAbout(asked, { ...record, durable: false }, home ?? asked))
      records.set(record.id, { ...record, durable: false })
  const found = [...records.values()]
    .toReversed()
    .filter(
      (record) =>
        (input.actor === undefined || record.actor === input.actor) &&
        (input.action === undefined || record.action === input.action) &&
        (input.result === undefined || record.result === input.result),
    )
  const listed = paginate(
    found.toSorted((a, b) => b.at - a.at),
    input,
    {
      searched: ({ actor, action, target, reason, cluster }) =>
        `${actor} ${action} ${target} ${reason ?? ''} ${cluster ?? ''}`,
      column: (record, column) => record[column as 'at' | 'actor' | 'action' | 'target'],
    },
  )
  return { ...listed, unreachable: unreachable.toSorted() }
}

/** Whether a record of the log of `place` belongs to a cluster. What belongs to none is listed with the home cluster. */
function isAbout(asked: KafkaCluster, record: AuditRecord, place: KafkaCluster): boolean {
  const { id } = asked.config
  if (record.cluster === id || record.targetCluster === id) return true
  if (place !== asked) return false
  // Its own log, under an id that it had before; the home has those of others, too.
  return record.cluster === null || place !== auditHome()
}
