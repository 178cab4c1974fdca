import { clsx } from 'clsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { DataColumn } from './data-column.ts'

const WIDTHS = ['w-24', 'w-32', 'w-20', 'w-28', 'w-36'] as const

/** Rows without data in the columns that the data will have. */
export function GridSkeleton<Row>({ columns }: { columns: readonly DataColumn<Row>[] }) {
  return (
    <tbody aria-hidden>
      {Array.from({ length: 18 }, (_, row) => (
        <tr key={row} className="h-8">
          {columns.map((column, place) => (
            <td
              key={column.id}
              className={clsx(
                'border-b border-line px-2.5 py-0 first:pl-4 last:pr-4',
                column.align === 'end' && 'text-right',
              )}
            >
              <Skeleton className={place === 0 ? WIDTHS[row % WIDTHS.length] : 'w-1/2'} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
