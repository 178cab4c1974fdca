import { z } from 'zod'
import { GroupStatus } from '#lib/contract/groups.ts'
import { Duration } from './duration.ts'
import { SecretUrl } from './secret-url.ts'
import { SecretValue } from './secret-value.ts'

const MINUTE_MS = 60_000

const Webhook = z.strictObject({
  name: z.string().trim().min(1).max(60),
  url: SecretUrl,
  /** `slack` is what Slack, Mattermost, Rocket.Chat and Discord (…/slack) take; `json` is this console's own. */
  format: z.enum(['json', 'slack']).default('json'),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'a header name is expected'), SecretValue).default({}),
})

/** Names with `*` for anything; those that start with `!` are taken out again. */
const Names = z.array(z.string().min(1).max(250)).min(1).max(100).optional()

const common = {
  name: z.string().trim().min(1).max(100),
  severity: z.enum(['warning', 'critical']).default('warning'),
  /** Ids of clusters; all of them without it. */
  clusters: z.array(z.string()).min(1).optional(),
  /** For how long the condition must hold before it is an alert. */
  for: Duration.default(0),
  /** For how long it must not hold any more before the alert is over. */
  keepFiringFor: Duration.default(MINUTE_MS),
  /** Names of webhooks; all of them without it. */
  webhooks: z.array(z.string()).optional(),
}

const records = z.number().int().min(0)

const Rule = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('lag'), above: records, groups: Names, topics: Names }),
  z.strictObject({ ...common, kind: z.literal('timeLag'), above: Duration, groups: Names, topics: Names }),
  z.strictObject({
    ...common,
    kind: z.literal('status'),
    statuses: z.array(GroupStatus).min(1).default(['stalled', 'stopped', 'dataLoss', 'beyondEnd']),
    groups: Names,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('deadLetters'),
    above: records.default(0),
    within: Duration.default(10 * MINUTE_MS),
    topics: Names,
  }),
  z.strictObject({ ...common, kind: z.literal('underReplicated'), above: records.default(0), topics: Names }),
  z.strictObject({ ...common, kind: z.literal('offline'), above: records.default(0), topics: Names }),
  z.strictObject({ ...common, kind: z.literal('unreachable') }),
])

/** The alerts: what to watch for, and whom to tell. */
export const Alerts = z.strictObject({
  /** The cluster that remembers which alerts fire; each its own without it. */
  stateCluster: z.string().optional(),
  webhooks: z.array(Webhook).max(20).default([]),
  rules: z.array(Rule).max(200).default([]),
})

export type Alerts = z.output<typeof Alerts>
export type AlertRule = Alerts['rules'][number]
export type AlertWebhook = Alerts['webhooks'][number]

/** What a schema alone does not see: names given twice, and names that nothing has. */
export function mistakesOf(alerts: Alerts, clusters: ReadonlySet<string>): { path: PropertyKey[]; message: string }[] {
  const webhooks = new Set(alerts.webhooks.map(({ name }) => name))
  const unknown = (path: PropertyKey[], names: readonly string[] | undefined, known: ReadonlySet<string>) =>
    (names ?? []).flatMap((name, index) =>
      known.has(name)
        ? []
        : [{ path: [...path, index], message: `${name} is not known; there is ${[...known].join(', ') || 'none'}` }],
    )
  return [
    ...repeated(alerts.webhooks, 'webhooks'),
    ...repeated(alerts.rules, 'rules'),
    ...alerts.rules.flatMap((rule, index) => [
      ...unknown(['rules', index, 'webhooks'], rule.webhooks, webhooks),
      ...unknown(['rules', index, 'clusters'], rule.clusters, clusters),
    ]),
    ...(alerts.stateCluster === undefined || clusters.has(alerts.stateCluster)
      ? []
      : [{ path: ['stateCluster'], message: `there is no cluster ${alerts.stateCluster}` }]),
  ].map(({ path, message }) => ({ path: ['alerts', ...path], message }))
}

function repeated(items: readonly { name: string }[], key: string): { path: PropertyKey[]; message: string }[] {
  return items.flatMap(({ name }, index) =>
    items.findIndex((item) => item.name === name) === index
      ? []
      : [{ path: [key, index, 'name'], message: `two of the ${key} are called ${name}` }],
  )
}
