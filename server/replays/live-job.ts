import type { JobDefinition, JobStatus } from '#server/replay-ledger/job.ts'
import type { Counts } from '#server/replay-ledger/ledger-entry.ts'

/** Why a running job stops: it is wanted so, another console has it, or this one ends. */
export type StopReason = 'pause' | 'abort' | 'lost' | 'handOver'

const RATE_WINDOW_MS = 5_000

/** A replay that runs in this process, as it is seen at this moment. */
export class LiveJob {
  readonly definition: JobDefinition
  status: JobStatus
  done: Promise<void> = Promise.resolve()
  stoppedFor: StopReason | null = null
  readonly #stopping = new AbortController()
  readonly #marks: { at: number; sent: number }[] = []
  #dirty = false
  #version = 0

  constructor(definition: JobDefinition, status: JobStatus) {
    this.definition = definition
    this.status = status
  }

  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  /** Grows with every change, for those who watch. */
  get version(): number {
    return this.#version
  }

  stop(reason: StopReason): void {
    this.stoppedFor ??= reason
    this.#stopping.abort()
  }

  progress(counts: Counts): void {
    this.status = { ...this.status, counts }
    this.#dirty = true
    const at = performance.now()
    this.#marks.push({ at, sent: counts.sent })
    while ((this.#marks[1]?.at ?? at) < at - RATE_WINDOW_MS) this.#marks.shift()
    this.changed()
  }

  say(problem: string | null): void {
    if (this.status.problem === problem) return
    this.status = { ...this.status, problem }
    this.#dirty = true
    this.changed()
  }

  changed(): void {
    this.#version += 1
  }

  /** Whether something changed since it was asked last. */
  takeDirty(): boolean {
    const dirty = this.#dirty
    this.#dirty = false
    return dirty
  }

  /** Records per second over the last seconds; null before that is known. */
  get rate(): number | null {
    const first = this.#marks[0]
    const last = this.#marks.at(-1)
    if (!first || !last || last.at - first.at < 200) return null
    return (last.sent - first.sent) / ((last.at - first.at) / 1000)
  }
}
