import type { Coverage, MessagePage } from '#lib/contract/messages.ts'
import { formatCompact, formatCount, plural } from '#lib/format/numbers.ts'

/** What the pages loaded so far cover, in words. */
export interface CoverageSummary {
  /** `100 records of about 41.2 M` or `All 345 records`. */
  text: string
  /** How far back or forward the records go; null without records. */
  reachedAt: number | null
  elapsedMs: number
  bytes: number
  warnings: { tone: 'warn' | 'bad' | 'info'; text: string; tip: string }[]
}

export function summarise(pages: readonly MessagePage[]): CoverageSummary {
  const first = pages[0]
  const last = pages.at(-1)
  const shown = pages.reduce((sum, page) => sum + page.messages.length, 0)
  const asked = (first?.coverage.partitions ?? []).reduce((sum, { from, to }) => sum + BigInt(to) - BigInt(from), 0n)
  const complete = last?.cursor === null && last.coverage.complete && pages.every(({ coverage }) => isWhole(coverage))
  return {
    text: complete ? wholeText(shown) : `${plural(shown, 'record')} of about ${formatCompact(asked)}`,
    reachedAt: pages.findLast((page) => page.messages.length > 0)?.messages.at(-1)?.timestamp ?? null,
    elapsedMs: last?.coverage.elapsedMs ?? 0,
    bytes: pages.reduce((sum, page) => sum + page.coverage.bytes, 0),
    warnings: warningsOf(pages),
  }
}

/** A page that ended at its limit is whole as far as it goes. */
function isWhole({ stoppedBecause, partitions }: Coverage): boolean {
  const fine = new Set(['complete', 'empty', 'limit'])
  return (stoppedBecause === 'end' || stoppedBecause === 'limit') && partitions.every(({ reason }) => fine.has(reason))
}

function wholeText(shown: number): string {
  if (shown === 0) return 'No records here'
  return shown === 1 ? 'The only record' : `All ${formatCount(shown)} records`
}

const NOTES: Record<string, { tone: 'warn' | 'info'; text: string; tip: string }> = {
  timestampsGoBack: {
    tone: 'info',
    text: 'times go back',
    tip: 'Inside a partition some records carry an earlier time than the one before them. A partition keeps its own order here, so times can jump.',
  },
  openTransaction: {
    tone: 'warn',
    text: 'an open transaction holds records back',
    tip: 'Readers of committed records see nothing after the start of an open transaction. Choose "uncommitted" to see what waits.',
  },
  damagedBatches: {
    tone: 'warn',
    text: 'damaged batches were passed over',
    tip: 'Some batches could not be unpacked or decoded. Their records are not shown.',
  },
  gaps: {
    tone: 'info',
    text: 'offsets are missing',
    tip: 'Compaction has removed records, or transactions left their markers there. "What was searched" counts them.',
  },
  filterFailed: {
    tone: 'warn',
    text: 'the filter failed on some records',
    tip: 'For some records the expression has no answer, for example because a field is of another type. They do not match. "What was searched" says why.',
  },
  withoutCommit: {
    tone: 'info',
    text: 'partitions without a commit are left out',
    tip: 'The group has committed no offset there, so it has no position to start at.',
  },
  cursorTooLong: {
    tone: 'warn',
    text: 'too many partitions to page on',
    tip: 'Choose fewer partitions to page further.',
  },
}

const STOPPED: Partial<Record<Coverage['stoppedBecause'], string>> = {
  maxSeconds: 'stopped after 4 s',
  maxBytes: 'stopped after 128 MB',
}

function warningsOf(pages: readonly MessagePage[]): CoverageSummary['warnings'] {
  const warnings = coverageNotes(pages.map(({ coverage }) => coverage))
  const stopped = STOPPED[pages.at(-1)?.coverage.stoppedBecause ?? 'end']
  if (stopped) {
    warnings.push({
      tone: 'warn',
      text: stopped,
      tip: 'Few records fit what was asked for. The next page goes on from there.',
    })
  }
  return warnings
}

/** What a reader of records should know of how they were read. */
export function coverageNotes(coverages: readonly Coverage[]): CoverageSummary['warnings'] {
  const notes = new Set(coverages.flatMap((coverage) => coverage.notes))
  const warnings: CoverageSummary['warnings'] = [...notes].flatMap((note) => NOTES[note] ?? [])
  const partitions = new Map(
    coverages.flatMap((coverage) => coverage.partitions.map((one) => [one.partition, one] as const)),
  )
  for (const { partition, reason, problem, from, scannedFrom } of partitions.values()) {
    if (reason === 'offline' || reason === 'error') {
      warnings.push({
        tone: 'bad',
        text: `partition ${partition} ${reason === 'offline' ? 'is offline' : 'cannot be read'}`,
        tip: problem ?? 'Some of its batches are damaged.',
      })
    } else if (reason === 'expired') {
      warnings.push({
        tone: 'warn',
        text: `partition ${partition} begins later`,
        tip: `The records from offset ${formatCount(from)} to ${formatCount(scannedFrom)} are deleted or expired.`,
      })
    }
  }
  return warnings
}
