import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { OffsetChange, OffsetPreview } from '#lib/contract/group-offsets.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { bodyCell, end, headCell } from './table-cells.ts'

const SHOWN = 200

/** Every partition before and after, what is skipped or read again, and when the record was written on which it lands. */
export function OffsetPreviewTable({ preview: { partitions } }: { preview: OffsetPreview }) {
  const skipped = partitions.reduce((sum, row) => sum + BigInt(row.skipped), 0n)
  const again = partitions.reduce((sum, row) => sum + BigInt(row.readAgain), 0n)
  return (
    <>
      <p className="mt-3 mb-2">
        <b className="font-semibold">{formatCount(skipped)}</b> records are skipped,{' '}
        <b className="font-semibold">{formatCount(again)}</b> are read again.
      </p>
      <div className="max-h-72 overflow-auto rounded-lg border border-line">
        <table className="w-full border-separate border-spacing-0">
          <thead className="sticky top-0">
            <tr>
              <th scope="col" className={headCell}>
                Partition
              </th>
              <th scope="col" className={headCell + end}>
                Before
              </th>
              <th scope="col" className={headCell + end}>
                After
              </th>
              <th scope="col" className={headCell + end}>
                Effect
              </th>
              <th scope="col" className={headCell}>
                Lands on a record of
              </th>
            </tr>
          </thead>
          <tbody>
            {partitions.slice(0, SHOWN).map((row) => (
              <Row key={`${row.topic}/${row.partition}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {partitions.length > SHOWN ? (
        <p className="mt-1 text-sm text-muted">and {plural(partitions.length - SHOWN, 'more partition')}</p>
      ) : null}
    </>
  )
}

function Row({ row }: { row: OffsetChange }) {
  return (
    <tr className="group">
      <td className={bodyCell}>
        {row.topic}
        <span className="text-muted">/{row.partition}</span>
      </td>
      <td className={bodyCell + end}>
        {row.before === null ? <span className="text-muted">not committed</span> : formatCount(row.before)}
      </td>
      <td className={bodyCell + end}>
        {row.after === null ? <span className="text-muted">stays</span> : formatCount(row.after)}
        {row.note ? <span className="block text-sm text-warn">{row.note}</span> : null}
      </td>
      <td className={bodyCell + end}>{effectText(row)}</td>
      <td className={bodyCell}>
        {row.after !== null && row.after === row.endOffset ? (
          <span className="text-muted">the end: the next one</span>
        ) : (
          <RelativeTime at={row.landsAt} />
        )}
      </td>
    </tr>
  )
}

function effectText({ skipped, readAgain, before, after }: OffsetChange): string {
  if (after === null || after === before) return 'none'
  if (skipped !== '0') return `${formatCount(skipped)} skipped`
  return readAgain === '0' ? 'none' : `${formatCount(readAgain)} again`
}
