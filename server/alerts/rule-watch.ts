import type { Evaluation, Verdict } from './evaluate-rule.ts'

interface Timing {
  now: number
  /** How long a condition must hold, and how long not any more. */
  forMs: number
  keepFiringForMs: number
  /** Watched for long enough that "it does not hold" can be believed of what fired before this process started. */
  settled: boolean
}

/** What is due after a round. It stays due, round after round, until {@link RuleWatch.step} is told that it was done. */
export interface Due {
  fire: Verdict[]
  resolve: { subject: string; text: string }[]
  /** What holds, but not for long enough yet. */
  pending: { verdict: Verdict; since: number }[]
}

/** Since when the condition of one rule holds, or does not any more, per group, topic or cluster. */
export class RuleWatch {
  readonly #holdsSince = new Map<string, number>()
  readonly #clearSince = new Map<string, number>()

  step({ verdicts, complete }: Evaluation, active: ReadonlySet<string>, timing: Timing): Due {
    const due: Due = { fire: [], resolve: [], pending: [] }
    for (const verdict of verdicts.values()) this.#stepOne(verdict, active, timing, due)
    if (complete) {
      for (const subject of active)
        if (!verdicts.has(subject)) due.resolve.push({ subject, text: `${subject} is gone.` })
      for (const subject of this.#holdsSince.keys()) if (!verdicts.has(subject)) this.#holdsSince.delete(subject)
    }
    for (const subject of this.#clearSince.keys()) if (!active.has(subject)) this.#clearSince.delete(subject)
    return due
  }

  #stepOne(verdict: Verdict, active: ReadonlySet<string>, timing: Timing, due: Due): void {
    const { subject, holds, text } = verdict
    const { now, forMs, keepFiringForMs, settled } = timing
    if (holds === null) return
    if (holds) {
      this.#clearSince.delete(subject)
      const since = this.#holdsSince.get(subject) ?? now
      this.#holdsSince.set(subject, since)
      if (active.has(subject)) return
      if (now - since >= forMs) due.fire.push(verdict)
      else due.pending.push({ verdict, since })
      return
    }
    this.#holdsSince.delete(subject)
    if (!active.has(subject) || !settled) return
    const since = this.#clearSince.get(subject) ?? now
    this.#clearSince.set(subject, since)
    if (now - since >= keepFiringForMs) due.resolve.push({ subject, text })
  }
}
