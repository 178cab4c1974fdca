import Link from 'next/link'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { HeldPartition } from '#lib/contract/transactions.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'

const headCell =
  'h-7.5 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium whitespace-nowrap text-muted'
const bodyCell = 'h-8 border-b border-line px-2.5 whitespace-nowrap group-last:border-0'

/** The partitions in which readers of committed records wait for an open transaction. */
export function HeldTable({
  cluster,
  held,
  leftOut,
}: {
  cluster: string
  held: readonly HeldPartition[]
  leftOut: number
}) {
  return (
    <section aria-label="Held back" className="px-4 pt-2 pb-3">
      <h2 className="flex flex-wrap items-baseline gap-x-3 pb-2 font-semibold">
        Held back
        <span className="font-normal text-muted">
          {plural(held.length + leftOut, 'partition')} in which readers of committed records wait for an open
          transaction
        </span>
      </h2>
      <div className="max-h-64 overflow-auto rounded-lg border border-line bg-surface">
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              {['Partition', 'Held by', 'State', 'Wrote last'].map((title) => (
                <th key={title} scope="col" className={headCell}>
                  {title}
                </th>
              ))}
              <th scope="col" className={`${headCell} text-right`}>
                Last stable
              </th>
              <th
                scope="col"
                className={`${headCell} text-right`}
                data-tip="Offsets between the last stable one and the end"
              >
                Behind it
              </th>
            </tr>
          </thead>
          <tbody>
            {held.map((row) => (
              <tr key={`${row.topic}/${row.partition}`} className="group hover:bg-hover">
                <td className={bodyCell}>
                  <Link href={`${pagePaths.topic(cluster, row.topic)}/partitions`} className="hover:underline">
                    {row.topic}
                  </Link>
                  <span className="text-muted"> / {row.partition}</span>
                </td>
                <td className={bodyCell}>
                  {row.transactionalId ?? (row.producerId ? `producer ${row.producerId}` : 'not told by its leader')}
                </td>
                <td className={bodyCell}>
                  {row.hanging ? (
                    <StatusTag
                      tone="bad"
                      tip="No coordinator will end it: it has to be aborted, such as by kafka-transactions.sh abort."
                    >
                      hanging
                    </StatusTag>
                  ) : (
                    <StatusTag tone="info">open</StatusTag>
                  )}
                </td>
                <td className={bodyCell}>{row.lastWriteAt === null ? '–' : <RelativeTime at={row.lastWriteAt} />}</td>
                <td className={`${bodyCell} text-right`}>{formatCount(row.lastStableOffset)}</td>
                <td className={`${bodyCell} text-right`}>
                  {formatCount(BigInt(row.endOffset) - BigInt(row.lastStableOffset))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {leftOut > 0 ? (
          <p className="px-3 py-1.5 text-muted">{plural(leftOut, 'more partition')} are held, too.</p>
        ) : null}
      </div>
    </section>
  )
}
