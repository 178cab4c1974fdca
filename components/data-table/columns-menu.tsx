'use client'

import { Columns3 } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuCheckbox, MenuGroup, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import type { DataColumn } from './data-column.ts'
import type { ColumnChoice } from './use-column-choice.ts'

/** Chooses the columns. The first one names the row and always stays. */
export function ColumnsMenu<Row>({ columns, choice }: { columns: readonly DataColumn<Row>[]; choice: ColumnChoice }) {
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          <Columns3 size={14} aria-hidden className="text-muted" />
          <span className="max-lg:sr-only">Columns</span>
        </Button>
      }
    >
      <MenuGroup label="Columns">
        {columns.slice(1).map((column) => (
          <MenuCheckbox
            key={column.id}
            checked={choice.shown.has(column.id)}
            onCheckedChange={(checked) =>
              choice.setShown(
                columns
                  .filter((other) => (other.id === column.id ? checked : choice.shown.has(other.id)))
                  .map((other) => other.id),
              )
            }
          >
            {column.header}
          </MenuCheckbox>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuItem onClick={choice.reset}>Columns and widths as at first</MenuItem>
    </Menu>
  )
}
