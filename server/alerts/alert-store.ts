import type { AlertDelivery } from '#lib/contract/alerts.ts'
import type { StateStore } from '#server/store/state-store.ts'
import { dueAt, isDone, isOver, StoredAlert, type Notice } from './stored-alert.ts'

export const ALERT_PREFIX = 'alert/'
/** So many alerts that are over are kept to be looked at. */
const KEPT = 200

/**
 * The alerts of one cluster. What was changed is in memory at once and in the state topic after {@link flush}; until that succeeds it is kept as
 * unsaved. Without a store they are in memory only.
 */
export class AlertStore {
  readonly #store: StateStore | null
  readonly #prefix: string
  readonly #alerts = new Map<string, StoredAlert>()
  readonly #unsaved = new Set<string>()
  /** Whether a restart of the console will find what is here. */
  durable: boolean

  constructor(store: StateStore | null, clusterId: string) {
    this.#store = store
    this.#prefix = `${ALERT_PREFIX}${clusterId}/`
    this.durable = store !== null
  }

  /** Reads what others wrote. @throws AppError while the store does not answer */
  async refresh(): Promise<void> {
    if (!this.#store) return
    await this.#store.refresh()
    if (!this.durable) return
    const found = new Map<string, StoredAlert>()
    for (const [key, text] of this.#store.entries(this.#prefix)) {
      const alert = key.endsWith('/lease') ? null : parse(text)
      if (alert) found.set(alert.id, alert)
    }
    for (const id of this.#unsaved) {
      const own = this.#alerts.get(id)
      if (own) found.set(id, own)
      else found.delete(id)
    }
    this.#alerts.clear()
    for (const [id, alert] of found) this.#alerts.set(id, alert)
  }

  /** The newest first. */
  all(): StoredAlert[] {
    return [...this.#alerts.values()].toSorted((a, b) => b.firedAt - a.firedAt)
  }

  /** The alerts of a rule that are not over, by what they are about. */
  active(rule: string): Map<string, StoredAlert> {
    const found = [...this.#alerts.values()].filter((alert) => alert.rule === rule && !isOver(alert))
    return new Map(found.map((alert) => [alert.subject, alert]))
  }

  save(alert: StoredAlert): void {
    this.#alerts.set(alert.id, alert)
    this.#unsaved.add(alert.id)
  }

  /** The messages that wait for a webhook, in the order in which they became due. */
  waiting(webhook: string): Notice[] {
    return [...this.#alerts.values()]
      .flatMap((alert) =>
        alert.deliveries
          .filter((delivery) => delivery.webhook === webhook && delivery.state === 'waiting')
          .map(({ event }) => ({ alert, event })),
      )
      .toSorted((a, b) => dueAt(a) - dueAt(b))
  }

  /** Notes what became of a message. */
  mark({ alert, event }: Notice, webhook: string, change: Partial<AlertDelivery>): void {
    const known = this.#alerts.get(alert.id)
    if (!known) return
    const deliveries = known.deliveries.map((delivery) =>
      delivery.webhook === webhook && delivery.event === event ? { ...delivery, ...change } : delivery,
    )
    this.save({ ...known, deliveries })
  }

  /** Another console has them now: what was not written is not ours to write. */
  forgetUnsaved(): void {
    this.#unsaved.clear()
  }

  /** Writes what changed, and drops the oldest of those that are over. @throws AppError; what was not written stays to be written */
  async flush(): Promise<void> {
    for (const alert of this.all().filter(isDone).slice(KEPT)) {
      this.#alerts.delete(alert.id)
      this.#unsaved.add(alert.id)
    }
    for (const id of this.#unsaved) {
      const alert = this.#alerts.get(id)
      const text = alert ? JSON.stringify(alert) : null
      if (this.#store) this.durable = await this.#store.put(`${this.#prefix}${id}`, text)
      // It may have changed again while it was written.
      if (this.#alerts.get(id) === alert) this.#unsaved.delete(id)
    }
  }
}

function parse(text: string): StoredAlert | null {
  try {
    return StoredAlert.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
