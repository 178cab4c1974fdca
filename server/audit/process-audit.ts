import { singleton } from '#server/singleton.ts'
import type { StoredAudit } from './stored-audit.ts'

const KEPT = 1_000

/** The newest records of what changes no cluster, where there is no cluster to write them to. */
export const processAudit = (): Map<string, StoredAudit> =>
  singleton('audit.process', () => new Map<string, StoredAudit>())

export function keepInProcess(record: StoredAudit): void {
  const records = processAudit()
  records.set(record.id, record)
  const [oldest] = records.keys()
  if (records.size > KEPT && oldest !== undefined) records.delete(oldest)
}
