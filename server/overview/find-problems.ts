import { nameText } from '#lib/format/names.ts'
import { pathSegment } from '#lib/path-segment.ts'
import type { BrokerSummary } from '#lib/contract/brokers.ts'
import type { Connector } from '#lib/contract/connect.ts'
import type { Finding } from '#lib/contract/clusters.ts'
import type { GroupStatus } from '#lib/contract/groups.ts'
import type { HeldPartition } from '#lib/contract/transactions.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import type { ClusterMetadata } from '#server/kafka/connection/cluster-metadata.ts'
import { severityOf } from '#server/lag/evaluate-partition.ts'
import type { GroupState } from '#server/lag/group-state.ts'
import type { UntrustedRecords } from '#server/trust/trust-report.ts'
import { findFailedConnectors } from './failed-connectors.ts'
import { findHeldTransactions } from './held-transactions.ts'
import { findUntrusted } from './untrusted-records.ts'

/** What the findings of one cluster are drawn from. */
export interface Situation {
  metadata: ClusterMetadata
  brokers: readonly BrokerSummary[]
  groups: readonly GroupState[]
  deadLetters: readonly DeadLetterGrowth[]
  held: readonly HeldPartition[]
  connectors: readonly Connector[]
  untrusted: readonly UntrustedRecords[]
  /** Why the console cannot sign what it keeps; null where it can. */
  keyProblem: string | null
}

/** How a dead-letter topic grew over the time that was watched, at most an hour. */
export interface DeadLetterGrowth {
  topic: string
  came: bigint
  overMs: number
}

const RANK: Record<Finding['severity'], number> = { bad: 0, warning: 1, info: 2 }
/** Of one kind so many are listed; the rest is summed up, so that one outage does not bury everything else. */
const SHOWN_PER_KIND = 8
const DISK_WARNING = 0.85
const DISK_BAD = 0.95

/** Everything that needs somebody, worst first. */
export function findProblems(situation: Situation): Finding[] {
  return [
    ...findBrokers(situation),
    ...findPartitions(situation),
    ...findGroups(situation),
    ...shorten(
      findFailedConnectors(situation.connectors),
      (left) => `${plural(left, 'more connector')} failed.`,
      '/connect',
    ),
    ...shorten(
      findHeldTransactions(situation.held),
      (left) => `${plural(left, 'more transaction')} hold back readers.`,
      '/transactions',
    ),
    ...findUntrusted(situation.untrusted, situation.keyProblem),
    ...findDeadLetters(situation),
  ].toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
}

function findBrokers({ brokers }: Situation): Finding[] {
  return brokers.flatMap((broker): Finding[] => {
    const about = { subject: `broker ${broker.id}`, href: `/brokers/${broker.id}`, since: null }
    if (!broker.reachable) {
      const text = broker.problem ?? `Broker ${broker.id} does not answer.`
      return [{ ...about, severity: 'bad', kind: 'broker down', text }]
    }
    const used = broker.diskUsed
    if (used === null || used < DISK_WARNING) return []
    const text = `The fullest disk of broker ${broker.id} is ${Math.round(used * 100)} % full; its logs hold ${formatBytes(broker.logDirBytes)}.`
    return [{ ...about, severity: used >= DISK_BAD ? 'bad' : 'warning', kind: 'disk filling', text }]
  })
}

function findPartitions({ metadata }: Situation): Finding[] {
  const offline: Finding[] = []
  const under: Finding[] = []
  for (const { name, partitions } of metadata.topics.values()) {
    const about = { subject: name, href: `/topics/${pathSegment(name)}/partitions`, since: null }
    const leaderless = partitions.filter(({ leader }) => leader < 0).map(({ partition }) => partition)
    const behind = partitions.filter(({ leader, isr, replicas }) => leader >= 0 && isr.length < replicas.length)
    if (leaderless.length > 0) {
      const text = `There is no leader for ${listed('partition', leaderless)}: nothing can be read or written there.`
      offline.push({ ...about, severity: 'bad', kind: 'offline', text })
    }
    if (behind.length > 0) {
      const numbers = behind.map(({ partition }) => partition)
      const text = `Replicas are out of sync on ${listed('partition', numbers)}.`
      under.push({ ...about, severity: 'warning', kind: 'under-replicated', text })
    }
  }
  const topics = '/topics'
  return [
    ...shorten(offline, (left) => `${plural(left, 'more topic')} with offline partitions.`, topics),
    ...shorten(under, (left) => `${plural(left, 'more topic')} with replicas out of sync.`, topics),
  ]
}

const GROUP_FINDINGS: { [S in GroupStatus]?: { severity: Finding['severity']; kind: string } } = {
  dataLoss: { severity: 'bad', kind: 'data loss' },
  beyondEnd: { severity: 'bad', kind: 'beyond end' },
  stalled: { severity: 'bad', kind: 'stalled' },
  stopped: { severity: 'bad', kind: 'stopped' },
  rewound: { severity: 'info', kind: 'rewound' },
  warning: { severity: 'warning', kind: 'falling behind' },
}

function findGroups({ groups }: Situation): Finding[] {
  const findings = new Map<GroupStatus, Finding[]>()
  const worstFirst = groups.toSorted(
    (a, b) => severityOf(a.status) - severityOf(b.status) || Number((b.totalLag ?? 0n) - (a.totalLag ?? 0n)),
  )
  for (const { listed: group, status, statusText, statusSince, statusSinceAtLeast } of worstFirst) {
    const rule = GROUP_FINDINGS[status]
    if (!rule) continue
    const list = findings.get(status) ?? []
    list.push({
      ...rule,
      subject: nameText(group.id),
      text: statusText,
      href: `/groups/${pathSegment(group.id)}`,
      since: statusSince,
      sinceAtLeast: statusSinceAtLeast,
    })
    findings.set(status, list)
  }
  return [...findings.values()].flatMap((list) =>
    shorten(list, (left) => `${plural(left, 'more group')} in the same state.`, '/groups'),
  )
}

function findDeadLetters({ deadLetters }: Situation): Finding[] {
  return deadLetters
    .filter(({ came }) => came > 0n)
    .toSorted((a, b) => Number(b.came - a.came))
    .map(({ topic, came, overMs }) => ({
      severity: 'warning',
      kind: 'dead letters',
      subject: topic,
      text: `${formatCount(came)} dead ${came === 1n ? 'letter' : 'letters'} came in the last ${span(overMs)}.`,
      href: `/dead-letters/${pathSegment(topic)}`,
      since: null,
    }))
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  return minutes >= 55 ? 'hour' : minutes <= 1 ? 'minute' : `${minutes} minutes`
}

function listed(what: string, numbers: number[]): string {
  const [first] = numbers
  if (numbers.length === 1) return `${what} ${first}`
  const shown = numbers.slice(0, 6).join(', ')
  return `${what}s ${shown}${numbers.length > 6 ? ` and ${numbers.length - 6} more` : ''}`
}

function shorten(findings: Finding[], text: (left: number) => string, href: string): Finding[] {
  const [first] = findings
  const left = findings.length - SHOWN_PER_KIND
  if (!first || left <= 0) return findings
  return [...findings.slice(0, SHOWN_PER_KIND), { ...first, subject: '', text: text(left), href, since: null }]
}
