import type { ExportQuery } from '#lib/contract/export.ts'
import type { AuditedAction } from './audit-entry.ts'

/** What a search looks for may be the contents of records: only that it did is recorded. */
const CRITERIA = ['text', 'key', 'header', 'filter'] as const

/** An export of records, by its range. */
export function describeExport(input: ExportQuery & { topic: string }): AuditedAction {
  const { topic, format, partition, from, offset, timestamp, to, isolation, limit } = input
  const criteria = CRITERIA.filter((name) => input[name] !== undefined)
  const details = { format, partition, from, offset, timestamp, to, isolation, limit, criteria }
  return { action: 'record.export', target: topic, details }
}

/** Bytes of one record; null where it is only looked at. */
export function describeDownload(input: {
  topic: string
  partition: string
  offset: string
  download?: 'key' | 'value' | undefined
}): AuditedAction | null {
  const { topic, partition, offset, download } = input
  return download === undefined
    ? null
    : { action: 'record.download', target: topic, details: { partition, offset, part: download } }
}

/** The results of a replay, record by record. */
export function describeLedgerExport({ replay, format }: { replay: string; format: string }): AuditedAction {
  return { action: 'replay.export', target: replay, details: { format } }
}
