import type { FilterFailures } from '#lib/contract/filter-failures.ts'
import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import type { MergePart } from './merge.ts'
import type { SearchPlan } from './search-plan.ts'

export interface SearchEnd {
  stoppedBecause: Coverage['stoppedBecause']
  matched: number
  elapsedMs: number
  /** A match came after a later (reading backward: earlier) one of its partition. */
  timestampsGoBack: boolean
  failures: FilterFailures | undefined
}

const NOTE = {
  auto: null,
  all: 'partitionerUnknown',
  murmur2: 'partitionerMurmur2',
  crc32: 'partitionerCrc32',
  fnv1a: 'partitionerFnv1a',
} as const

/** What a search covered, partition by partition, and why it ended. */
export function searchCoverage(plan: SearchPlan, parts: readonly MergePart[], end: SearchEnd): Coverage {
  const partitions = parts.map((part) => partCoverage(part, plan, end.stoppedBecause))
  const sum = (count: (part: MergePart) => number) => parts.reduce((total, part) => total + count(part), 0)
  const damaged = sum(({ report }) => report?.counts.damagedBatches ?? 0)
  const notes = [
    end.timestampsGoBack ? 'timestampsGoBack' : null,
    plan.openTransaction ? 'openTransaction' : null,
    plan.withoutCommit ? 'withoutCommit' : null,
    damaged > 0 ? 'damagedBatches' : null,
    partitions.some(({ gaps = 0 }) => gaps > 0) ? 'gaps' : null,
    end.failures && end.failures.records > 0 ? 'filterFailed' : null,
    plan.keyPlace ? NOTE[plan.keyPlace.name] : null,
  ]
  return {
    partitions,
    notes: notes.filter((note) => note !== null),
    records: partitions.reduce((total, { records }) => total + records, 0),
    bytes: sum(({ report }) => report?.counts.bytes ?? 0),
    matched: end.matched,
    skippedBatches: sum(({ report }) => (report ? report.counts.skippedBatches + report.counts.damagedBatches : 0)),
    ...(end.failures ? { filterFailures: end.failures } : {}),
    ...(plan.keyPlace ? { partitioner: plan.keyPlace.why } : {}),
    elapsedMs: Math.round(end.elapsedMs * 10) / 10,
    complete: partitions.every(({ reason }) => ['complete', 'empty', 'keyElsewhere'].includes(reason)),
    stoppedBecause: end.stoppedBecause,
  }
}

function partCoverage(
  part: MergePart,
  { direction }: SearchPlan,
  stoppedBecause: Coverage['stoppedBecause'],
): PartitionCoverage {
  const { plan, report, head } = part
  const left = part.remaining(direction)
  const expired = expiredOf(part)
  const start = expired && expired.to > plan.from ? expired.to : plan.from
  const scanned = plan.elsewhere
    ? { from: plan.from, to: plan.from }
    : direction === 'forward'
      ? { from: start, to: left.from }
      : { from: left.to, to: plan.to }
  const problem = plan.problem ?? report?.problem ?? null
  const counts = head ? head.passed : report?.counts
  const some = (name: 'aborted' | 'control' | 'gaps') => (counts && counts[name] > 0 ? { [name]: counts[name] } : {})
  return {
    partition: plan.partition,
    from: String(plan.from),
    to: String(plan.to),
    scannedFrom: String(scanned.from < scanned.to ? scanned.from : scanned.to),
    scannedTo: String(scanned.to),
    records: (counts?.records ?? 0) - (head ? 1 : 0),
    reason: reasonOf(part, stoppedBecause),
    ...(problem ? { problem: problem.message } : {}),
    ...some('aborted'),
    ...some('control'),
    ...some('gaps'),
    ...(expired ? { expired: Number(expired.to - expired.from) } : {}),
  }
}

function expiredOf({ plan, report }: MergePart): { from: bigint; to: bigint } | null {
  if (report?.expired) return report.expired
  if (plan.logStart <= plan.from) return null
  return { from: plan.from, to: plan.logStart < plan.to ? plan.logStart : plan.to }
}

function reasonOf(part: MergePart, stoppedBecause: Coverage['stoppedBecause']): PartitionCoverage['reason'] {
  const { plan, report } = part
  if (plan.elsewhere) return plan.from >= plan.to ? 'empty' : 'keyElsewhere'
  const problem = plan.problem ?? report?.problem ?? null
  if (problem) return problem.code === 'CLUSTER_UNREACHABLE' ? 'offline' : 'error'
  // Only a search that was stopped leaves something behind that could be read.
  if (!part.done || part.head) return stoppedBecause === 'end' ? 'error' : stoppedBecause
  if ((report?.counts.damagedBatches ?? 0) > 0) return 'error'
  if (expiredOf(part)) return 'expired'
  return plan.from >= plan.to ? 'empty' : 'complete'
}
