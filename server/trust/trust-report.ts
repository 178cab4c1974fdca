import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { log } from '#server/log.ts'
import { singleton } from '#server/singleton.ts'
import type { Untrusted } from './record-verifier.ts'

/** Records of one topic that are not obeyed for one reason, since the topic was read first. */
export interface UntrustedRecords {
  topic: string
  problem: Untrusted
  count: number
  /** The newest of them. */
  last: { offset: bigint; key: string }
}

const KEY_CHARS = 200

const reports = () => singleton('trust.reports', () => new WeakMap<KafkaCluster, Map<string, UntrustedRecords>>())

/** Counts a record that is not obeyed, for the overview, the audit page and the metrics. */
export function reportUntrusted(
  cluster: KafkaCluster,
  topic: string,
  { problem, offset, key }: { problem: Untrusted; offset: bigint; key: Buffer | null },
): void {
  const report = reports().get(cluster) ?? new Map<string, UntrustedRecords>()
  reports().set(cluster, report)
  const name = `${topic} ${problem}`
  const last = { offset, key: (key ?? Buffer.alloc(0)).subarray(0, KEY_CHARS).toString('utf8') }
  const known = report.get(name)
  report.set(name, { topic, problem, count: (known?.count ?? 0) + 1, last })
  // One line for each kind: whoever can write there could fill the log.
  if (!known)
    log.warn({ cluster: cluster.config.id, topic, problem, offset: String(offset) }, 'a stored record is not trusted')
}

/** Forgets what was reported of a topic that was recreated. */
export function forgetUntrusted(cluster: KafkaCluster, topic: string): void {
  const report = reports().get(cluster)
  for (const [name, { topic: of }] of report ?? []) if (of === topic) report?.delete(name)
}

/** What was found so far; it is complete for the topics that this console has read. */
export function untrustedRecords(cluster: KafkaCluster): UntrustedRecords[] {
  return [...(reports().get(cluster)?.values() ?? [])]
}
