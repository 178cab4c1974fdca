import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Analysis } from '#lib/contract/analysis.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { Panel, ShareRow } from './panel.tsx'
import { percent } from './percent.ts'

const SHOWN = 12

/** How the records are spread over the partitions, the fullest first where there are many. */
export function PartitionPanel({ partitions, records }: Pick<Analysis, 'partitions' | 'records'>) {
  const even = records / Math.max(1, partitions.length)
  const most = Math.max(1, ...partitions.map((one) => one.records))
  const sorted = partitions.length > SHOWN ? partitions.toSorted((a, b) => b.records - a.records) : partitions
  const shown = sorted.slice(0, SHOWN)
  const rest = sorted.slice(SHOWN)
  return (
    <Panel
      title="Partitions"
      note={partitions.length > 1 ? `an even share is ${percent(even, records)}` : 'the topic has only one'}
    >
      <ul aria-label="Records per partition">
        {shown.map((one) => (
          <ShareRow
            key={one.partition}
            share={one.records / most}
            tone={partitions.length > 1 && records >= 100 && one.records > even * 1.5 ? 'warn' : 'accent'}
            label={
              <>
                {one.partition}
                {one.lastAt === null ? null : (
                  <span className="pl-3 text-muted">
                    last <RelativeTime at={one.lastAt} />
                  </span>
                )}
              </>
            }
            figures={
              <>
                <span className="w-16 max-sm:hidden">{formatBytes(one.bytes)}</span>
                <span className="w-20 text-ink">{formatCount(one.records)}</span>
                <span className="w-14">{percent(one.records, records)}</span>
              </>
            }
          />
        ))}
      </ul>
      {rest.length > 0 ? (
        <p className="px-3 pt-1 text-sm text-muted">
          and {plural(rest.length, 'partition')} with at most {formatCount(rest[0]?.records ?? 0)} records each
        </p>
      ) : null}
    </Panel>
  )
}
