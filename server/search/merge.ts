import type { Direction } from '#server/kafka/fetch/read-range.ts'
import type { Found } from './scan/partition-scanner.ts'
import type { PartReport } from './scan/scan-engine.ts'
import type { PlannedPart } from './search-plan.ts'

/** One partition of a running search: what was found in it and not yet given out, and how far it came. */
export class MergePart {
  readonly plan: PlannedPart
  report: PartReport | null = null
  /** Being scanned at this moment. */
  busy = false
  #queue: Found[] = []
  #taken = 0

  constructor(plan: PlannedPart) {
    this.plan = plan
  }

  get head(): Found | null {
    return this.#queue[this.#taken] ?? null
  }

  get bound(): number | null {
    return this.report ? this.report.bound : this.plan.bound
  }

  get done(): boolean {
    return (
      this.plan.problem !== null ||
      this.plan.elsewhere === true ||
      (this.report?.done ?? this.plan.from >= this.plan.to)
    )
  }

  take(): void {
    this.#taken += 1
    if (this.#taken < this.#queue.length) return
    this.#queue = []
    this.#taken = 0
  }

  accept(report: PartReport): void {
    this.report = report
    this.#queue = [...this.#queue.slice(this.#taken), ...report.found]
    this.#taken = 0
    report.found = []
  }

  /** What is left, from the first match that was not given out. */
  remaining(direction: Direction): { from: bigint; to: bigint; bound: number | null } {
    const { head, plan } = this
    if (plan.elsewhere) return { from: plan.to, to: plan.to, bound: null }
    const from = this.report?.from ?? this.plan.from
    const to = this.report?.to ?? this.plan.to
    if (!head) return { from, to, bound: this.bound }
    const { offset } = head.record
    return direction === 'forward'
      ? { from: offset, to, bound: head.bound }
      : { from, to: offset + 1n, bound: head.bound }
  }
}

/**
 * Joins the matches of all partitions in the order of their time without changing the order inside of a partition. A match is given out as
 * soon as no other partition can have one before it.
 */
export class MatchMerge {
  readonly parts: MergePart[]
  readonly #sign: 1 | -1

  constructor(plans: readonly PlannedPart[], direction: Direction) {
    this.parts = plans.map((plan) => new MergePart(plan))
    this.#sign = direction === 'forward' ? 1 : -1
  }

  /** The partition whose head comes next; null while others must be scanned on, or at the end. */
  next(): MergePart | null {
    let best: MergePart | null = null
    let bestOrder = 0
    for (const part of this.parts) {
      const order = part.head ? part.head.order * this.#sign : null
      if (order === null || (best && order >= bestOrder)) continue
      best = part
      bestOrder = order
    }
    if (!best) return null
    let passed = false
    for (const part of this.parts) {
      if (part === best) passed = true
      if (part.head || part.done) continue
      const bound = part.bound === null ? -Infinity : part.bound * this.#sign
      // Of equal times the lower partition comes first.
      if (bound < bestOrder || (bound === bestOrder && !passed)) return null
    }
    return best
  }

  /** The partitions that must be scanned on, those that hold up the others first. */
  needy(most: number): MergePart[] {
    const bound = (part: MergePart) => (part.bound === null ? -Infinity : part.bound * this.#sign)
    return this.parts
      .filter((part) => !part.head && !part.done && !part.busy)
      .toSorted((a, b) => bound(a) - bound(b) || a.plan.partition - b.plan.partition)
      .slice(0, most)
  }

  get finished(): boolean {
    return this.parts.every((part) => part.done && !part.head)
  }
}
