import type { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { StateStore } from '#server/store/state-store.ts'
import { INTERNAL_TOPIC } from '#server/store/internal-topics.ts'
import type { Untrusted } from '#server/trust/record-verifier.ts'
import { UNTRUSTED_TEXT } from '#server/trust/untrusted-texts.ts'
import { hasEnded, JOB_PREFIX, jobKey, JobDefinition, JobStatus, JobWish, leaseKey, statusKey, wishKey } from './job.ts'

const MAX_JOBS = 1_000

/** The replays as they stand in the state topic. */
export class JobStore {
  readonly #store: StateStore
  readonly #definitions = new Map<string, JobDefinition>()

  constructor(store: StateStore) {
    this.#store = store
  }

  async refresh(): Promise<void> {
    await this.#store.refresh()
  }

  ids(): string[] {
    return this.#store
      .entries(JOB_PREFIX)
      .map(([key]) => key.slice(JOB_PREFIX.length))
      .filter((id) => !id.includes('/'))
  }

  /** Also those that are blocked, as far as this console has read them before. */
  knownIds(): string[] {
    return [...new Set([...this.ids(), ...this.#definitions.keys()])]
  }

  /** Why it is not known what a replay is or how far: a record of it is not trusted. Null where all are. */
  blocked(id: string): Untrusted | null {
    return this.#store.blocked(jobKey(id)) ?? this.#store.blocked(statusKey(id))
  }

  /** Undefined where there is none, or one of a console so new that it is not understood. */
  definition(id: string): JobDefinition | undefined {
    const known = this.#definitions.get(id)
    if (known) return known
    const found = parse(JobDefinition, this.#store.get(jobKey(id)))
    if (found) this.#definitions.set(id, found)
    return found
  }

  status(id: string): JobStatus | undefined {
    return parse(JobStatus, this.#store.get(statusKey(id)))
  }

  wish(id: string): JobWish | undefined {
    return parse(JobWish, this.#store.get(wishKey(id)))
  }

  /** Whether it is not known if a replay is to run; writing a wish again decides it. */
  isWishBlocked(id: string): boolean {
    return this.#store.blocked(wishKey(id)) !== null
  }

  /** @throws AppError NOT_FOUND, or CONFLICT where a record of it is not trusted */
  require(id: string): { definition: JobDefinition; status: JobStatus } {
    const problem = this.blocked(id)
    if (problem)
      throw new AppError(
        'CONFLICT',
        `The replay ${id} is blocked: ${INTERNAL_TOPIC.state} holds records of it that are ${UNTRUSTED_TEXT[problem]}.`,
      )
    const definition = this.definition(id)
    const status = this.status(id)
    if (!definition || !status) throw new AppError('NOT_FOUND', `There is no replay ${id} on this cluster.`)
    return { definition, status }
  }

  async create(definition: JobDefinition, status: JobStatus): Promise<void> {
    await this.#store.put(jobKey(definition.id), JSON.stringify(definition))
    await this.setStatus(definition.id, status)
  }

  /** Forgets the oldest of those that have ended where there are more than anybody looks at; the ledger and the audit keep what they did. */
  async prune(): Promise<void> {
    const ids = this.ids()
    if (ids.length <= MAX_JOBS) return
    const ended = ids
      .map((id) => ({ id, createdAt: this.definition(id)?.createdAt ?? 0, status: this.status(id) }))
      .filter(({ status }) => status === undefined || hasEnded(status))
      .toSorted((a, b) => a.createdAt - b.createdAt)
    for (const { id } of ended.slice(0, ids.length - MAX_JOBS)) {
      for (const key of [statusKey(id), wishKey(id), leaseKey(id), jobKey(id)]) await this.#store.put(key, null)
      this.#definitions.delete(id)
    }
  }

  async setStatus(id: string, status: JobStatus): Promise<void> {
    await this.#store.put(statusKey(id), JSON.stringify(status))
  }

  async setWish(id: string, wish: JobWish): Promise<void> {
    await this.#store.put(wishKey(id), JSON.stringify(wish))
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: string | undefined): z.output<Schema> | undefined {
  if (value === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(value)).data
  } catch {
    return undefined
  }
}
