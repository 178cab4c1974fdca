import { randomUUID } from 'node:crypto'
import type { AlertRule, AlertWebhook } from '#server/config/alerts-schema.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { LagSampler } from '#server/lag/lag-sampler.ts'
import { log } from '#server/log.ts'
import { Leases } from '#server/replay-ledger/leases.ts'
import type { StateStore } from '#server/store/state-store.ts'
import { ALERT_PREFIX, AlertStore } from './alert-store.ts'
import { type Evaluation, evaluateRule, groupHref, type Verdict } from './evaluate-rule.ts'
import { postWebhook, type PostResult } from '#server/post-webhook.ts'
import { type Due, RuleWatch } from './rule-watch.ts'
import { settleMs } from './settle-time.ts'
import { situationOf } from './situation.ts'
import { sinceOf, type StoredAlert } from './stored-alert.ts'
import { type Sender, testBody, webhookBody } from './webhook-body.ts'
import { PACE, type Pace, WebhookQueue } from './webhook-queue.ts'

interface EngineOptions {
  cluster: KafkaCluster
  sampler: LagSampler
  /** The rules for this cluster. */
  rules: readonly AlertRule[]
  webhooks: readonly AlertWebhook[]
  /** Where alerts are remembered; null where nothing may be written. */
  store: StateStore | null
  /** How often the rules are judged. */
  everyMs: number
  /** The console's public address; null for messages without links. */
  address: string | null
  pace?: Pace
}

/** How a rule stands after the last round. */
interface RuleState {
  rule: AlertRule
  pending: Due['pending']
  leftOut: number
  problem: string | null
  /** What the rule says of each group, topic or cluster now. */
  verdicts: ReadonlyMap<string, Verdict>
}

/** More alerts of one rule than this are counted and not reported. */
const MAX_PER_RULE = 200
const BEAT_MS = 5_000

/**
 * Judges the rules of one cluster by what was sampled, remembers what fires, and has it delivered. Of several consoles one does so: whoever
 * holds the lease, which is taken when something is to be remembered, so that a quiet cluster is written nothing into.
 */
