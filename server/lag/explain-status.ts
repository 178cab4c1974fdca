import { formatCount, formatRate, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import type { GroupStatus } from '#lib/contract/groups.ts'
import { explainUnreadable, leftToRead } from './explain-unread.ts'
import type { PartitionState, Unread } from './group-state.ts'

/** What a sentence about a group is made of. */
export interface GroupEvidence {
  status: GroupStatus
  partitions: readonly PartitionState[]
  /** Null where the group could not be described. */
  members: number | null
  /** The members consume topics, as opposed to Connect workers and others that use groups for something else. */
  consumers: boolean
  protocolType: string
  rebalancing: boolean
  /** In offsets. */
  totalLag: bigint | null
  unread: Unread | null
  maxTimeLagMs: number | null
  etaMs: number | null
  consumedPerSecond: number | null
  producedPerSecond: number | null
  memberName: (memberId: string) => string
}

/** One sentence or two: what is wrong or not with a group, and what says so. */
export function explainGroup(evidence: GroupEvidence): string {
  const text = evidence.consumers ? `${explainConsumers(evidence)}${uncommitted(evidence)}` : explainOthers(evidence)
  return evidence.rebalancing ? `A rebalance is in progress. ${text}` : text
}

/** Partitions without a commit are in no lag, so that they are there has to be said. */
function uncommitted({ status, partitions }: GroupEvidence): string {
  const without = partitions.filter((partition) => partition.status === 'neverCommitted' && partition.memberId !== null)
  if (without.length === 0 || status === 'neverCommitted') return ''
  return ` On ${plural(without.length, 'partition')} that hold${without.length === 1 ? 's' : ''} records nothing is committed yet.`
}

function explainOthers({ members, protocolType }: GroupEvidence): string {
  if (members === null) return 'The group could not be described.'
  return members === 0
    ? 'No member is connected.'
    : `${plural(members, 'member')} of the protocol ${protocolType} ${members === 1 ? 'is' : 'are'} connected; such a group commits no offsets.`
}

function explainConsumers(evidence: GroupEvidence): string {
  const { status, partitions } = evidence
  const affected = partitions
    .filter((partition) => partition.status === status)
    .toSorted((a, b) => Number((b.missed ?? b.lag ?? 0n) - (a.missed ?? a.lag ?? 0n)))
  const [worst] = affected
  const more = affected.length > 1 ? ` The same on ${plural(affected.length - 1, 'more partition')}.` : ''
  switch (status) {
    case 'dataLoss':
    case 'beyondEnd':
    case 'stalled':
    case 'rewound':
      return worst ? `${explainPartition(worst, evidence.memberName)}${more}` : 'The group needs a look.'
    case 'stopped':
      return `${noMembers(evidence)}; ${leftToRead(evidence.totalLag, evidence.unread)}${waiting(evidence)}${growth(evidence.producedPerSecond)}.${idle(evidence, worst)}`
    case 'warning':
      return `It falls behind: it reads ${formatRate(evidence.consumedPerSecond)} while ${formatRate(evidence.producedPerSecond)} come in; ${leftToRead(evidence.totalLag, evidence.unread)}.`
    case 'neverCommitted':
      return neverCommitted(evidence)
    case 'empty':
      return evidence.totalLag === null
        ? `${noMembers(evidence)}; nothing has been committed.`
        : `${noMembers(evidence)}; ${explainUnreadable(evidence.unread) ?? 'nothing is left to read'}.`
    case 'ok':
      return explainOk(evidence)
    case 'unknown':
      return worst?.problem ?? notJudgedYet(evidence)
  }
}

function neverCommitted({ partitions, members }: GroupEvidence): string {
  const without = partitions.filter(({ committed }) => committed === null)
  const who =
    members === 0 ? 'no member is connected' : members === null ? null : `${plural(members, 'member')} connected`
  if (partitions.length === 0 || without.length === partitions.length) {
    return `Nothing has been committed yet${who ? `; ${who}` : ''}.`
  }
  const names = without.slice(0, 3).map(({ topic, partition }) => `${topic}/${partition}`)
  const rest = without.length > names.length ? ` and ${without.length - names.length} more` : ''
  return `Nothing has been committed on ${names.join(', ')}${rest}, which hold records.`
}

function explainOk({ totalLag, unread, etaMs, consumedPerSecond, members, partitions }: GroupEvidence): string {
  if (totalLag === null)
    return members === null
      ? 'No offsets are committed.'
      : `${plural(members, 'member')} connected; there is nothing to read yet.`
  if (totalLag === 0n) return 'Caught up: every record was read.'
  const unreadable = explainUnreadable(unread)
  if (unreadable !== null) return `${sentence(unreadable)}.`
  const left = leftToRead(totalLag, unread)
  const still = partitions.toSorted((a, b) => (b.idleMs ?? 0) - (a.idleMs ?? 0)).find(isStill)
  if (still) return `${notMoving(still)}; ${left}.`
  const reads = consumedPerSecond === null ? '' : `, reading ${formatRate(consumedPerSecond)}`
  return etaMs === null
    ? `It keeps up${reads}; ${left}.`
    : `It catches up${reads}: ${left}, drained in about ${formatDuration(etaMs)}.`
}

function notJudgedYet(evidence: GroupEvidence): string {
  const { totalLag, unread } = evidence
  if (totalLag === null) return 'Too little is known of this group to judge it.'
  return `Not judged yet, which takes two samples; ${leftToRead(totalLag, unread)}${waiting(evidence)}.`
}

function noMembers({ members }: GroupEvidence): string {
  return members === null || members === 0 ? 'No member is connected' : 'Nobody consumes'
}

/** Consumers commit every five seconds by default: one that has not for longer does not keep up, whether or not it is stalled yet. */
const STILL_MS = 20_000

function isStill({ status, idleMs, consumedPerSecond }: PartitionState): boolean {
  return status === 'ok' && idleMs !== null && (idleMs >= STILL_MS || consumedPerSecond === 0)
}

function notMoving({ topic, partition, idleMs, stallAfterMs }: PartitionState): string {
  return `Not moving on ${topic}/${partition} for ${formatDuration(idleMs)}, judged stalled after ${formatDuration(stallAfterMs)}`
}

function growth(producedPerSecond: number | null): string {
  if (producedPerSecond === null) return ''
  return producedPerSecond > 0 ? `, and ${formatRate(producedPerSecond)} come in` : ', and nothing new comes in'
}

function waiting({ maxTimeLagMs }: GroupEvidence): string {
  return maxTimeLagMs === null || maxTimeLagMs < 1_000 ? '' : `, the oldest for ${formatDuration(maxTimeLagMs)}`
}

/** For how long nothing moved, where the records themselves do not tell for how long they have been waiting. */
function idle({ maxTimeLagMs }: GroupEvidence, worst: PartitionState | undefined): string {
  return maxTimeLagMs === null && worst?.idleMs && worst.idleMs >= 1_000
    ? ` Nothing has been committed for ${formatDuration(worst.idleMs)} or longer.`
    : ''
}

/** The sentence about one partition. */
export function explainPartition(state: PartitionState, memberName: (memberId: string) => string): string {
  const name = `${state.topic}/${state.partition}`
  const committed = formatCount(state.committed)
  switch (state.status) {
    case 'dataLoss':
      return `Retention passed its position on ${name}: up to ${formatCount(state.missed)} records were deleted before they were read (committed ${committed}, the log starts at ${formatCount(state.start)}).`
    case 'beyondEnd':
      return `Its position ${committed} on ${name} lies beyond the end of the log at ${formatCount(state.end)}: was the topic deleted and created again?`
    case 'stalled': {
      const who = state.memberId === null ? 'no member has it' : `${memberName(state.memberId)} has it`
      const grows = state.growthPerSecond !== null && state.growthPerSecond > 0
      const trend = grows ? ` and grows ${formatRate(state.growthPerSecond)}` : ''
      return `Its position on ${name} has not moved for ${formatDuration(state.idleMs)} (${who}): ${behind(state)} behind${trend}.`
    }
    case 'rewound':
      return `Its position on ${name} went back from ${formatCount(state.rewoundFrom)} to ${committed}: ${plural((state.rewoundFrom ?? 0n) - (state.committed ?? 0n), holdsOnlyRecords(state) ? 'record' : 'offset')} are read again.`
    case 'stopped':
      return `Nobody consumes; ${leftToRead(state.lag, state.unread)}.`
    case 'warning':
      return `It falls behind: reads ${formatRate(state.consumedPerSecond)} of ${formatRate(state.producedPerSecond)}.`
    case 'neverCommitted':
      return state.memberId === null ? 'Nothing is committed, and no member has it.' : 'Nothing has been committed yet.'
    case 'unknown':
      return state.problem ?? (state.lag === null ? 'Its log could not be read.' : 'Not judged yet: it was seen once.')
    case 'empty':
      return `${sentence(explainUnreadable(state.unread)) ?? 'Everything was read'}; no member is connected.`
    case 'ok':
      return okPartition(state)
  }
}

function okPartition(state: PartitionState): string {
  const { lag, unread, memberId, committed } = state
  if (committed === null) return 'Empty: there is nothing to read.'
  const unreadable = sentence(explainUnreadable(unread))
  if (unreadable !== null) return `${unreadable}.`
  if (lag === null || lag === 0n) return 'Caught up.'
  if (memberId === null) return `${leftToRead(lag, unread)}; no member has it.`
  return isStill(state) ? `${notMoving(state)}.` : 'It keeps up.'
}

function behind({ lag, unread }: PartitionState): string {
  return unread ? plural(unread.records, 'record') : plural(lag ?? 0n, 'offset')
}

/** From its position to the end every offset is a record, so that counting offsets is counting records. */
function holdsOnlyRecords({ unread }: PartitionState): boolean {
  return unread !== null && unread.aborted + unread.control + unread.gaps === 0
}

function sentence(text: string | null): string | null {
  return text === null ? null : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
