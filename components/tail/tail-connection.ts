import type { TailEnd, TailGap, TailMessages, TailStart } from '#lib/contract/tail.ts'
import { isAppError } from '#lib/errors.ts'
import { problemOf } from '#lib/queries/call-api.ts'
import { StreamPlace } from './stream-place.ts'

const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 5_000
/** A tab that is looked away from for a moment keeps its stream; one that stays hidden gives it back. */
const HIDDEN_AFTER_MS = 1_000
/** Where other windows have the connections, what came is asked for so often, and each time for no longer than this. */
const ASK_EVERY_MS = 2_000
const ASK_AT_MOST_MS = 10_000
/** The server is heard every 15 s. A connection that is silent for longer is gone, as after a laptop slept, and the browser may not know. */
const SILENT_AFTER_MS = 45_000
const LISTEN_EVERY_MS = 5_000

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'catchingUp' }
  /** Asked for every two seconds, because other windows of this browser have the connections. */
  | { kind: 'sharing' }
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
 * The stream of one live view. It goes on from the last position after anything that cuts it, by itself. A browser has six connections for all
 * of a console's windows together: while the page is hidden its stream is given back, and where more windows are looked at than may keep one
 * ({@link StreamPlace}), it is opened for a moment again and again.
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
  #hiding: ReturnType<typeof setTimeout> | undefined
  #listening: ReturnType<typeof setInterval> | undefined
  #heardAt = 0
  /** This connection is not to stay open. */
  #sharing = false
  readonly #place = new StreamPlace({
    onLost: () => this.#source && this.#connect(),
    onFree: () => this.#state.kind === 'sharing' && this.#connect(),
  })
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
    this.#place.open()
    this.#listening = setInterval(this.#listen, LISTEN_EVERY_MS)
    if (document.hidden) this.#set({ kind: 'resting' })
    else this.#connect()
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    window.removeEventListener('online', this.retry)
    clearTimeout(this.#hiding)
    clearInterval(this.#listening)
    this.#disconnect()
    this.#place.close()
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
    clearTimeout(this.#hiding)
    if (this.#state.kind === 'ended') return
    if (document.hidden) this.#hiding = setTimeout(() => this.#stop({ kind: 'resting' }), HIDDEN_AFTER_MS)
    else if (!this.#source) this.#connect()
  }

  readonly #listen = (): void => {
    if (this.#source && !this.#sharing && Date.now() - this.#heardAt > SILENT_AFTER_MS) void this.#broken(false)
  }

  #connect(): void {
    this.#disconnect()
    this.#sharing = !this.#place.take()
    if (this.#sharing) this.#timer = setTimeout(() => this.#askLater(), ASK_AT_MOST_MS)
    if (!this.#sharing || this.#state.kind !== 'sharing') this.#set({ kind: 'connecting' })
    this.#heardAt = Date.now()
    const source = new EventSource(this.#address())
    this.#source = source
    const listen = <Data>(event: string, take: (data: Data) => void) => {
      source.addEventListener(event, (message: MessageEvent<string>) => {
        if (this.#source !== source) return
        this.#heardAt = Date.now()
        if (message.lastEventId) this.#cursor = message.lastEventId
        if (message.lastEventId) this.#handlers.onPosition(message.lastEventId)
        take(dataOf<Data>(message))
      })
    }
    listen<TailStart>('start', (start) => {
      this.#retryMs = FIRST_RETRY_MS
      this.#set({ kind: this.#sharing ? 'sharing' : start.resumed ? 'catchingUp' : 'live' })
      this.#handlers.onStart(start, this.#anew || !start.resumed)
      this.#anew = false
    })
    listen<TailMessages>('messages', (messages) => {
      this.#set({ kind: this.#sharing ? 'sharing' : messages.catchingUp ? 'catchingUp' : 'live' })
      this.#handlers.onMessages(messages)
    })
    listen<TailGap>('gap', (gap) => this.#handlers.onGap(gap))
    listen('heartbeat', () => undefined)
    listen<TailEnd>('end', ({ reason, text }) => {
      if (reason === 'caughtUp') this.#askLater()
      else this.#stop({ kind: 'ended', text })
    })
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
    else this.#stop({ kind: 'refused', text: problem.message })
  }

  #address(): string {
    const from = this.#cursor === null ? '' : `&from=${this.#cursor}`
    const last = this.#anew || from === '' ? `&last=${LAST}` : ''
    return `${this.#url}${from}${last}${this.#sharing ? '&follow=false' : ''}`
  }

  #wait(why: string | null): void {
    this.#set({ kind: 'waiting', until: Date.now() + this.#retryMs, why })
    this.#timer = setTimeout(() => this.#connect(), this.#retryMs)
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 1.6)
  }

  #askLater(): void {
    this.#disconnect()
    this.#set({ kind: 'sharing' })
    this.#timer = setTimeout(() => this.#connect(), ASK_EVERY_MS)
  }

  #stop(state: ConnectionState): void {
    this.#disconnect()
    this.#place.release()
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
