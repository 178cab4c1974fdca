import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import type { AlertRule } from '#server/config/alerts-schema.ts'

/** The condition of a rule in words. */
export function describeRule(rule: AlertRule): string {
  const holding = rule.for > 0 ? `, for ${formatDuration(rule.for)}` : ''
  return `${condition(rule)}${scope(rule)}${holding}`
}

function condition(rule: AlertRule): string {
  switch (rule.kind) {
    case 'lag':
      return `a group is more than ${formatCount(rule.above)} records behind`
    case 'timeLag':
      return `a group's oldest unread record waits longer than ${formatDuration(rule.above)}`
    case 'status':
      return `a group is ${rule.statuses.map((status) => status.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(' or ')}`
    case 'deadLetters':
      return rule.above === 0
        ? `a dead letter came in the last ${formatDuration(rule.within)}`
        : `more than ${formatCount(rule.above)} dead letters came in the last ${formatDuration(rule.within)}`
    case 'underReplicated':
      return rule.above === 0
        ? 'a partition has replicas out of sync'
        : `more than ${formatCount(rule.above)} partitions have replicas out of sync`
    case 'offline':
      return rule.above === 0
        ? 'a partition has no leader'
        : `more than ${formatCount(rule.above)} partitions have no leader`
    case 'unreachable':
      return 'the cluster does not answer'
  }
}

function scope(rule: AlertRule): string {
  const groups = 'groups' in rule && rule.groups ? `groups ${rule.groups.join(', ')}` : ''
  const topics = 'topics' in rule && rule.topics ? `topics ${rule.topics.join(', ')}` : ''
  const names = [groups, topics].filter(Boolean).join('; ')
  return names === '' ? '' : ` (${names})`
}
