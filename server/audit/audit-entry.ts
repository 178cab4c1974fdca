import { randomUUID } from 'node:crypto'
import type { AuditResult } from '#lib/contract/audit.ts'
import type { Actor, Subject } from '#server/auth/actor.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
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
  /** Where records are written to, if that is another cluster: it has the record, too. */
  targetCluster?: KafkaCluster
}

export interface Who {
  actor: string
  requestId: string
  subject?: Subject
  address?: string | null
}

export interface Outcome {
  result: Exclude<AuditResult, 'unknown'>
  problem: string | null
}

export const whoOf = ({ actor, requestId }: { actor: Actor; requestId: string }): Who => ({
  actor: actor.name,
  subject: actor.subject,
  address: actor.address,
  requestId,
})

/** An entry without a result; `cluster` is null for what belongs to none. */
export function intentOf(cluster: KafkaCluster | null, action: AuditedAction, who: Who): StoredAudit {
  const bounded = boundDetails(action.details ?? {})
  const { targetCluster } = action
  return {
    id: randomUUID(),
    at: Date.now(),
    endedAt: null,
    actor: boundText(who.actor),
    subject: who.subject ? { issuer: boundText(who.subject.issuer), sub: boundText(who.subject.sub) } : null,
    address: who.address ?? null,
    cluster: cluster?.config.id ?? null,
    targetCluster: targetCluster && targetCluster !== cluster ? targetCluster.config.id : null,
    action: action.action,
    target: boundText(action.target),
    reason: action.reason === undefined ? null : boundText(action.reason),
    result: 'unknown',
    problem: null,
    details: bounded.details,
    detailsTruncated: bounded.truncated,
    breakGlass: false,
    requestId: who.requestId,
  }
}

/** The entry with its result, and the details as they are by now. */
export function endOf(intent: StoredAudit, { details }: AuditedAction, { result, problem }: Outcome): StoredAudit {
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
