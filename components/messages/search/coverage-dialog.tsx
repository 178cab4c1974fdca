'use client'

import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Coverage } from '#lib/contract/messages.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { formatBytes, formatCount, plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { FilterFailed } from './filter-failed.tsx'
import { coverageWords, elseWords, reasonWords } from './search-words.ts'

/** What a search read of each partition, and what it did not. */
export function CoverageDialog({
  coverage,
  shown,
  onClose,
}: {
  coverage: Coverage
  shown: number
  onClose: () => void
}) {
  const { records, bytes, skippedBatches, elapsedMs, filterFailures, partitioner, partitions } = coverage
  const verdict = filterVerdict(filterFailures)
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="What was searched"
      description={`${coverageWords(coverage, shown)}.`}
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ul className="mb-3 flex flex-col gap-0.5">
        <li>
          {plural(records, 'record')} looked at, {formatBytes(bytes)} read in {formatDuration(elapsedMs)}.
        </li>
        {skippedBatches > 0 ? (
          <li>
            {plural(skippedBatches, 'batch was', 'batches were')} passed over without looking at the records: their
            bytes or times already say that nothing in them can match.
          </li>
        ) : null}
        {partitioner ? <li>{partitioner}</li> : null}
      </ul>
      {verdict ? <FilterFailed verdict={verdict} /> : null}
      <div className="overflow-x-auto rounded-md border border-line">
        <table className="w-full text-left" aria-label="Partitions">
          <thead className="bg-sunken text-sm text-muted">
            <tr>
              <th className="h-7.5 px-2.5 font-medium">Partition</th>
              <th className="px-2.5 text-right font-medium">Asked for</th>
              <th className="px-2.5 text-right font-medium">Read</th>
              <th className="px-2.5 text-right font-medium">Records</th>
              <th className="px-2.5 font-medium">How far</th>
            </tr>
          </thead>
          <tbody>
            {partitions.map((one) => {
              const { tone, text } = reasonWords(one)
              const other = elseWords(one)
              return (
                <tr key={one.partition} className="border-t border-line align-top">
                  <td className="px-2.5 py-1">{one.partition}</td>
                  <td className="px-2.5 py-1 text-right font-mono text-sm whitespace-nowrap">
                    {span(one.from, one.to)}
                  </td>
                  <td className="px-2.5 py-1 text-right font-mono text-sm whitespace-nowrap">
                    {span(one.scannedFrom, one.scannedTo)}
                  </td>
                  <td className="px-2.5 py-1 text-right">{formatCount(one.records)}</td>
                  <td className="px-2.5 py-1">
                    <StatusTag tone={tone}>{text}</StatusTag>
                    {other ? <span className="block text-sm text-muted">{other}</span> : null}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Dialog>
  )
}

/** The offsets of a range whose end is exclusive, as people count: the last one included. */
function span(from: string, to: string): string {
  return BigInt(to) <= BigInt(from) ? '–' : `${formatCount(from)} … ${formatCount(BigInt(to) - 1n)}`
}
