import { LandingRecord } from './landing-record.tsx'
import type { OffsetChange, OffsetPreview } from '#lib/contract/group-offsets.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { bodyCell, end, headCell } from './table-cells.ts'

const SHOWN = 200
/** So many landing records are looked up at once, one small request each; the others when somebody asks. */
const LOOKED_UP = 12

/** Every partition before and after, what is skipped or read again, and the record on which it lands. */
export function OffsetPreviewTable({ cluster, preview: { partitions } }: { cluster: string; preview: OffsetPreview }) {
  const skipped = partitions.reduce((sum, row) => sum + BigInt(row.skipped), 0n)
  const again = partitions.reduce((sum, row) => sum + BigInt(row.readAgain), 0n)
  return (
    <>
      <p className="mt-3 mb-2">
        <b className="font-semibold">{formatCount(skipped)}</b> records are skipped,{' '}
        <b className="font-semibold">{formatCount(again)}</b> are read again.
      </p>
      <div className="max-h-72 overflow-auto rounded-lg border border-line">
        <table className="w-full border-separate border-spacing-0 whitespace-nowrap">
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
                Lands on
              </th>
            </tr>
          </thead>
          <tbody>
            {partitions.slice(0, SHOWN).map((row, index) => (
              <Row key={`${row.topic}/${row.partition}`} cluster={cluster} row={row} atOnce={index < LOOKED_UP} />
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

function Row({ cluster, row, atOnce }: { cluster: string; row: OffsetChange; atOnce: boolean }) {
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
        {row.note ? <span className="block max-w-64 text-sm whitespace-normal text-warn">{row.note}</span> : null}
      </td>
      <td className={bodyCell + end}>{effectText(row)}</td>
      <td className={bodyCell}>
        {row.after !== null && row.after === row.endOffset ? (
          <span className="text-muted">the end: the next one</span>
        ) : (
          <LandingRecord cluster={cluster} row={row} atOnce={atOnce} />
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
