'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { IconButton } from '#components/ui/button.tsx'
import { Select } from '#components/ui/select.tsx'
import { formatCount } from '#lib/format/numbers.ts'
import type { TableState } from './use-table-state.ts'

const SIZES = ['50', '100', '250', '500'].map((value) => ({ value, label: `${value} rows` }))

/** Which part of a long list is shown; nothing for a list that fits one page. */
export function Pager({ total, state }: { total: number; state: TableState }) {
  const { page, pageSize } = state.query
  if (total <= 50 || (total <= pageSize && page === 1)) return null
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const first = (page - 1) * pageSize + 1
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-end gap-2 border-t border-line bg-surface px-4 py-1.5 text-muted"
    >
      <span className="mr-1">
        {formatCount(first)}–{formatCount(Math.min(page * pageSize, total))} of {formatCount(total)}
      </span>
      <Select
        label="Rows per page"
        value={String(pageSize)}
        options={
          SIZES.some((size) => size.value === String(pageSize))
            ? SIZES
            : [{ value: String(pageSize), label: `${pageSize} rows` }, ...SIZES]
        }
        onChange={(size) => state.setPageSize(Number(size))}
      />
      <IconButton label="Previous page" look="plain" disabled={page <= 1} onClick={() => state.setPage(page - 1)}>
        <ChevronLeft size={15} aria-hidden />
      </IconButton>
      <IconButton label="Next page" look="plain" disabled={page >= pages} onClick={() => state.setPage(page + 1)}>
        <ChevronRight size={15} aria-hidden />
      </IconButton>
    </nav>
  )
}
