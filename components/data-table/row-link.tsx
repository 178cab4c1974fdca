import { clsx } from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'

/** Where a row leads: to a page, or to something that opens beside the table. */
export interface RowTarget<Row> {
  href?: (row: Row) => string
  open?: (row: Row) => void
}

/** The first cell's content as the link of its row; the focus that `j` and `k` move stands on it. */
export function RowLink<Row>({ row, target, children }: { row: Row; target: RowTarget<Row>; children: ReactNode }) {
  const look = 'block max-w-full truncate font-medium text-ink hover:underline'
  if (target.href) {
    return (
      <Link data-row-link data-clip href={target.href(row)} prefetch={false} className={look}>
        {children}
      </Link>
    )
  }
  if (target.open) {
    const open = target.open
    return (
      <button data-row-link data-clip type="button" onClick={() => open(row)} className={clsx(look, 'text-left')}>
        {children}
      </button>
    )
  }
  return (
    <span data-clip className="block truncate font-medium">
      {children}
    </span>
  )
}

/** Opens the row when somebody clicks beside its link, but not when they select text or use a control in it. */
export function openRowByClick(event: React.MouseEvent<HTMLElement>) {
  if (!(event.target instanceof Element) || event.target.closest('a, button, input, label')) return
  if (window.getSelection()?.isCollapsed === false) return
  event.currentTarget.querySelector<HTMLElement>('[data-row-link]')?.click()
}
