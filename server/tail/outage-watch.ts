import type { TailGap } from '#lib/contract/tail.ts'
import { recoveredGap, unreachableGap } from './gaps.ts'

/** A partition that is well answers twice a second, even when there is nothing new. */
const SILENT_AFTER_MS = 2_500

/** Notices by their silence which partitions cannot be read, and when they can be again. */
export class OutageWatch {
  readonly #topic: string
  readonly #heard = new Map<number, number>()
  readonly #silent = new Set<number>()
  /** The last thing that went wrong, as a sentence. */
  problem: string | null = null

  constructor(topic: string) {
    this.#topic = topic
  }

  heard(partition: number): void {
    this.#heard.set(partition, performance.now())
  }

  /** Silence has a reason that is known: it begins to count from now. */
  excuse(): void {
    for (const partition of this.#heard.keys()) if (!this.#silent.has(partition)) this.heard(partition)
  }

  /** It is known already that it cannot be read, and everybody was told. */
  lost(partition: number): void {
    this.#heard.set(partition, Number.NEGATIVE_INFINITY)
    this.#silent.add(partition)
  }

  /** The partitions that everybody was told of as unreachable. */
  silent(): number[] {
    return [...this.#silent]
  }

  get reason(): string {
    return this.problem ?? 'the broker does not answer.'
  }

  /** What has changed since the last call. */
  changes(): TailGap[] {
    const now = performance.now()
    const lost: number[] = []
    const back: number[] = []
    for (const [partition, at] of this.#heard) {
      const silent = now - at > SILENT_AFTER_MS
      if (silent === this.#silent.has(partition)) continue
      if (silent) this.#silent.add(partition)
      else this.#silent.delete(partition)
      ;(silent ? lost : back).push(partition)
    }
    const gaps: TailGap[] = []
    if (lost.length > 0) gaps.push(unreachableGap(this.#topic, lost, this.reason))
    if (back.length > 0) gaps.push(recoveredGap(this.#topic, back))
    if (this.#silent.size === 0) this.problem = null
    return gaps
  }

  clear(): void {
    this.#heard.clear()
    this.#silent.clear()
  }
}
