import { randomUUID } from 'node:crypto'
import { isAppError } from '#lib/errors.ts'
import type { Subject } from '#server/auth/actor.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/log.ts'
import { auditLog } from './audit-log.ts'
import { boundDetails, boundText } from './bound-details.ts'
import type { StoredAudit } from './stored-audit.ts'

/** What is done, before it is known how it ends. `details` must not hold contents of records. */
export interface AuditedAction {
  /** `topic.create`, `replay.start`, …: the thing, a dot, the verb. */
  action: string
  /** The topic, group or replay it is done to. */
  target: string
  reason?: string | undefined
  details?: Record<string, unknown>
}

interface Who {
  actor: string
  requestId: string
  subject?: Subject
  address?: string | null
}

interface Outcome {
  result: 'ok' | 'failed'
  problem: string | null
}

/** Writes what was done and has ended. Never fails: a record that cannot be written is kept in memory and logged. */
export async function recordAudit(cluster: KafkaCluster, event: AuditedAction & Who & Outcome): Promise<void> {
  const { result, problem } = event
  await write(cluster, endOf(intentOf(cluster, event, event), event, { result, problem }))
}

/**
 * Does a write, with an audit record of the intent before it and of the outcome after it, under one id. Every verb that changes something on a
 * cluster runs inside of it. Details that `work` adds to the action are recorded with the outcome.
 * @throws what `work` throws, after the outcome was recorded
 */
export async function audited<Result>(
  ctx: Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId'>,
  action: AuditedAction,
  work: () => Promise<Result>,
): Promise<Result> {
  const { name: actor, subject, address } = ctx.actor
  const intent = intentOf(ctx.cluster, action, { actor, subject, address, requestId: ctx.requestId })
  await write(ctx.cluster, intent)
  try {
    const result = await work()
    await write(ctx.cluster, endOf(intent, action, { result: 'ok', problem: null }))
    return result
  } catch (error) {
    const problem = isAppError(error) ? error.message : 'An internal error; the log of the console says more.'
    await write(ctx.cluster, endOf(intent, action, { result: 'failed', problem }))
    throw error
  }
}

function intentOf(cluster: KafkaCluster, { action, target, reason, details }: AuditedAction, who: Who): StoredAudit {
  const bounded = boundDetails(details ?? {})
  return {
    id: randomUUID(),
    at: Date.now(),
    endedAt: null,
    actor: boundText(who.actor),
    subject: who.subject ? { issuer: boundText(who.subject.issuer), sub: boundText(who.subject.sub) } : null,
    address: who.address ?? null,
    cluster: cluster.config.id,
    action,
    target: boundText(target),
    reason: reason === undefined ? null : boundText(reason),
    result: 'unknown',
    problem: null,
    details: bounded.details,
    detailsTruncated: bounded.truncated,
    requestId: who.requestId,
  }
}

function endOf(intent: StoredAudit, { details }: AuditedAction, { result, problem }: Outcome): StoredAudit {
  const bounded = boundDetails(details ?? {})
  return {
    ...intent,
    endedAt: Date.now(),
    result,
    problem: problem === null ? null : boundText(problem),
    details: bounded.details,
    detailsTruncated: bounded.truncated,
  }
}

async function write(cluster: KafkaCluster, record: StoredAudit): Promise<void> {
  const { durable, problem: cause } = await auditLog(cluster).append(record)
  const { actor, action, target, result } = record
  if (!durable) log.warn({ err: cause, actor, action, target, result }, 'audit record kept in this process only')
}
