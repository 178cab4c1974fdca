import type { Coverage, Message } from '#lib/contract/messages.ts'
import { isAppError } from '#lib/errors.ts'
import { runSearch } from '#lib/queries/run-search.ts'
import type { SearchParams } from '#lib/queries/search.ts'
import { mergeCoverage } from './merge-coverage.ts'
import { IDLE, type SearchSnapshot } from './search-snapshot.ts'

/** More matches than these are not kept in the page; an export takes them all. */
export const MAX_ROWS = 10_000
const DRAW_EVERY_MS = 120

/** One search and its matches; going on adds to them. Drawn a few times per second, however fast matches come. */
export class SearchStore {
  readonly #at: { cluster: string; topic: string }
  readonly #resolve: (now: number) => SearchParams
  #params: SearchParams | null = null
  readonly #listeners = new Set<() => void>()
  readonly #seen = new Set<string>()
  #snapshot = IDLE
  #rows: Message[] = []
  #token: string | null = null
  #running: AbortController | null = null
  #drawnAt = 0
  #drawing: ReturnType<typeof setTimeout> | undefined

  constructor(at: { cluster: string; topic: string }, resolve: (now: number) => SearchParams) {
    this.#at = at
    this.#resolve = resolve
  }

  readonly get = (): SearchSnapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Starts the search, or goes on where it stopped. */
  readonly run = (): void => {
    if (this.#running) return
    const running = new AbortController()
    this.#running = running
    this.#change({ state: 'running', error: null, progress: null })
    void this.#read(running)
  }

  /** Ends the search; what was found stays, and it can go on from there. */
  readonly cancel = (): void => {
    const running = this.#running
    if (!running) return
    this.#running = null
    running.abort()
    const token = this.#snapshot.progress?.continue
    if (token) this.#token = token
    this.#change({ state: 'cancelled', more: this.#token !== null })
  }

  /** Ends the search for good. */
  readonly close = (): void => {
    this.#running?.abort()
    clearTimeout(this.#drawing)
    // Opened again, it begins anew.
    if (this.#running) this.#snapshot = IDLE
    this.#running = null
  }

  async #read(running: AbortController): Promise<void> {
    // A relative time is fixed by the first run.
    this.#params ??= this.#resolve(Date.now())
    const params = this.#token === null ? this.#params : { ...this.#params, continue: this.#token }
    try {
      for await (const event of runSearch(this.#at, params, running.signal)) {
        if (this.#running !== running) return
        if (event.type === 'match') this.#add(event.message)
        else if (event.type === 'progress') this.#change({ progress: event.progress })
        else this.#finish(mergeCoverage(this.#snapshot.coverage, event.done.coverage), event.done.continue)
      }
    } catch (error) {
      if (this.#running !== running || running.signal.aborted) return
      this.#running = null
      const token = this.#snapshot.progress?.continue
      if (token) this.#token = token
      this.#change({
        state: 'failed',
        error: error instanceof Error ? error : new Error('The search failed.'),
        more: this.#token !== null && isAppError(error) && error.code !== 'INVALID_FILTER',
      })
    }
  }

  #finish(coverage: Coverage, token: string | undefined): void {
    this.#running = null
    this.#token = token ?? null
    this.#change({
      state: 'done',
      progress: null,
      coverage,
      more: token !== undefined && this.#rows.length < MAX_ROWS,
    })
  }

  #add(message: Message): void {
    // What came after the last position that is known comes again when a cancelled search goes on.
    const id = `${message.partition}/${message.offset}`
    if (this.#seen.has(id)) return
    this.#seen.add(id)
    this.#rows.push(message)
    const wait = this.#drawnAt + DRAW_EVERY_MS - performance.now()
    if (wait <= 0) this.#change({})
    else this.#drawing ??= setTimeout(() => this.#change({}), wait)
  }

  #change(change: Partial<SearchSnapshot>): void {
    clearTimeout(this.#drawing)
    this.#drawing = undefined
    this.#drawnAt = performance.now()
    const rows = this.#rows.length === this.#snapshot.rows.length ? this.#snapshot.rows : [...this.#rows]
    this.#snapshot = { ...this.#snapshot, ...change, rows }
    for (const listener of this.#listeners) listener()
  }
}
