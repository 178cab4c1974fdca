import { isAppError } from '#lib/errors.ts'
import { type LoadedSchema, loadSchema, type SchemaKey } from './load-schema.ts'
import type { RegistryClient } from './registry-client.ts'

const MAX_SCHEMAS = 2_000
/** Of schema texts with what they refer to; what is made of them takes some times as much. */
const MAX_CHARS = 32 << 20
/** A schema that is not there may come; one that cannot be read stays so. */
const MISSING_FOR_MS = 30_000
const BROKEN_FOR_MS = 300_000

type Entry =
  | { state: 'ready'; schema: LoadedSchema; chars: number }
  | { state: 'failed'; problem: string; missing: boolean; until: number }
  | { state: 'loading'; done: Promise<void> }

/** What is known of a schema right now. */
export type Known =
  | { state: 'ready'; schema: LoadedSchema }
  | { state: 'failed'; problem: string; missing: boolean }
  | { state: 'unknown' }

/** The schemas used last, each loaded once however many records ask for it at the same time. */
export class SchemaCache {
  readonly #client: RegistryClient
  readonly #entries = new Map<SchemaKey, Entry>()
  #chars = 0

  constructor(client: RegistryClient) {
    this.#client = client
  }

  /** Without waiting. */
  get(key: SchemaKey): Known {
    const entry = this.#entries.get(key)
    if (!entry || entry.state === 'loading') return { state: 'unknown' }
    if (entry.state === 'failed') return entry.until > Date.now() ? entry : { state: 'unknown' }
    // Used last: behind all others.
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry
  }

  /** Resolves once {@link get} knows of it; never rejects. */
  load(key: SchemaKey): Promise<void> {
    const entry = this.#entries.get(key)
    if (entry?.state === 'loading') return entry.done
    if (entry && this.get(key).state !== 'unknown') return Promise.resolve()
    const done = this.#load(key)
    this.#put(key, { state: 'loading', done })
    return done
  }

  async #load(key: SchemaKey): Promise<void> {
    try {
      const schema = await loadSchema(this.#client, key)
      const { text, references } = schema.compiled
      const chars = [...references.values()].reduce((sum, { length }) => sum + length, text.length)
      this.#put(key, { state: 'ready', schema, chars })
    } catch (error) {
      const code = isAppError(error) ? error.code : 'INTERNAL'
      const missing = code === 'NOT_FOUND'
      const down = code === 'CLUSTER_UNREACHABLE' || code === 'BROKER_TIMEOUT'
      const problem = isAppError(error) ? error.message : 'It cannot be made ready.'
      // The client itself knows when to ask a registry again that was down.
      const forMs = missing ? MISSING_FOR_MS : down ? 500 : BROKEN_FOR_MS
      this.#put(key, { state: 'failed', problem, missing, until: Date.now() + forMs })
    }
  }

  #put(key: SchemaKey, entry: Entry): void {
    this.#remove(key)
    this.#entries.set(key, entry)
    if (entry.state === 'ready') this.#chars += entry.chars
    for (const [oldest, candidate] of this.#entries) {
      if (this.#entries.size <= MAX_SCHEMAS && this.#chars <= MAX_CHARS) break
      if (candidate.state !== 'loading' && oldest !== key) this.#remove(oldest)
    }
  }

  #remove(key: SchemaKey): void {
    const entry = this.#entries.get(key)
    if (entry?.state === 'ready') this.#chars -= entry.chars
    this.#entries.delete(key)
  }
}
