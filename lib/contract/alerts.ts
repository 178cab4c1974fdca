import { z } from 'zod'
import { Done, listQuery, page, Timestamp } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ofCluster } from './resource.ts'

export const AlertKind = z.enum([
  'lag',
  'timeLag',
  'status',
  'deadLetters',
  'underReplicated',
  'offline',
  'unreachable',
])
export type AlertKind = z.infer<typeof AlertKind>

export const AlertSeverity = z.enum(['warning', 'critical'])
export type AlertSeverity = z.infer<typeof AlertSeverity>

/** One message to one webhook. `dropped`: too many were waiting; `failed`: it was given up after a day. */
export const AlertDelivery = z.object({
  webhook: z.string(),
  event: z.enum(['fired', 'resolved']),
  state: z.enum(['waiting', 'delivered', 'failed', 'dropped']),
  /** When it came to that. */
  at: Timestamp.nullable(),
  problem: z.string().nullable(),
})
export type AlertDelivery = z.infer<typeof AlertDelivery>

export const AlertState = z.enum(['pending', 'firing', 'resolved'])
export type AlertState = z.infer<typeof AlertState>

/** `pending`: the condition holds, but not yet for as long as the rule asks. `href` is a page below `/c/{cluster}`. */
export const Alert = z.object({
  id: z.string(),
  rule: z.string(),
  kind: AlertKind,
  severity: AlertSeverity,
  state: AlertState,
  /** The group, the topic, or the cluster's name. */
  subject: z.string(),
  href: z.string(),
  /** What was wrong when it fired; of a pending one, what is now. */
  text: z.string(),
  /** What the rule says of it now, with the figures of now; null where it does not fire any more, or cannot be judged. */
  textNow: z.string().nullable(),
  /** Since when it has been so, as the overview and the group's page say; of a pending one, since when the condition holds. */
  since: Timestamp,
  /** Null while it is pending. */
  firedAt: Timestamp.nullable(),
  resolvedAt: Timestamp.nullable(),
  resolvedText: z.string().nullable(),
  deliveries: z.array(AlertDelivery),
})
export type Alert = z.infer<typeof Alert>

export const AlertRuleView = z.object({
  name: z.string(),
  kind: AlertKind,
  severity: AlertSeverity,
  /** The condition in words. */
  text: z.string(),
  webhooks: z.array(z.string()),
  firing: z.number(),
  pending: z.number(),
  /** What holds but is not reported, because the rule has too many alerts already. */
  leftOut: z.number(),
  /** Why it cannot be judged at the moment. */
  problem: z.string().nullable(),
})
export type AlertRuleView = z.infer<typeof AlertRuleView>

/** A webhook without its address, which is a secret. */
export const AlertWebhookView = z.object({
  name: z.string(),
  format: z.enum(['json', 'slack']),
  waiting: z.number(),
  deliveredAt: Timestamp.nullable(),
  failingSince: Timestamp.nullable(),
  nextTryAt: Timestamp.nullable(),
  problem: z.string().nullable(),
})
export type AlertWebhookView = z.infer<typeof AlertWebhookView>

export const AlertList = page(Alert).extend({
  /** When the rules were judged last; null before the first time. */
  asOf: Timestamp.nullable(),
  firing: z.number(),
  rules: z.array(AlertRuleView),
  webhooks: z.array(AlertWebhookView),
  /** What the page has to say about all of them: state in memory only, another console sends the messages. */
  notes: z.array(z.string()),
})
export type AlertList = z.infer<typeof AlertList>

export const listAlerts = endpoint({
  path: '/clusters/{cluster}/alerts',
  summary:
    'The alerts that fire, are about to, or fired lately, with what became of their messages; the rules and webhooks',
  permission: 'alert.view',
  resources: ofCluster,
  query: listQuery(['since', 'state', 'severity', 'rule', 'subject', 'resolvedAt'], 'state').extend({
    state: AlertState.optional(),
  }),
  output: AlertList,
})

export const testAlertWebhook = endpoint({
  method: 'POST',
  path: '/clusters/{cluster}/alerts/webhooks/{webhook}/test',
  summary: 'Send a test message to a webhook, once in ten seconds',
  permission: 'alert.manage',
  resources: ({ webhook }) => [{ kind: 'webhook', webhook }],
  output: Done,
})
