import { isAppError } from '#lib/errors.ts'
import type { ExpressionLease } from './expression-lease.ts'
import { ExpressionThread } from './expression-thread.ts'
import type { Question } from './question.ts'

/** Starting a thread takes some 200 ms, keeping one some 30 MB. */
const KEEP_MS = 30_000
/** What nobody wants to know any more may take as long. */
const LEAVE_WITHIN_MS = 150

interface Asked {
  lease: ExpressionLease
  question: Question
}

/** One thread, and those whose expressions it evaluates: users in turn, and of each user the questions in turn. */
export class ExpressionDesk {
  readonly leases = new Set<ExpressionLease>()
  readonly #queues = new Map<string, Asked[]>()
  #thread: ExpressionThread | null = null
  #current: Asked | null = null
  #idle: NodeJS.Timeout | undefined

  get running(): boolean {
    return this.#thread !== null && !this.#thread.dead
  }

  join(lease: ExpressionLease): void {
    clearTimeout(this.#idle)
    this.leases.add(lease)
  }

  /** The thread forgets the expression; where it is evaluating it, it is ended unless that takes a moment only. */
  leave(lease: ExpressionLease): void {
    if (!this.leases.delete(lease)) return
    this.#thread?.forget(lease.job.id)
    const current = this.#current
    if (current?.lease === lease) {
      setTimeout(() => {
        if (this.#current === current) this.#end()
      }, LEAVE_WITHIN_MS).unref()
    }
    if (this.leases.size > 0) return
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      if (this.leases.size === 0) this.#end()
    }, KEEP_MS).unref()
  }

  ask(asked: Asked): void {
    this.#queue(asked)
    void this.#work()
  }

  #queue(asked: Asked): void {
    const { user } = asked.lease
    const queue = this.#queues.get(user)
    if (queue) queue.push(asked)
    else this.#queues.set(user, [asked])
  }

  async #work(): Promise<void> {
    if (this.#current) return
    for (let next = this.#next(); next; next = this.#next()) {
      this.#current = next
      const { lease, question } = next
      try {
        await this.#turn(next)
      } catch (error) {
        question.fail(error)
        if (isAppError(error) && error.code !== 'CONFLICT') lease.fail(error)
      } finally {
        this.#current = null
      }
    }
  }

  async #turn(asked: Asked): Promise<void> {
    const { lease, question } = asked
    const { parts, bytes, batches } = question.turn()
    this.#thread = this.#thread?.dead === false ? this.#thread : new ExpressionThread()
    const sifted = await this.#thread.sift(lease.job, parts, bytes)
    // It was learnt anew by the question that was on its way.
    if (lease.closed) this.#thread.forget(lease.job.id)
    lease.count(sifted.failures)
    if (!question.settled && !question.take(sifted, batches)) this.#queue(asked)
  }

  /** Of the user whose turn it is; the user is the last in the round from here on. */
  #next(): Asked | undefined {
    for (const [user, queue] of this.#queues) {
      this.#queues.delete(user)
      const left = queue.filter(({ question }) => !question.settled)
      const first = left.shift()
      if (left.length > 0) this.#queues.set(user, left)
      if (first) return first
    }
    return undefined
  }

  #end(): void {
    this.#thread?.end()
    this.#thread = null
  }
}
