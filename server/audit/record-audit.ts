import { AppError, isAppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/log.ts'
import { singleton } from '#server/singleton.ts'
import { soonOr } from '#server/soon-or.ts'
import { type AuditedAction, endOf, intentOf, type Outcome, type Who, whoOf } from './audit-entry.ts'
import type { StoredAudit } from './stored-audit.ts'
import { writeAudit } from './write-audit.ts'

/** How long a change waits for the second sink where the audit topic took nothing. */
const ACKNOWLEDGED_WITHIN_MS = 5_000

interface AuditedChange extends AuditedAction {
  /** It only ends something that runs, so that it is never refused for want of a record. */
  onlyStops?: boolean
}

const recorded = () => singleton('audit.recorded-errors', () => new WeakSet<Error>())

/** Whether an error is the outcome of a change that was recorded. */
export function isRecorded(error: unknown): boolean {
  return error instanceof Error && recorded().has(error)
}

/** Writes what was done and has ended. Never fails: a record that cannot be written is kept in memory and logged. */
export async function recordAudit(cluster: KafkaCluster, event: AuditedAction & Who & Outcome): Promise<void> {
  const record = endOf(intentOf(cluster, event, event), event, event)
  for (const place of placesOf(cluster, event)) await writeAudit(place, record)
}

/**
 * Does a write, with an audit record of the intent before it and of the outcome after it, under one id. Every verb that changes something on a
 * cluster runs inside of it. Details that `work` adds to the action are recorded with the outcome.
 * @throws AppError AUDIT_UNAVAILABLE where a record is required and the intent cannot be written; what `work` throws, after the outcome was recorded
 */
export async function audited<Result>(
  ctx: Pick<ClusterCtx, 'cluster' | 'actor' | 'requestId'>,
  action: AuditedChange,
  work: () => Promise<Result>,
): Promise<Result> {
  const places = placesOf(ctx.cluster, action)
  const intent = intentOf(ctx.cluster, action, whoOf(ctx))
  const end = async (outcome: Outcome) => {
    const record = endOf(intent, action, outcome)
    for (const place of places) await writeAudit(place, record)
  }
  try {
    for (const place of places) if (await isBreakGlass(place, action, intent)) intent.breakGlass = true
    const result = await work()
    await end({ result: 'ok', problem: null })
    return result
  } catch (error) {
    await end({ result: 'failed', problem: problemText(error) })
    if (error instanceof Error) recorded().add(error)
    throw error
  }
}

/** What a record says of an error. */
export function problemText(error: unknown): string {
  return isAppError(error) ? error.message : 'An internal error; the log of the console says more.'
}

/** Both clusters where records go from one to another. A read-only one is not written to, not even its audit log. */
function placesOf(cluster: KafkaCluster, { targetCluster }: AuditedAction): KafkaCluster[] {
  return targetCluster && targetCluster !== cluster && !targetCluster.config.readOnly
    ? [cluster, targetCluster]
    : [cluster]
}

/**
 * Writes an intent. @returns whether the change may only be made because the second sink has acknowledged it and a reason was given
 * @throws AppError AUDIT_UNAVAILABLE where a record is required and neither holds
 */
async function isBreakGlass(cluster: KafkaCluster, action: AuditedChange, intent: StoredAudit): Promise<boolean> {
  const { durable, problem, acknowledged } = await writeAudit(cluster, intent)
  const { audit, name } = cluster.config
  if (durable || !audit.required || action.onlyStops) return false
  const hasReason = (action.reason ?? '') !== ''
  const mayAcknowledge = hasReason && audit.sink?.kind !== 'syslog'
  if (mayAcknowledge && (await soonOr(acknowledged, false, ACKNOWLEDGED_WITHIN_MS))) {
    const { actor, target, reason } = intent
    log.warn({ actor, action: action.action, target, reason }, 'changed with a record in the second sink only')
    return true
  }
  const cause = isAppError(problem) ? ` ${problem.message}` : ''
  throw new AppError(
    'AUDIT_UNAVAILABLE',
    `Nothing was changed: ${name} requires an audit record, and it could not be written.${cause}${adviceOf(cluster, hasReason)}`,
    { cause: problem },
  )
}

function adviceOf({ config }: KafkaCluster, hasReason: boolean): string {
  const { sink } = config.audit
  if (!sink) return ''
  if (sink.kind === 'syslog') return ' The syslog server of audit.sink acknowledges nothing, so that it is not enough.'
  return hasReason
    ? ' The receiver of audit.sink did not acknowledge it either.'
    : ' With a reason, audit.sink is enough.'
}
