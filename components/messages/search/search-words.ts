import type { Coverage, PartitionCoverage } from '#lib/contract/messages.ts'
import type { SearchEstimate } from '#lib/contract/search.ts'
import { failedShortly, filterVerdict, isUrgent } from '#lib/format/filter-words.ts'
import { formatBytes, formatCompact, formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'

/** How much a search would read: `about 4.0 M records, 1.2 GB, some 6 s`. */
export function estimateWords({ records, bytes, seconds, partitioner }: SearchEstimate): string {
  if (records === '0') return 'nothing: there are no records in this range'
  const parts = [
    `up to ${formatCompact(records)} ${records === '1' ? 'record' : 'records'}`,
    bytes === null ? null : `about ${formatBytes(bytes)}`,
    seconds === null ? null : seconds < 1 ? 'less than a second' : `some ${formatDuration(seconds * 1000)}`,
    partitioner && partitioner.partition !== null ? `only partition ${partitioner.partition}` : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

/** What a search covered, in one sentence that claims no more than is so. */
export function coverageWords(coverage: Coverage, shown: number): string {
  const { records, complete, stoppedBecause } = coverage
  if (complete) {
    if (records === 0 && coverage.skippedBatches === 0) return 'There are no records in this range'
    const doubt = doubtWords(coverage, shown)
    if (doubt !== '') return `The whole range was searched: ${matchWords(shown)}${doubt}`
    return `The whole range was searched: ${shown === 0 ? 'nothing matches' : matchWords(shown)}`
  }
  const left = offsetsLeft(coverage)
  const seen = Math.min(records, offsetsRead(coverage))
  const missing = left > 0n ? `; up to ${formatCompact(left)} not searched` : ''
  return `${shown === 0 ? 'No match' : matchWords(shown)} in ${plural(seen, 'record')}${STOPPED[stoppedBecause]}${missing}${doubtWords(coverage, shown)}`
}

/** What a reader of "no match" must know of the filter; empty where it had an answer for each record. */
function doubtWords({ filterFailures }: Coverage, shown: number): string {
  const failed = failedShortly(filterFailures)
  if (failed !== null) return `; the ${failed}`
  const verdict = filterVerdict(filterFailures)
  return isUrgent(verdict, shown) ? `; ${verdict.text.replace(/^In/, 'in')}` : ''
}

const matchWords = (shown: number) => plural(shown, 'match', 'matches')

const STOPPED: Record<Coverage['stoppedBecause'], string> = {
  end: '',
  limit: ', stopped at this number',
  maxRecords: ', stopped at the limit of records',
  maxSeconds: ', stopped at the time limit',
  maxBytes: ', stopped at the limit of bytes',
  cancelled: ', cancelled',
  error: ', not everything could be read',
  running: '',
}

/** Offsets up to which everything was answered. A search that stops may have looked at records beyond them, which it will look at again. */
function offsetsRead({ partitions }: Pick<Coverage, 'partitions'>): number {
  return partitions.reduce(
    (sum, { scannedFrom, scannedTo }) => sum + Number(BigInt(scannedTo) - BigInt(scannedFrom)),
    0,
  )
}

/** Offsets of the asked range that were not looked at. */
export function offsetsLeft({ partitions }: Pick<Coverage, 'partitions'>): bigint {
  return partitions.reduce((sum, { from, to, scannedFrom, scannedTo, reason }) => {
    if (reason === 'keyElsewhere') return sum
    const left = BigInt(to) - BigInt(from) - (BigInt(scannedTo) - BigInt(scannedFrom))
    return sum + (left > 0n ? left : 0n)
  }, 0n)
}

/** Whether all of a partition's asked range was read, and if not, why. */
export function reasonWords({ reason, problem }: PartitionCoverage): {
  tone: 'ok' | 'idle' | 'warn' | 'bad'
  text: string
} {
  switch (reason) {
    case 'complete':
      return { tone: 'ok', text: 'all of it' }
    case 'empty':
      return { tone: 'idle', text: 'no records in this range' }
    case 'keyElsewhere':
      return { tone: 'idle', text: 'the key lies in another partition' }
    case 'limit':
      return { tone: 'idle', text: 'stopped at as many as were asked for' }
    case 'maxRecords':
      return { tone: 'warn', text: 'stopped at the limit of records' }
    case 'maxSeconds':
      return { tone: 'warn', text: 'stopped at the time limit' }
    case 'maxBytes':
      return { tone: 'warn', text: 'stopped at the limit of bytes' }
    case 'cancelled':
      return { tone: 'warn', text: 'cancelled' }
    case 'running':
      return { tone: 'idle', text: 'being read' }
    case 'expired':
      return { tone: 'warn', text: 'its beginning was deleted before it was read' }
    case 'offline':
      return { tone: 'bad', text: problem ?? 'it is offline' }
    case 'error':
      return { tone: 'bad', text: problem ?? 'some of its batches are damaged' }
  }
}

/** What else stood in a partition: `3 compacted away, 2 of aborted transactions`. */
export function elseWords({ aborted, control, gaps, expired }: PartitionCoverage): string {
  const parts = [
    gaps ? `${formatCount(gaps)} empty offsets (compacted)` : null,
    aborted ? `${formatCount(aborted)} of aborted transactions` : null,
    control ? `${formatCount(control)} markers of the broker` : null,
    expired ? `${formatCount(expired)} deleted or expired` : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}