export class AlertEngine {
  readonly alerts: AlertStore
  readonly queues: ReadonlyMap<string, WebhookQueue>
  readonly #options: EngineOptions
  readonly #leases: Leases | null
  readonly #watches = new Map<string, RuleWatch>()
  readonly #stopping = new AbortController()
  readonly #startedAt = Date.now()
  #timer: NodeJS.Timeout | undefined
  #beat: NodeJS.Timeout | undefined
  #round: Promise<void> | undefined
  #judgedAt: number | null = null
  #states: RuleState[] = []
  #storeAnswers = true
  /** This console is the one that sends the messages. */
  #acts = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.alerts = new AlertStore(options.store, options.cluster.config.id)
    this.#leases = options.store ? new Leases(options.store, ALERT_PREFIX) : null
    this.queues = new Map(options.webhooks.map((webhook) => [webhook.name, this.#queueOf(webhook)]))
    options.sampler.askAlerts((group) => this.#alertedAt(group))
  }

  /** When the rules were judged last, and how they stand. */
  get view(): { judgedAt: number | null; states: readonly RuleState[]; owner: string | null } {
    return { judgedAt: this.#judgedAt, states: this.#states, owner: this.#otherOwner() }
  }

  /** Judges the rules from now on, until {@link stop}. */
  run(): void {
    this.#beat ??= setInterval(() => void this.#keepLease(), BEAT_MS).unref()
    this.#round = this.#judge()
      .catch((error: unknown) => {
        log.warn({ err: error, cluster: this.#options.cluster.config.id }, 'alert rules were not judged')
      })
      .finally(() => {
        if (!this.#stopping.signal.aborted) this.#timer = setTimeout(() => this.run(), this.#options.everyMs).unref()
      })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    clearInterval(this.#beat)
    await this.#round
    await Promise.all([...this.queues.values()].map(async (queue) => queue.stop()))
    await this.#leases?.free(this.#leaseId).catch(() => undefined)
  }

  /** Sends a test message at once. */
  async test(webhook: AlertWebhook): Promise<PostResult> {
    return postWebhook(webhook, testBody(webhook.format, this.#sender), this.#stopping.signal)
  }

  async #judge(): Promise<void> {
    const { cluster, sampler, rules, everyMs } = this.#options
    const now = Date.now()
    await this.#refresh()
    const situation = situationOf(cluster, sampler, { now, everyMs })
    const judged = rules.map((rule) => {
      const evaluation = evaluateRule(rule, situation)
      return { rule, evaluation, due: this.#step(rule, evaluation, now) }
    })
    this.#states = judged.map(({ rule, evaluation, due }) => ({
      rule,
      pending: due.pending,
      leftOut: Math.max(0, this.alerts.active(rule.name).size + due.fire.length - MAX_PER_RULE),
      problem: evaluation.problem,
      verdicts: evaluation.verdicts,
    }))
    this.#judgedAt = now
    const orphans = this.alerts.all().filter(({ rule, resolvedAt }) => resolvedAt === null && !this.#knows(rule))
    const isBusy =
      judged.some(({ due }) => due.fire.length + due.pending.length > 0) || this.#hasOpenAlerts() || orphans.length > 0
    this.#acts = await this.#mayAct(isBusy)
    if (!this.#acts) return
    for (const { rule, due } of judged) this.#apply(rule, due, now)
    for (const alert of orphans) this.#resolve(alert, 'The rule is not configured any more.', now)
    await this.#flush()
    for (const queue of this.queues.values()) queue.kick()
  }

  #step(rule: AlertRule, evaluation: Evaluation, now: number): Due {
    const watch = this.#watches.get(rule.name) ?? new RuleWatch()
    this.#watches.set(rule.name, watch)
    return watch.step(evaluation, new Set(this.alerts.active(rule.name).keys()), {
      now,
      forMs: rule.for,
      keepFiringForMs: rule.keepFiringFor,
      settled: now - this.#startedAt >= settleMs(rule, this.#options.sampler),
    })
  }

  #apply(rule: AlertRule, { fire, resolve }: Due, now: number): void {
    const active = this.alerts.active(rule.name)
    for (const { subject, text } of resolve) {
      const alert = active.get(subject)
      if (alert) this.#resolve(alert, text, now)
    }
    // Another console may have fired it before this one took over.
    const unknown = fire.filter(({ subject }) => !active.has(subject))
    for (const verdict of unknown.slice(0, Math.max(0, MAX_PER_RULE - active.size))) this.#fire(rule, verdict, now)
  }

  #fire(rule: AlertRule, { subject, href, text, since }: Verdict, now: number): void {
    const { name, kind, severity } = rule
    const deliveries = this.#webhooksOf(rule).map((webhook) => waiting(webhook, 'fired'))
    const alert: StoredAlert = {
      v: 1,
      id: randomUUID(),
      rule: name,
      kind,
      severity,
      subject,
      href,
      text,
      firedAt: now,
      ...(since === null ? {} : { since }),
      resolvedAt: null,
      resolvedText: null,
      deliveries,
    }
    this.alerts.save(alert)
  }

  #resolve(alert: StoredAlert, text: string, now: number): void {
    const told = alert.deliveries.filter(({ event }) => event === 'fired').map(({ webhook }) => webhook)
    const deliveries = [...alert.deliveries, ...told.map((webhook) => waiting(webhook, 'resolved'))]
    this.alerts.save({ ...alert, resolvedAt: now, resolvedText: text, deliveries })
  }

  #knows(rule: string): boolean {
    return this.#options.rules.some(({ name }) => name === rule)
  }

  #webhooksOf(rule: AlertRule): string[] {
    return rule.webhooks ?? this.#options.webhooks.map(({ name }) => name)
  }

  /** Since when an alert about a group that still fires says that something is wrong: it outlasts this process. */
  #alertedAt(group: string): number | null {
    const firing = this.alerts.all().filter(({ href, resolvedAt }) => resolvedAt === null && href === groupHref(group))
    return firing.length === 0 ? null : Math.min(...firing.map(sinceOf))
  }

  #hasOpenAlerts(): boolean {
    return this.alerts
      .all()
      .some(({ resolvedAt, deliveries }) => resolvedAt === null || deliveries.some(({ state }) => state === 'waiting'))
  }

  async #refresh(): Promise<void> {
    this.#storeAnswers = await this.alerts.refresh().then(
      () => true,
      () => false,
    )
  }

  /** Whether this console is the one to act: it has the lease, or nobody could have it because the store does not answer. */
  async #mayAct(isBusy: boolean): Promise<boolean> {
    const leases = this.#leases
    if (!leases) return true
    if (leases.owns(this.#leaseId)) {
      if (!isBusy) await leases.free(this.#leaseId).catch(() => undefined)
      return true
    }
    if (!isBusy) return false
    if (!this.#storeAnswers) return true
    if (!leases.isFree(this.#leaseId)) {
      this.alerts.forgetUnsaved()
      return false
    }
    if (!(await leases.claim(this.#leaseId).catch(() => false))) return false
    // What the one before wrote last must be known before anything is done.
    await this.#refresh()
    return true
  }

  get #leaseId(): string {
    return this.#options.cluster.config.id
  }

  async #keepLease(): Promise<void> {
    await this.#leases?.beat(this.#leaseId).catch(() => undefined)
  }

  #otherOwner(): string | null {
    if (!this.#leases || this.#leases.isFree(this.#leaseId) || this.#leases.owns(this.#leaseId)) return null
    return this.#leases.ownerOf(this.#leaseId)
  }

  async #flush(): Promise<void> {
    await this.alerts.flush().catch((error: unknown) => {
      log.warn({ err: error, cluster: this.#leaseId }, 'alerts could not be written; they are delivered all the same')
    })
  }

  #queueOf(webhook: AlertWebhook): WebhookQueue {
    return new WebhookQueue({
      waiting: () => (this.#acts ? this.alerts.waiting(webhook.name) : []),
      post: async (notices) =>
        postWebhook(webhook, webhookBody(webhook.format, notices, this.#sender), this.#stopping.signal),
      settle: async (notices, state, problem) => {
        for (const notice of notices) this.alerts.mark(notice, webhook.name, { state, problem, at: Date.now() })
        await this.#flush()
      },
      pace: this.#options.pace ?? PACE,
    })
  }

  get #sender(): Sender {
    const { id, name, environment } = this.#options.cluster.config
    return { cluster: { id, name, environment }, address: this.#options.address }
  }
}

function waiting(webhook: string, event: 'fired' | 'resolved') {
  return { webhook, event, state: 'waiting' as const, at: null, problem: null }
}
