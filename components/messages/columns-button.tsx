'use client'

import { Columns3 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { DataColumn } from '#components/data-table/data-column.ts'
import type { ColumnChoice } from '#components/data-table/use-column-choice.ts'
import { Button } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'

const ColumnsDialog = dynamic(() => import('./columns-dialog.tsx').then((module) => module.ColumnsDialog), {
  ssr: false,
})

/** Opens the choice of columns. */
export function ColumnsButton({
  columns,
  choice,
  rows,
}: {
  columns: readonly DataColumn<Message>[]
  choice: ColumnChoice
  rows: readonly Message[]
}) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)} className="max-sm:hidden">
        <Columns3 size={14} aria-hidden className="text-muted" />
        <span className="max-xl:sr-only">Columns</span>
      </Button>
      {open ? (
        <ColumnsDialog
          ids={columns.slice(1).map((column) => column.id)}
          choice={choice}
          rows={rows}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
