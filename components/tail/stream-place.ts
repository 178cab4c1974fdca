/**
 * Over HTTP/1.1 a browser has six connections to a console for all of its windows together, and a live stream takes one for as long as it is
 * looked at. So no more than this many are kept open; the others ask again and again. What is left over is for everything else.
 */
const PLACES = 4
const KEY = 'tailrace.stream'
/** A window that is gone without a word gives its place back after this long. */
const EXPIRES_MS = 6_000
const RENEW_MS = 2_000
/** Two windows may take the same place at the same moment: the one that wrote first finds out soon. */
const LOOK_AGAIN_MS = 250

interface Hooks {
  /** Another window has the place. */
  onLost: () => void
  /** A window gave its place back. */
  onFree: () => void
}

/**
 * One window's claim on one of the places for streams that stay open. They stand in the browser's storage, because Web Locks are only there
 * over HTTPS, where HTTP/2 makes them needless.
 */
export class StreamPlace {
  readonly #hooks: Hooks
  readonly #owner = Math.random().toString(36).slice(2)
  #index: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(hooks: Hooks) {
    this.#hooks = hooks
  }

  open(): void {
    window.addEventListener('storage', this.#onStorage)
    window.addEventListener('pagehide', this.release)
  }

  close(): void {
    window.removeEventListener('storage', this.#onStorage)
    window.removeEventListener('pagehide', this.release)
    this.release()
  }

  /** Whether a stream may stay open: a place was free, is held already, or none is needed. */
  take(): boolean {
    if (manyConnections()) return true
    try {
      if (this.#index !== null && this.#isMine(this.#index)) return true
      this.#index = null
      for (let index = 0; index < PLACES; index += 1) {
        if (!isFree(localStorage.getItem(`${KEY}.${index}`))) continue
        this.#index = index
        this.#write()
        this.#lookIn(LOOK_AGAIN_MS)
        return true
      }
      return false
    } catch {
      // Without storage nobody can be asked.
      return true
    }
  }

  readonly release = (): void => {
    clearTimeout(this.#timer)
    const index = this.#index
    this.#index = null
    try {
      if (index !== null && this.#isMine(index)) localStorage.removeItem(`${KEY}.${index}`)
    } catch {
      // It expires.
    }
  }

  readonly #onStorage = ({ key, newValue }: StorageEvent): void => {
    if (this.#index === null && newValue === null && key?.startsWith(`${KEY}.`)) this.#hooks.onFree()
  }

  #isMine(index: number): boolean {
    return localStorage.getItem(`${KEY}.${index}`)?.split(' ')[0] === this.#owner
  }

  #write(): void {
    if (this.#index !== null) localStorage.setItem(`${KEY}.${this.#index}`, `${this.#owner} ${Date.now() + EXPIRES_MS}`)
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#index === null) return
      if (this.#isMine(this.#index)) {
        this.#write()
        this.#lookIn(RENEW_MS)
      } else if (!this.take()) this.#hooks.onLost()
    }, ms)
  }
}

/** Whether what stands at a place does not hold it any more. */
function isFree(value: string | null): boolean {
  const until = Number(value?.split(' ')[1])
  // One too far ahead was written by a clock that was put back since.
  return !(until > Date.now() && until <= Date.now() + 2 * EXPIRES_MS)
}

/** HTTP/2 and 3 carry all streams over one connection. */
function manyConnections(): boolean {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return page !== undefined && /^h[23]/.test(page.nextHopProtocol)
}
