import { pathSegment } from '#lib/path-segment.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import type { AlertRule } from '#server/config/alerts-schema.ts'
import type { PartitionMetadata, TopicMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import type { GroupState } from '#server/lag/group-state.ts'
import { onTopic } from '#server/lag/on-topic.ts'
import { nameMatcher } from './match-names.ts'
import type { Situation } from './situation.ts'

/** Whether the condition of a rule holds for one group, topic or cluster; null where it cannot be told now. */
export interface Verdict {
  subject: string
  href: string
  holds: boolean | null
  text: string
  /** Since when a group has been in the state that the text describes; null where that is not known. */
  since: number | null
}

export interface Evaluation {
  verdicts: Map<string, Verdict>
  /** Every subject is judged: one that is missing does not exist any more. */
  complete: boolean
  /** Why not. */
  problem: string | null
}

/** Judges one rule. Pure. */
export function evaluateRule(rule: AlertRule, situation: Situation): Evaluation {
  switch (rule.kind) {
    case 'lag':
    case 'timeLag':
    case 'status':
      return evaluateGroups(rule, situation)
    case 'deadLetters':
      return evaluateDeadLetters(rule, situation)
    case 'underReplicated':
    case 'offline':
      return evaluatePartitions(rule, situation)
    case 'unreachable':
      return evaluateCluster(situation)
  }
}

type RuleOf<Kind extends AlertRule['kind']> = Extract<AlertRule, { kind: Kind }>

function evaluateGroups(rule: RuleOf<'lag' | 'timeLag' | 'status'>, { groups, allGroups }: Situation): Evaluation {
  if (!groups) return unjudged('The groups were not sampled lately.')
  const isMeant = nameMatcher(rule.groups)
  const onTopics = rule.kind === 'status' ? undefined : rule.topics
  const verdicts = new Map<string, Verdict>()
  for (const [id, group] of groups) {
    if (!isMeant(id)) continue
    for (const { subject, state } of aspects(group, onTopics)) {
      verdicts.set(subject, { subject, href: groupHref(id), since: sinceOf(group), ...judge(rule, state) })
    }
  }
  return { verdicts, complete: allGroups, problem: allGroups ? null : 'The groups of a broker are missing.' }
}

/** The page of a group, which an alert about it leads to. */
export function groupHref(id: string): string {
  return `/groups/${pathSegment(id)}`
}

function sinceOf({ status, statusSince }: GroupState): number | null {
  return status === 'ok' || status === 'empty' || status === 'unknown' ? null : statusSince
}

/** The group as a whole, or as it stands on each of the topics the rule names. */
function aspects(group: GroupState, topics: readonly string[] | undefined): { subject: string; state: GroupState }[] {
  const { id } = group.listed
  if (!topics) return [{ subject: id, state: group }]
  const isMeant = nameMatcher(topics)
  return [...group.topics.keys()].filter(isMeant).flatMap((topic) => {
    const state = onTopic(group, topic)
    return state ? [{ subject: `${id} on ${topic}`, state }] : []
  })
}

function judge(rule: RuleOf<'lag' | 'timeLag' | 'status'>, group: GroupState): { holds: boolean | null; text: string } {
  // What could not be read now is not judged; it neither fires nor ends an alert.
  if (group.problem !== null) return { holds: null, text: group.problem }
  switch (rule.kind) {
    case 'lag': {
      const { totalLag, unread } = group
      if (totalLag === null) return { holds: false, text: 'Nothing is committed.' }
      // Offsets that no consumer gets are not behind, where it is known.
      const behind = unread === null ? totalLag : BigInt(unread.records)
      return { holds: behind > BigInt(rule.above), text: `${formatCount(behind)} behind. ${group.statusText}` }
    }
    case 'timeLag': {
      const { maxTimeLagMs } = group
      if (maxTimeLagMs === null)
        return { holds: group.totalLag === null ? false : null, text: 'The time lag is not known.' }
      const text = `The oldest unread record waits for ${formatDuration(maxTimeLagMs)}. ${group.statusText}`
      return { holds: maxTimeLagMs > rule.above, text }
    }
    case 'status':
      return {
        holds: rule.statuses.includes(group.status) ? true : group.status === 'unknown' ? null : false,
        text: group.statusText,
      }
  }
}

function evaluateDeadLetters(
  rule: RuleOf<'deadLetters'>,
  { topics, growth, isDeadLetterTopic }: Situation,
): Evaluation {
  if (!topics) return unjudged('The topics were not read lately.')
  const isMeant = rule.topics ? nameMatcher(rule.topics) : isDeadLetterTopic
  const verdicts = new Map<string, Verdict>()
  for (const topic of topics.keys()) {
    if (!isMeant(topic)) continue
    const { came, overMs } = growth(topic, rule.within)
    const holds = came > BigInt(rule.above) ? true : overMs < rule.within * 0.9 ? null : false
    const text = `${plural(Number(came), 'record')} came in the last ${formatDuration(Math.min(rule.within, Math.max(overMs, 1_000)))}.`
    verdicts.set(topic, { subject: topic, href: `/dead-letters/${pathSegment(topic)}`, holds, text, since: null })
  }
  return { verdicts, complete: true, problem: null }
}

function evaluatePartitions(rule: RuleOf<'underReplicated' | 'offline'>, situation: Situation): Evaluation {
  if (!situation.topics) return unjudged('The topics were not read lately.')
  const isMeant = nameMatcher(rule.topics)
  const isBad = rule.kind === 'offline' ? isOffline : isUnderReplicated
  const bad = [...situation.topics.values()].filter(({ name }) => isMeant(name)).flatMap((topic) => badOf(topic, isBad))
  const what = rule.kind === 'offline' ? 'no leader' : 'replicas out of sync'
  const names = bad.slice(0, 5).join(', ')
  const more = bad.length > 5 ? ` and ${formatCount(bad.length - 5)} more` : ''
  const text =
    bad.length === 0
      ? `No partition has ${what}.`
      : `${plural(bad.length, 'partition')} ${bad.length === 1 ? 'has' : 'have'} ${what}: ${names}${more}.`
  const subject = situation.cluster.name
  const verdict = { subject, href: '/topics', holds: bad.length > rule.above, text, since: null }
  return { verdicts: new Map([[subject, verdict]]), complete: true, problem: null }
}

function badOf({ name, partitions }: TopicMetadata, isBad: (partition: PartitionMetadata) => boolean): string[] {
  return partitions.filter(isBad).map(({ partition }) => `${name}/${partition}`)
}

function isOffline({ leader }: PartitionMetadata): boolean {
  return leader < 0
}

function isUnderReplicated({ isr, replicas }: PartitionMetadata): boolean {
  return isr.length < replicas.length
}

function evaluateCluster({ cluster: { name, status, problem } }: Situation): Evaluation {
  const holds = status === 'connecting' ? null : status === 'down'
  const text = holds ? `${name} does not answer. ${problem ?? ''}`.trim() : `${name} answers.`
  const verdict = { subject: name, href: '', holds, text, since: null }
  return { verdicts: new Map([[name, verdict]]), complete: true, problem: null }
}

function unjudged(problem: string): Evaluation {
  return { verdicts: new Map(), complete: false, problem }
}
