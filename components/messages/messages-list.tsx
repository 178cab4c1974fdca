'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useMemo, useRef } from 'react'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { DataGrid } from '#components/data-table/data-grid.tsx'
import type { ColumnChoice } from '#components/data-table/use-column-choice.ts'
import { useNarrow } from '#components/data-table/use-narrow.ts'
import type { TableState } from '#components/data-table/use-table-state.ts'
import type { Message } from '#lib/contract/messages.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { withOneFormat } from './column-formats.ts'

const MessageCards = dynamic(() => import('./message-cards.tsx').then((module) => module.MessageCards), {
  ssr: false,
  loading: () => <div className="flex-1" />,
})

const nothing = () => undefined
/** Records come in the order they are read in. */
const UNSORTED: TableState = {
  query: { search: '', sort: '', page: 1, pageSize: 1000 },
  setSearch: nothing,
  setSort: nothing,
  setPage: nothing,
  setPageSize: nothing,
}

/** Records in the order they were read in; `instead` stands in their place where there are none. */
export function MessagesList({
  rows: found,
  formats,
  columns,
  choice,
  selected,
  dimmed,
  instead,
  onOpen,
}: {
  /** Undefined while the first are loading. */
  rows: readonly Message[] | undefined
  /** In which somebody chose to read all of them. */
  formats: { key: string | null; value: string | null }
  columns: readonly DataColumn<Message>[]
  choice: ColumnChoice
  /** `partition/offset` of the open record. */
  selected: string | undefined
  dimmed: boolean
  instead: ReactNode
  onOpen: (message: Message) => void
}) {
  const [zone] = useStored(zoneChoice)
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useNarrow()
  const target = useMemo(() => ({ open: onOpen }), [onOpen])
  const { key, value } = formats
  const rows = useMemo(() => found && withOneFormat(found, { key, value }), [found, key, value])

  if (instead) return <div className="min-w-0 flex-1 border-t border-line">{instead}</div>
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- follows the focus that the rows' own links have
    <div
      className="flex min-w-0 flex-1 flex-col"
      onFocus={(event) => {
        if (selected === undefined || !(event.target instanceof Element)) return
        const index = event.target.closest('[data-row]')?.getAttribute('data-row')
        const row = index === null || index === undefined ? undefined : rows?.[Number(index)]
        if (row && rowId(row) !== selected) onOpen(row)
      }}
    >
      {narrow ? (
        <MessageCards rows={rows} zone={zone} onOpen={onOpen} />
      ) : (
        <DataGrid
          label="records"
          columns={columns}
          rows={rows}
          total={rows?.length ?? 0}
          rowId={rowId}
          selected={selected}
          target={target}
          state={UNSORTED}
          choice={choice}
          scroller={scroller}
          dimmed={dimmed}
        />
      )}
    </div>
  )
}

const rowId = (row: Message) => `${row.partition}/${row.offset}`
