import { z } from 'zod'
import { AlertDelivery, AlertKind, AlertSeverity } from '#lib/contract/alerts.ts'

/** An alert as it stands in the state topic, from when it fired. */
export const StoredAlert = z.object({
  v: z.literal(1),
  id: z.string(),
  rule: z.string(),
  kind: AlertKind,
  severity: AlertSeverity,
  subject: z.string(),
  href: z.string(),
  text: z.string(),
  firedAt: z.number(),
  /** Since when the group was in this state when it fired, where that was known. */
  since: z.number().optional(),
  resolvedAt: z.number().nullable(),
  resolvedText: z.string().nullable(),
  deliveries: z.array(AlertDelivery),
})
export type StoredAlert = z.infer<typeof StoredAlert>

/** One message that a webhook is to be sent. */
export interface Notice {
  alert: StoredAlert
  event: 'fired' | 'resolved'
}

export function isOver(alert: StoredAlert): boolean {
  return alert.resolvedAt !== null
}

/** Nothing more will come of it: it is over, and no message waits. */
export function isDone(alert: StoredAlert): boolean {
  return isOver(alert) && alert.deliveries.every(({ state }) => state !== 'waiting')
}

/** When a message was due. */
export function dueAt({ alert, event }: Notice): number {
  return event === 'fired' ? alert.firedAt : (alert.resolvedAt ?? alert.firedAt)
}

/** Since when what the alert is about has been so. */
export function sinceOf({ firedAt, since }: StoredAlert): number {
  return Math.min(firedAt, since ?? firedAt)
}
