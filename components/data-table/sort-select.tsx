'use client'

import { Select } from '#components/ui/select.tsx'
import type { DataColumn } from './data-column.ts'
import type { TableState } from './use-table-state.ts'

/** The order of the rows where there are no headings to click: on narrow screens. */
export function SortSelect<Row>({ columns, state }: { columns: readonly DataColumn<Row>[]; state: TableState }) {
  const options = columns
    .filter((column) => column.sort)
    .flatMap((column) => [
      { value: column.id, label: `${column.header} ↑` },
      { value: `-${column.id}`, label: `${column.header} ↓` },
    ])
  return <Select label="Order" value={state.query.sort} options={options} onChange={state.setSort} />
}
