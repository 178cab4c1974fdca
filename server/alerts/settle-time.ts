import type { AlertRule } from '#server/config/alerts-schema.ts'
import type { LagSampler } from '#server/lag/lag-sampler.ts'

/**
 * For how long a cluster must be watched before "it does not hold" can be believed. A console that just started sees a stalled group as one
 * that reads, and dead letters of a minute ago as none: an alert of the console before must not end, and fire again, by that.
 */
export function settleMs(rule: AlertRule, { rules, everyMs }: LagSampler): number {
  switch (rule.kind) {
    case 'status':
      return Math.max(rules.stallAfterMs, rules.trendOverMs) + 2 * everyMs
    case 'deadLetters':
      return rule.within
    case 'lag':
    case 'timeLag':
    case 'underReplicated':
    case 'offline':
    case 'unreachable':
      return 0
  }
}
