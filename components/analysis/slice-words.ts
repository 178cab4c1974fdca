import type { Analysis } from '#lib/contract/analysis.ts'
import { formatBytes, formatCompact, formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { percent } from './percent.ts'
import type { AnalysisState } from './use-analysis.ts'

/** What the figures stand on. */
export interface SliceWords {
  text: string
  detail: string
  /** From 0 to 1. */
  done: number
  timeLeft: string | null
  warnings: { tone: 'warn' | 'bad'; text: string; tip: string }[]
}

const STOPPED: Partial<Record<Analysis['coverage']['stoppedBecause'], string>> = {
  maxRecords: 'the number of records was reached',
  maxSeconds: 'the time was up',
  maxBytes: 'the number of bytes was reached',
}

export function sliceWords({ asked, records, coverage }: Analysis, state: AnalysisState): SliceWords {
  const read = coverage.partitions.reduce(
    (sum, { scannedFrom, scannedTo }) => sum + distance(scannedFrom, scannedTo),
    0,
  )
  const done = asked === 0 ? 1 : Math.min(1, read / asked)
  const running = state === 'running'
  const left = running && done > 0.02 ? (coverage.elapsedMs * (1 - done)) / done : null
  const seconds = Math.max(0.001, coverage.elapsedMs / 1000)
  return {
    text: textOf({ records, asked, done }, state, coverage.stoppedBecause),
    detail: `${formatBytes(coverage.bytes)} read in ${formatDuration(coverage.elapsedMs)}, ${formatCompact(Math.round(records / seconds))} records/s`,
    done,
    timeLeft: left === null ? null : `${formatDuration(Math.max(1_000, left))} left`,
    warnings: warningsOf(coverage),
  }
}

function textOf(
  { records, asked, done }: { records: number; asked: number; done: number },
  state: AnalysisState,
  stoppedBecause: Analysis['coverage']['stoppedBecause'],
): string {
  if (state === 'running') return `${formatCount(records)} of about ${formatCompact(asked)} records`
  const share = percent(Math.round(done * 1000), 1000)
  if (state === 'stopped') return `${formatCount(records)} records, stopped by you after ${share} of each partition`
  if (state === 'failed') return `${formatCount(records)} records until the connection broke`
  const why = STOPPED[stoppedBecause]
  if (why) return `${formatCount(records)} records, about ${share} of the slice: ${why}`
  return records === 0 ? 'No records here' : `All ${formatCount(records)} records of the slice`
}

function warningsOf({ partitions, notes }: Analysis['coverage']): SliceWords['warnings'] {
  const warnings: SliceWords['warnings'] = []
  for (const { partition, reason, problem } of partitions) {
    if (reason === 'offline' || (reason === 'error' && problem))
      warnings.push({ tone: 'bad', text: `partition ${partition} is missing`, tip: problem ?? 'It has no leader.' })
    else if (reason === 'expired')
      warnings.push({
        tone: 'warn',
        text: `partition ${partition} begins later`,
        tip: 'Retention deleted a part of the slice while it was read.',
      })
  }
  if (notes.includes('openTransaction'))
    warnings.push({
      tone: 'warn',
      text: 'an open transaction holds records back',
      tip: 'What comes after its start is not counted. Choose “uncommitted, too” to count it.',
    })
  if (notes.includes('damagedBatches'))
    warnings.push({ tone: 'warn', text: 'damaged batches were passed over', tip: 'They could not be decoded.' })
  return warnings
}

function distance(from: string, to: string): number {
  return Number(BigInt(to) - BigInt(from))
}
