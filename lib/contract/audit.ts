import { z } from 'zod'
import { listQuery, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Who did what to what, why, and how it ended. `details` never holds record contents; secrets are masked. */
export const AuditRecord = z.object({
  id: z.string(),
  at: Timestamp,
  actor: z.string(),
  cluster: z.string(),
  action: z.string(),
  target: z.string(),
  reason: z.string().nullable(),
  result: z.enum(['ok', 'failed']),
  problem: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** The details were longer than a record may be (16 KiB), and were cut. */
  detailsTruncated: z.boolean(),
  requestId: z.string(),
  /** False where the console may not write its audit topic: the record is lost when it stops. */
  durable: z.boolean(),
})
export type AuditRecord = z.infer<typeof AuditRecord>

export const listAudit = endpoint({
  path: '/audit',
  summary: 'Who did what, newest first: the newest 10,000 records of each cluster',
  permission: 'audit.view',
  resources: ({ cluster }) => [{ kind: 'audit', cluster }],
  query: listQuery(['at', 'actor', 'action', 'target'], '-at').extend({
    cluster: z.string().optional(),
    actor: z.string().optional(),
    action: z.string().optional(),
    result: z.enum(['ok', 'failed']).optional(),
  }),
  output: page(AuditRecord),
})
