import type { z } from 'zod'
import { AppError, invalid, isAppError } from '#lib/errors.ts'
import { sentence } from '#lib/format/sentence.ts'
import { Problem } from './answers.ts'
import { HttpJson, type JsonAnswer } from './http-json.ts'
import type { RegistrySettings } from './settings.ts'

const TIMEOUT_MS = 4_000
/** A registry that does not answer is left alone for this long, then twice as long, up to the longest. */
const PAUSE_MS = { first: 1_000, longest: 30_000 }

interface Change {
  method: 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: unknown
}

/** A schema registry with Confluent's REST interface. What goes wrong is said once, as an AppError that names the registry. */
export class RegistryClient {
  readonly #http: HttpJson
  #pause: { until: number; ms: number; error: AppError } | null = null

  constructor(settings: RegistrySettings) {
    this.#http = new HttpJson(settings)
  }

  /** Host and port, for messages. */
  get host(): string {
    return this.#http.host
  }

  close(): void {
    this.#http.close()
  }

  /** Whether it is left alone because it did not answer. */
  get paused(): boolean {
    return this.#pause !== null && this.#pause.until > Date.now()
  }

  async get<Answer>(path: string, shape: z.ZodType<Answer>): Promise<Answer> {
    if (this.#pause && this.paused) throw this.#pause.error
    return this.#read(await this.#call(path, {}), shape)
  }

  /** Changes something; tried even while the registry is left alone. */
  async change<Answer>({ method, path, body }: Change, shape: z.ZodType<Answer>): Promise<Answer> {
    return this.#read(await this.#call(path, { method, body }), shape)
  }

  async #call(path: string, options: { method?: Change['method']; body?: unknown }): Promise<JsonAnswer> {
    try {
      const answer = await this.#http.call(path, { ...options, timeoutMs: TIMEOUT_MS })
      if (answer.status >= 500) throw new AppError('CLUSTER_UNREACHABLE', `it answered with HTTP ${answer.status}`)
      this.#pause = null
      return answer
    } catch (error) {
      const failure = this.#explained(error)
      if (failure.code === 'CLUSTER_UNREACHABLE' || failure.code === 'BROKER_TIMEOUT') this.#leaveAlone(failure)
      throw failure
    }
  }

  #explained(error: unknown): AppError {
    if (!isAppError(error)) throw error
    return new AppError(error.code, sentence(`The schema registry at ${this.host} failed: ${error.message}`), {
      cause: error,
    })
  }

  #leaveAlone(error: AppError): void {
    // Requests that were on their way together count once.
    if (this.paused) return
    const ms = Math.min(PAUSE_MS.longest, this.#pause ? this.#pause.ms * 2 : PAUSE_MS.first)
    this.#pause = { until: Date.now() + ms, ms, error }
  }

  #read<Answer>({ status, json }: JsonAnswer, shape: z.ZodType<Answer>): Answer {
    if (status >= 200 && status < 300) {
      const parsed = shape.safeParse(json)
      if (parsed.success) return parsed.data
      throw new AppError('UNDECODABLE', `The schema registry at ${this.host} answered something unexpected.`, {
        cause: parsed.error,
      })
    }
    const problem = Problem.safeParse(json)
    const words = (problem.success ? problem.data.message : undefined)?.slice(0, 500)
    const said = words ?? `HTTP ${status}`
    if (status === 401 || status === 403) {
      throw new AppError(
        'BROKER_REJECTED',
        `The schema registry at ${this.host} refused the console's credentials (HTTP ${status}): check schemaRegistry in the configuration.`,
      )
    }
    if (status === 404) throw new AppError('NOT_FOUND', said)
    if (status === 409) throw new AppError('CONFLICT', said)
    if (status === 422 || status === 400) throw invalid('schema', said)
    const refused = `The schema registry at ${this.host} refused${words === undefined ? '' : ` (HTTP ${status})`}`
    throw new AppError('BROKER_REJECTED', sentence(`${refused}: ${said}`))
  }
}
