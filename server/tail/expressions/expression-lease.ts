import { randomUUID } from 'node:crypto'
import type { AppError } from '#lib/errors.ts'
import { FilterFailures } from '#server/filter/condition.ts'
import type { Owned } from '#server/limits/owner.ts'
import type { Fetched } from '../delivery.ts'
import type { ExpressionDesk } from './expression-desk.ts'
import type { ExpressionJob, Sifted } from './protocol.ts'
import { type Chosen, Question } from './question.ts'

/** One filter with an expression in one of the threads, until it is closed. */
export class ExpressionLease implements Owned {
  readonly job: ExpressionJob
  /** Whose share of the thread is used. */
  readonly user: string
  /** Records of which the expression could not say whether they match, since it is here. */
  readonly failures = new FilterFailures()
  readonly #desk: ExpressionDesk
  readonly #questions = new Set<Question>()
  #failure: AppError | null = null
  #closed = false

  constructor(desk: ExpressionDesk, job: Omit<ExpressionJob, 'id'>, user: string) {
    this.#desk = desk
    this.job = { id: randomUUID(), ...job }
    this.user = user
    desk.join(this)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Resolves when the thread knows the expression. @throws AppError INVALID_FILTER, INVALID_INPUT */
  async ready(): Promise<void> {
    await this.ask([])
  }

  /**
   * Which records of these it lets through.
   * @throws AppError LIMIT_EXCEEDED where it takes too long or too much memory, now or before; CONFLICT when the signal is aborted
   */
  async ask(fetched: readonly Fetched[], signal?: AbortSignal): Promise<Chosen> {
    if (this.#failure) throw this.#failure
    const question = new Question(fetched)
    this.#questions.add(question)
    signal?.addEventListener('abort', question.stop, { once: true })
    if (this.#closed || signal?.aborted) question.stop()
    else this.#desk.ask({ lease: this, question })
    try {
      return await question.answer
    } finally {
      this.#questions.delete(question)
      signal?.removeEventListener('abort', question.stop)
    }
  }

  /** For its desk: it is of no use any more. */
  fail(error: AppError): void {
    this.#failure ??= error
  }

  /** For its desk. */
  count(failures: Sifted['failures']): void {
    if (failures) this.failures.merge(failures)
  }

  close(): void {
    this.#closed = true
    for (const question of this.#questions) question.stop()
    this.#desk.leave(this)
  }
}
