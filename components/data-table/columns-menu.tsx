'use client'

import { Columns3 } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { DataColumn } from './data-column.ts'
import type { ColumnChoice } from './use-column-choice.ts'

/** Chooses the columns. The first one names the row and always stays. */
export function ColumnsMenu<Row>({ columns, choice }: { columns: readonly DataColumn<Row>[]; choice: ColumnChoice }) {
  const show = (id: string, checked: boolean) =>
    choice.setShown(
      columns.map((column) => column.id).filter((other) => (other === id ? checked : choice.shown.has(other))),
    )
  return (
    <Menu
      align="end"
      button={(props) => (
        <Button {...props}>
          <Columns3 size={14} aria-hidden className="text-muted" />
          <span className="max-lg:sr-only">Columns</span>
        </Button>
      )}
      entries={[
        ...columns.slice(1).map((column) => ({
          kind: 'check' as const,
          id: column.id,
          label: column.header,
          checked: choice.shown.has(column.id),
          onChange: (checked: boolean) => show(column.id, checked),
        })),
        { kind: 'line', id: ' line' },
        { kind: 'action', id: ' reset', label: 'Columns and widths as at first', onSelect: choice.reset },
      ]}
    />
  )
}
