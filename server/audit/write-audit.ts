import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/log.ts'
import type { Appended } from '#server/store/append-record.ts'
import { auditHome } from './audit-home.ts'
import { auditLog } from './audit-log.ts'
import { keepInProcess } from './process-audit.ts'
import { auditSink } from './sink/audit-sink.ts'
import type { StoredAudit } from './stored-audit.ts'

interface Written {
  /** Whether the audit topic has it. */
  durable: boolean
  problem: unknown
  /** Whether the receiver of the second sink has acknowledged it; that may take as long as the receiver is down. */
  acknowledged: Promise<boolean>
}

/** Appends a record to the audit topic of a cluster and sends it to the second sink. Never fails: what the topic does not take is kept in memory and logged. */
export async function writeAudit(cluster: KafkaCluster, record: StoredAudit): Promise<Written> {
  const { appended, problem } = await auditLog(cluster).append(record)
  const { actor, action, target, result } = record
  if (!appended) log.warn({ err: problem, actor, action, target, result }, 'audit record kept in this process only')
  const sink = auditSink(cluster)
  const acknowledged = sink ? sink.put(lineOf(record, appended)) : Promise.resolve(false)
  return { durable: appended !== null, problem, acknowledged }
}

/**
 * Records what changes no cluster: in the audit log of the home cluster and in a second sink, never on the cluster that was looked at. Where there
 * is no home it is kept in this process.
 */
export async function writeHome(viewed: KafkaCluster | null, record: StoredAudit): Promise<void> {
  const home = auditHome()
  if (!home) keepInProcess(record)
  const appended = home ? (await auditLog(home).append(record)).appended : null
  const sink = (viewed && auditSink(viewed)) ?? (home && auditSink(home))
  void sink?.put(lineOf(record, appended))
}

/** One JSON line: the record, and its place in the topic's chain, which makes every line a checkpoint. */
function lineOf(record: StoredAudit, appended: Appended | null): string {
  const chain = appended && { ...appended, offset: String(appended.offset) }
  return JSON.stringify({ kind: 'audit', ...record, chain })
}
