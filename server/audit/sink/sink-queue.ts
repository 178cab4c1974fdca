import { setTimeout as delay } from 'node:timers/promises'
import { log } from '#server/log.ts'

/** What became of lines that were sent: `acknowledged` by the receiver, `sent` where its protocol has no answer. */
export type SinkResult = { state: 'acknowledged' | 'sent' } | { state: 'failed'; problem: string }

/** Sends lines in order. It may be asked to send the same ones again, when it is not known whether they arrived. */
export type SendLines = (lines: string[], signal: AbortSignal) => Promise<SinkResult>

interface Waiting {
  line: string
  settle: (acknowledged: boolean) => void
}

const MAX_WAITING = 10_000
const PER_SEND = 100
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 60_000
const FLUSH_WITHIN_MS = 2_000

/** The audit records that wait for the second sink, in order. While it is down they wait in memory; of more than 10,000 the oldest are dropped and counted. */
export class SinkQueue {
  readonly #name: string
  readonly #send: SendLines
  readonly #ending = new AbortController()
  readonly #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  #dropped = 0
  #problem: string | null = null

  constructor(name: string, send: SendLines) {
    this.#name = name
    this.#send = send
  }

  /** How many wait and were dropped, and why the last attempt failed; null where it did not. */
  get figures(): { waiting: number; dropped: number; problem: string | null } {
    return { waiting: this.#waiting.length, dropped: this.#dropped, problem: this.#problem }
  }

  /** Resolves when the receiver has acknowledged the line, with false when it never will. */
  async put(line: string): Promise<boolean> {
    if (this.#ending.signal.aborted) return false
    return new Promise((settle) => {
      this.#waiting.push({ line, settle })
      if (this.#waiting.length > MAX_WAITING) this.#drop()
      this.#running ??= this.#run().finally(() => (this.#running = undefined))
    })
  }

  /** Resolves when nothing waits any more, or after two seconds. */
  async flush(): Promise<void> {
    await Promise.race([this.#running, delay(FLUSH_WITHIN_MS, undefined, { ref: false })])
  }

  /** Gives up on what waits. */
  stop(): void {
    this.#ending.abort()
    for (const { settle } of this.#waiting.splice(0)) settle(false)
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (this.#waiting.length > 0 && !this.#ending.signal.aborted) {
      const batch = this.#waiting.slice(0, PER_SEND)
      const result = await this.#send(
        batch.map(({ line }) => line),
        this.#ending.signal,
      )
      if (result.state !== 'failed') {
        pauseMs = FIRST_PAUSE_MS
        this.#problem = null
        // Some of them may have been dropped meanwhile.
        const sent = new Set(batch)
        this.#waiting.splice(0, this.#waiting.findLastIndex((one) => sent.has(one)) + 1)
        for (const { settle } of batch) settle(result.state === 'acknowledged')
        continue
      }
      if (this.#problem === null)
        log.warn({ sink: this.#name, problem: result.problem }, 'the second sink of the audit log takes nothing')
      this.#problem = result.problem
      await delay(pauseMs, undefined, { ref: false, signal: this.#ending.signal }).catch(() => undefined)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }

  #drop(): void {
    this.#waiting.shift()?.settle(false)
    this.#dropped += 1
    if (this.#dropped === 1) log.error({ sink: this.#name }, 'audit records for the second sink were dropped')
  }
}
