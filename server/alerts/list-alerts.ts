import type { Alert, AlertList, listAlerts as contract } from '#lib/contract/alerts.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import type { InputOf } from '#server/http/route.ts'
import { ownerLabel } from '#server/replay-ledger/owner.ts'
import type { AlertEngine } from './alert-engine.ts'
import { alertEngine } from './alert-engines.ts'
import { describeRule } from './describe-rule.ts'
import { sinceOf, type StoredAlert } from './stored-alert.ts'

const STATE_RANK: Record<Alert['state'], number> = { firing: 0, pending: 1, resolved: 2 }

/** The alerts of a cluster, what they come from and where they go. Addresses of webhooks are never part of it. */
export async function listAlerts(
  { runtime, cluster }: ClusterCtx,
  input: InputOf<typeof contract>,
): Promise<AlertList> {
  const engine = alertEngine(runtime, cluster)
  if (!engine) {
    return {
      items: [],
      total: 0,
      page: 1,
      pageSize: input.pageSize,
      asOf: null,
      firing: 0,
      rules: [],
      webhooks: [],
      notes: [],
    }
  }
  const { alerts } = runtime.config
  const { judgedAt, states } = engine.view
  const stored = engine.alerts.all().map((alert) => toAlert(alert, textNow(engine, alert)))
  const items = [...stored, ...pendingOf(engine)].filter(
    ({ state }) => input.state === undefined || state === input.state,
  )
  const listed = paginate(items, input, {
    searched: ({ rule, subject, text }) => `${rule} ${subject} ${text}`,
    column: (alert, column) =>
      column === 'state'
        ? STATE_RANK[alert.state]
        : alert[column as 'since' | 'severity' | 'rule' | 'subject' | 'resolvedAt'],
  })
  return {
    ...listed,
    asOf: judgedAt,
    firing: stored.filter(({ state }) => state === 'firing').length,
    rules: states.map(({ rule, pending, leftOut, problem }) => ({
      name: rule.name,
      kind: rule.kind,
      severity: rule.severity,
      text: describeRule(rule),
      webhooks: rule.webhooks ?? alerts.webhooks.map(({ name }) => name),
      firing: engine.alerts.active(rule.name).size,
      pending: pending.length,
      leftOut,
      problem,
    })),
    webhooks: alerts.webhooks.map(({ name, format }) => {
      const queue = engine.queues.get(name)
      return {
        name,
        format,
        waiting: engine.alerts.waiting(name).length,
        deliveredAt: queue?.deliveredAt ?? null,
        failingSince: queue?.failingSince ?? null,
        nextTryAt: queue?.nextTryAt ?? null,
        problem: queue?.problem ?? null,
      }
    }),
    notes: notesOf(engine, cluster.config.readOnly),
  }
}

/** What the rule says now of what fires; null where it does not fire any more, or the rule could not be judged in the last round. */
function textNow(engine: AlertEngine, { rule, subject, resolvedAt }: StoredAlert): string | null {
  if (resolvedAt !== null) return null
  const verdict = engine.view.states.find((state) => state.rule.name === rule)?.verdicts.get(subject)
  return verdict && verdict.holds !== null ? verdict.text : null
}

function toAlert(alert: StoredAlert, now: string | null): Alert {
  const { id, rule, kind, severity, subject, href, text, firedAt, resolvedAt, resolvedText, deliveries } = alert
  const state = resolvedAt === null ? 'firing' : 'resolved'
  const times = { since: sinceOf(alert), firedAt, resolvedAt }
  return { id, rule, kind, severity, subject, href, text, textNow: now, ...times, resolvedText, deliveries, state }
}

function pendingOf(engine: AlertEngine): Alert[] {
  return engine.view.states.flatMap(({ rule, pending }) =>
    pending.map(({ verdict: { subject, href, text }, since }) => ({
      id: `pending ${rule.name} ${subject}`,
      rule: rule.name,
      kind: rule.kind,
      severity: rule.severity,
      state: 'pending' as const,
      subject,
      href,
      text,
      textNow: text,
      since,
      firedAt: null,
      resolvedAt: null,
      resolvedText: null,
      deliveries: [],
    })),
  )
}

function notesOf(engine: AlertEngine, readOnly: boolean): string[] {
  const { owner } = engine.view
  const notes: string[] = []
  if (!engine.alerts.durable) {
    const why = readOnly ? 'the cluster is configured as read-only' : 'the console may not write __tailrace_state'
    notes.push(
      `What fires is in memory only, because ${why}: after a restart of the console it is reported again. alerts.stateCluster names another cluster to remember it.`,
    )
  }
  if (owner !== null) notes.push(`Another console (${ownerLabel(owner)}) sends the messages.`)
  return notes
}
