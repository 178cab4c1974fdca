import { randomUUID } from 'node:crypto'
import { isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/observability/log.ts'
import { auditLog } from './audit-log.ts'
import { boundDetails, boundText } from './bound-details.ts'

/** What is done, before it is known how it ends. `details` must hold neither contents of records nor secrets. */
export interface AuditedAction {
  /** `topic.create`, `replay.start`, …: the thing, a dot, the verb. */
  action: string
  /** The topic, group or replay it is done to. */
  target: string
  reason?: string | undefined
  details?: Record<string, unknown>
}

interface Outcome extends AuditedAction {
  actor: string
  requestId: string
  result: 'ok' | 'failed'
  problem: string | null
}

/** Writes what was done. Never fails: a record that cannot be written is kept in memory and logged. */
export async function recordAudit(cluster: KafkaCluster, outcome: Outcome): Promise<void> {
  const { actor, action, target, reason, details, result, problem, requestId } = outcome
  const bounded = boundDetails(details ?? {})
  const { durable, problem: cause } = await auditLog(cluster).append({
    id: randomUUID(),
    at: Date.now(),
    actor: boundText(actor),
    cluster: cluster.config.id,
    action,
    target: boundText(target),
    reason: reason === undefined ? null : boundText(reason),
    result,
    problem: problem === null ? null : boundText(problem),
    details: bounded.details,
    detailsTruncated: bounded.truncated,
    requestId,
  })
  if (!durable) log.warn({ err: cause, actor, action, target, result }, 'audit record kept in memory only')
}

/**
 * Does a write and leaves an audit record of how it ended. Every verb that changes something on a cluster runs inside of it.
 * @throws what `work` throws, after the record was written
 */
export async function audited<Result>(
  ctx: Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId'>,
  action: AuditedAction,
  work: () => Promise<Result>,
): Promise<Result> {
  const who = { actor: ctx.actor.name, requestId: ctx.requestId }
  try {
    const result = await work()
    await recordAudit(ctx.cluster, { ...action, ...who, result: 'ok', problem: null })
    return result
  } catch (error) {
    const problem = isAppError(error) ? error.message : 'An internal error; the log of the console says more.'
    await recordAudit(ctx.cluster, { ...action, ...who, result: 'failed', problem })
    throw error
  }
}
