import type { Notice } from './stored-alert.ts'
import { dueAt } from './stored-alert.ts'
import type { PostResult } from '#server/post-webhook.ts'

/** One message holds so many notices at most. */
const PER_MESSAGE = 50
/** More than so many waiting ones are dropped, the oldest first. */
const MAX_WAITING = 1_000
const GIVE_UP_AFTER_MS = 24 * 3_600_000

export interface Pace {
  firstMs: number
  longestMs: number
}
export const PACE: Pace = { firstMs: 2_000, longestMs: 300_000 }

interface Options {
  /** The notices that wait, in order. */
  waiting: () => Notice[]
  post: (notices: Notice[]) => Promise<PostResult>
  /** Notes what became of notices; with a null problem they were delivered. */
  settle: (notices: Notice[], state: 'delivered' | 'failed' | 'dropped', problem: string | null) => Promise<void>
  pace: Pace
}

/**
 * Delivers the notices of one webhook in order, several in a message. While the receiver is down they wait, it is tried ever more seldom, and
 * those older than a day are given up. A message that was delivered but not noted as such, because the console died in between, is sent again.
 */
export class WebhookQueue {
  readonly #options: Options
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #failures = 0
  deliveredAt: number | null = null
  failingSince: number | null = null
  nextTryAt: number | null = null
  problem: string | null = null

  constructor(options: Options) {
    this.#options = options
  }

  /** Sends what waits, unless that is under way or it is not yet time to try again. */
  kick(): void {
    if (this.#stopped) return
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    await this.#giveUp()
    while (!this.#stopped && (this.nextTryAt === null || Date.now() >= this.nextTryAt)) {
      const notices = this.#options.waiting().slice(0, PER_MESSAGE)
      if (notices.length === 0) return
      const result = await this.#options.post(notices)
      if (this.#stopped && !result.ok) return
      if (result.ok) await this.#succeeded(notices)
      else this.#failed(result)
    }
  }

  async #succeeded(notices: Notice[]): Promise<void> {
    this.#failures = 0
    this.deliveredAt = Date.now()
    this.failingSince = this.nextTryAt = this.problem = null
    await this.#options.settle(notices, 'delivered', null)
  }

  #failed({ problem, waitMs }: { problem: string; waitMs: number }): void {
    const { firstMs, longestMs } = this.#options.pace
    this.#failures += 1
    const backOffMs = Math.min(longestMs, firstMs * 2 ** Math.min(this.#failures - 1, 20))
    // A little chance, so that several consoles do not come back in step.
    const delayMs = Math.max(waitMs, backOffMs * (0.8 + 0.4 * Math.random()))
    this.failingSince ??= Date.now()
    this.problem = problem
    this.nextTryAt = Date.now() + delayMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.kick(), delayMs + 5).unref()
  }

  async #giveUp(): Promise<void> {
    const waiting = this.#options.waiting()
    const old = waiting.filter((notice) => Date.now() - dueAt(notice) > GIVE_UP_AFTER_MS)
    if (old.length > 0) await this.#options.settle(old, 'failed', `Given up after a day. ${this.problem ?? ''}`.trim())
    const left = waiting.slice(old.length)
    const surplus = left.slice(0, Math.max(0, left.length - MAX_WAITING))
    if (surplus.length > 0) await this.#options.settle(surplus, 'dropped', `More than ${MAX_WAITING} messages waited.`)
  }
}
