import { z } from 'zod'
import { listQuery, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

/** `refused`: the console did not let it happen. `unknown`: the intent is recorded and no outcome, because it still runs, or its console stopped before it ended. */
export const AuditResult = z.enum(['ok', 'failed', 'refused', 'unknown'])
export type AuditResult = z.infer<typeof AuditResult>

/**
 * Who did what to what, why, and how it ended. It is written before anything is changed, without a result, and again once the result is known.
 * `details` never holds record contents; secrets are masked.
 */
export const AuditRecord = z.object({
  id: z.string(),
  /** When it began. */
  at: Timestamp,
  /** When it ended; null while the result is unknown. */
  endedAt: Timestamp.nullable(),
  actor: z.string(),
  /** Who that is for good, and from where the request came; null where the console acts by itself. */
  subject: z.object({ issuer: z.string(), sub: z.string() }).nullable(),
  address: z.string().nullable(),
  /** Null for what belongs to no cluster. */
  cluster: z.string().nullable(),
  /** Where records are written to another cluster, which has this record in its audit log, too. */
  targetCluster: z.string().nullable(),
  action: z.string(),
  target: z.string(),
  reason: z.string().nullable(),
  result: AuditResult,
  problem: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** The details were longer than a record may be (16 KiB), and were cut. */
  detailsTruncated: z.boolean(),
  /** Made although the audit topic could not be written: the second sink had acknowledged the intent. */
  breakGlass: z.boolean(),
  requestId: z.string(),
  /** False where the console could not write it to an audit topic: it is kept in this process only, and lost when that stops. */
  durable: z.boolean(),
})
export type AuditRecord = z.infer<typeof AuditRecord>

export const listAudit = endpoint({
  path: '/audit',
  summary:
    'Who did what, newest first: the newest 10,000 records of each cluster; `unreachable` names clusters whose records are missing because they do not answer',
  permission: 'audit.view',
  resources: ({ cluster }) => [{ kind: 'audit', cluster }],
  query: listQuery(['at', 'actor', 'action', 'target'], '-at').extend({
    cluster: z.string().optional(),
    actor: z.string().optional(),
    action: z.string().optional(),
    result: AuditResult.optional(),
  }),
  output: page(AuditRecord).extend({ unreachable: z.array(z.string()) }),
})
