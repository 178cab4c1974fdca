import { z } from 'zod'
import { listQuery, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Who did what to what, why, and how it ended. `details` never holds record contents or secrets. */
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
  requestId: z.string(),
})
export type AuditRecord = z.infer<typeof AuditRecord>

export const listAudit = endpoint({
  path: '/audit',
  summary: 'Who did what, newest first',
  permission: 'audit.view',
  query: listQuery(['at', 'actor', 'action', 'target'], '-at').extend({ cluster: z.string().optional() }),
  output: page(AuditRecord),
})
