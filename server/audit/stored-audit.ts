import { AuditRecord } from '#lib/contract/audit.ts'

/** A record as it is in the topic: as it stood when it was written. A later one with the same id takes its place. */
export type StoredAudit = Omit<AuditRecord, 'durable'>

/** Reads a stored record, also one of an older version; null where it is none. */
export function parseAudit(text: string): StoredAudit | null {
  try {
    const stored = JSON.parse(text) as { at?: unknown; result?: unknown }
    // Older versions wrote one record, at the end, and neither who it was for good nor whether it was cut.
    const older = {
      subject: null,
      address: null,
      targetCluster: null,
      detailsTruncated: false,
      breakGlass: false,
      endedAt: stored.at,
    }
    const found = AuditRecord.omit({ durable: true }).safeParse({ ...older, ...stored })
    return found.success ? found.data : null
  } catch {
    return null
  }
}
