import { mergeFilterFailures } from '#lib/cel/merge-filter-failures.ts'
import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'

/** What two runs covered together, the second having gone on where the first stopped. */
export function mergeCoverage(first: Coverage | null, second: Coverage): Coverage {
  if (first === null) return second
  const later = new Map(second.partitions.map((one) => [one.partition, one]))
  const partitions = first.partitions.map((one) => {
    const next = later.get(one.partition)
    return next ? mergePartition(one, next) : one
  })
  const filterFailures = mergeFilterFailures([first.filterFailures, second.filterFailures])
  return {
    ...second,
    partitions,
    notes: [...new Set([...first.notes, ...second.notes])],
    records: first.records + second.records,
    bytes: first.bytes + second.bytes,
    matched: first.matched + second.matched,
    skippedBatches: first.skippedBatches + second.skippedBatches,
    elapsedMs: first.elapsedMs + second.elapsedMs,
    complete: partitions.every(({ reason }) => WHOLE.has(reason)),
    ...(first.partitioner === undefined ? {} : { partitioner: first.partitioner }),
    ...(filterFailures ? { filterFailures } : {}),
  }
}

const WHOLE: ReadonlySet<PartitionCoverage['reason']> = new Set(['complete', 'empty', 'keyElsewhere'])

function mergePartition(first: PartitionCoverage, next: PartitionCoverage): PartitionCoverage {
  const none = (one: PartitionCoverage) => one.scannedFrom === one.scannedTo
  const [one, other] = none(first) ? [next, next] : none(next) ? [first, first] : [first, next]
  const sum = (name: 'aborted' | 'control' | 'gaps' | 'expired') => {
    const total = (first[name] ?? 0) + (next[name] ?? 0)
    return total > 0 ? { [name]: total } : {}
  }
  return {
    ...next,
    from: first.from,
    to: first.to,
    scannedFrom: least(one.scannedFrom, other.scannedFrom),
    scannedTo: most(one.scannedTo, other.scannedTo),
    records: first.records + next.records,
    // What was lost in an earlier run stays lost, however well the next one went.
    reason: WHOLE.has(next.reason) && first.reason === 'expired' ? 'expired' : next.reason,
    ...sum('aborted'),
    ...sum('control'),
    ...sum('gaps'),
    ...sum('expired'),
  }
}

const least = (a: string, b: string) => (BigInt(a) < BigInt(b) ? a : b)
const most = (a: string, b: string) => (BigInt(a) > BigInt(b) ? a : b)
