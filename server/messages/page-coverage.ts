import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import type { PagePlan } from '#server/records/page-plan.ts'
import type { PageSource } from './page-source.ts'
import { isRead, type PageRead } from './read-page.ts'

/** What a page covers, partition by partition, and why it ended. */
export function coverageOf(plan: PagePlan, page: PageRead<unknown>): Coverage {
  const partitions = page.sources.map((source) => partitionCoverage(source, plan.direction, page.stoppedBecause))
  const { sources, items } = page
  const notes = [
    sources.some((source) => source.timestampsGoBack) ? 'timestampsGoBack' : null,
    plan.openTransaction ? 'openTransaction' : null,
    plan.withoutCommit ? 'withoutCommit' : null,
    sources.some((source) => source.damagedBatches > 0) ? 'damagedBatches' : null,
  ]
  return {
    partitions,
    notes: notes.filter((note) => note !== null),
    records: partitions.reduce((sum, { records }) => sum + records, 0),
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
    matched: items.length,
    skippedBatches: sources.reduce((sum, { damagedBatches }) => sum + damagedBatches, 0),
    elapsedMs: Math.round(page.elapsedMs * 10) / 10,
    complete: partitions.every(({ reason }) => reason === 'complete' || reason === 'empty'),
    stoppedBecause: page.stoppedBecause,
  }
}

function partitionCoverage(
  source: PageSource,
  direction: PagePlan['direction'],
  stoppedBecause: Coverage['stoppedBecause'],
): PartitionCoverage {
  const { plan, scan, remaining } = source
  const start = scan.expired && scan.expired.to > plan.from ? scan.expired.to : plan.from
  const scanned = direction === 'forward' ? { from: start, to: remaining.from } : { from: remaining.to, to: plan.to }
  return {
    partition: plan.partition,
    from: String(plan.from),
    to: String(plan.to),
    scannedFrom: String(scanned.from),
    scannedTo: String(scanned.to),
    records: source.records,
    reason: reasonOf(source, stoppedBecause),
    ...(scan.problem ? { problem: scan.problem.message } : {}),
    ...(scan.expired ? { expired: Number(scan.expired.to - scan.expired.from) } : {}),
  }
}

function reasonOf(source: PageSource, stoppedBecause: Coverage['stoppedBecause']): PartitionCoverage['reason'] {
  const { scan, plan } = source
  if (scan.problem) return scan.problem.code === 'CLUSTER_UNREACHABLE' ? 'offline' : 'error'
  // Only a page that was stopped leaves something behind that could be read.
  if (!isRead(source)) return stoppedBecause === 'end' ? 'error' : stoppedBecause
  if (source.damagedBatches > 0) return 'error'
  if (scan.expired) return 'expired'
  return plan.from >= plan.to ? 'empty' : 'complete'
}
