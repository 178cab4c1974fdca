import type { TailEnd, TailGap, TailMessages, TailStart } from '#lib/contract/tail.ts'
import { isAppError } from '#lib/errors.ts'
import { problemOf } from '#lib/queries/call-api.ts'

const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 5_000
/** A tab that is looked away from for a moment keeps its stream; one that stays hidden gives it back. */
const HIDDEN_AFTER_MS = 1_000

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'catchingUp' }
  /** Tried again at `until`, a time of `Date.now()`. */
  | { kind: 'waiting'; until: number; why: string | null }
  /** Given back while nobody looks. */
  | { kind: 'resting' }
  | { kind: 'ended'; text: string }
  | { kind: 'refused'; text: string }

/** How many records from before are shown at once. */
const LAST = 50

interface Handlers {
  onState: (state: ConnectionState) => void
  /** @param anew whether what is shown so far does not belong to it */
  onStart: (start: TailStart, anew: boolean) => void
  onPosition: (cursor: string) => void
  onMessages: (messages: TailMessages) => void
  onGap: (gap: TailGap) => void
}

/**
 * The stream of one live view. It goes on from the last position after anything that cuts it, by itself; while the page is hidden it is
 * given back, because a browser has six connections for all of a console's tabs together.
 */
export class TailConnection {
  #url: string
  readonly #handlers: Handlers
  #source: EventSource | undefined
  #cursor: string | null = null
  /** The next connection begins a list: with the last records before its position. */
  #anew = true
  #retryMs = FIRST_RETRY_MS
  #timer: ReturnType<typeof setTimeout> | undefined
  #state: ConnectionState = { kind: 'connecting' }
  #probe: AbortController | undefined

  /** @param url the stream's address, with a query but without a position */
  constructor(url: string, handlers: Handlers) {
    this.#url = url
    this.#handlers = handlers
  }

  open(): void {
    document.addEventListener('visibilitychange', this.#onVisibility)
    window.addEventListener('online', this.retry)
    if (document.hidden) this.#set({ kind: 'resting' })
    else this.#connect()
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    window.removeEventListener('online', this.retry)
    this.#disconnect()
  }

  /** Begins a list anew: at a position, or at what is newest then. */
  startAnew(url: string, cursor: string | null): void {
    this.#url = url
    this.#cursor = cursor
    this.#anew = true
    if (this.#state.kind !== 'resting') this.#connect()
  }

  /** Tries now, unless it is connected. */
  readonly retry = (): void => {
    if (this.#state.kind === 'waiting' || this.#state.kind === 'refused' || this.#state.kind === 'ended')
      this.#connect()
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#timer)
    if (!document.hidden) {
      if (!this.#source && this.#state.kind !== 'ended') this.#connect()
    } else if (this.#state.kind !== 'ended') {
      this.#timer = setTimeout(() => {
        this.#disconnect()
        this.#set({ kind: 'resting' })
      }, HIDDEN_AFTER_MS)
    }
  }

  #connect(): void {
    this.#disconnect()
    this.#set({ kind: 'connecting' })
    const source = new EventSource(this.#address())
    this.#source = source
    const listen = <Data>(event: string, take: (data: Data) => void) => {
      source.addEventListener(event, (message: MessageEvent<string>) => {
        if (this.#source !== source) return
        if (message.lastEventId) this.#cursor = message.lastEventId
        if (message.lastEventId) this.#handlers.onPosition(message.lastEventId)
        take(dataOf<Data>(message))
      })
    }
    listen<TailStart>('start', (start) => {
      this.#retryMs = FIRST_RETRY_MS
      this.#set({ kind: start.resumed ? 'catchingUp' : 'live' })
      this.#handlers.onStart(start, this.#anew || !start.resumed)
      this.#anew = false
    })
    listen<TailMessages>('messages', (messages) => {
      this.#set({ kind: messages.catchingUp ? 'catchingUp' : 'live' })
      this.#handlers.onMessages(messages)
    })
    listen<TailGap>('gap', (gap) => this.#handlers.onGap(gap))
    listen<TailEnd>('end', ({ text }) => this.#stop({ kind: 'ended', text }))
    listen<{ detail: string }>('problem', ({ detail }) => this.#stop({ kind: 'refused', text: detail }))
    source.addEventListener('error', () => {
      if (this.#source === source) void this.#broken(source.readyState === EventSource.CLOSED)
    })
  }

  /** The browser does not say why a stream could not be opened: the same address, asked once more, does. */
  async #broken(refused: boolean): Promise<void> {
    this.#disconnect()
    if (!refused) return this.#wait(null)
    const probe = new AbortController()
    this.#probe = probe
    const problem = await fetch(this.#address(), { signal: probe.signal })
      .then(async (response) => (response.ok ? null : await problemOf(response)))
      .catch((error: unknown) => (probe.signal.aborted ? undefined : isAppError(error) ? error : null))
    if (problem === undefined || this.#probe !== probe) return
    this.#disconnect()
    const passing = !problem || ['CLUSTER_UNREACHABLE', 'BROKER_TIMEOUT', 'INTERNAL'].includes(problem.code)
    if (passing) this.#wait(problem?.message ?? null)
    else this.#set({ kind: 'refused', text: problem.message })
  }

  #address(): string {
    const from = this.#cursor === null ? '' : `&from=${this.#cursor}`
    return `${this.#url}${from}${this.#anew || from === '' ? `&last=${LAST}` : ''}`
  }

  #wait(why: string | null): void {
    this.#set({ kind: 'waiting', until: Date.now() + this.#retryMs, why })
    this.#timer = setTimeout(() => this.#connect(), this.#retryMs)
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 1.6)
  }

  #stop(state: ConnectionState): void {
    this.#disconnect()
    this.#set(state)
  }

  #disconnect(): void {
    clearTimeout(this.#timer)
    this.#probe?.abort()
    this.#probe = undefined
    this.#source?.close()
    this.#source = undefined
  }

  #set(state: ConnectionState): void {
    if (state.kind === this.#state.kind && state.kind !== 'waiting') return
    this.#state = state
    this.#handlers.onState(state)
  }
}

/** The data of an event in the contract's shape; the server has checked it, and at this rate it is not checked again. */
function dataOf<Data>(message: MessageEvent<string>): Data {
  return JSON.parse(message.data) as Data
}
