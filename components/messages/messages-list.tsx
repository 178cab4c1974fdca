'use client'

import type { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { DataGrid } from '#components/data-table/data-grid.tsx'
import type { DataColumn } from '#components/data-table/data-column.ts'
import type { ColumnChoice } from '#components/data-table/use-column-choice.ts'
import { useNarrow } from '#components/data-table/use-narrow.ts'
import type { TableState } from '#components/data-table/use-table-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import type { Message, MessagePage } from '#lib/contract/messages.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { MessageCards } from './message-cards.tsx'

type Pages = Pick<ReturnType<typeof useInfiniteQuery<MessagePage>>, 'error' | 'isFetching' | 'hasNextPage'> & {
  data: unknown
  refetch: () => Promise<unknown>
}

const nothing = () => undefined
/** Records come in the order they are read in. */
const UNSORTED: TableState = {
  query: { search: '', sort: '', page: 1, pageSize: 1000 },
  setSearch: nothing,
  setSort: nothing,
  setPage: nothing,
  setPageSize: nothing,
}

/** The records that are loaded, and a button for more of them. */
export function MessagesList({
  pages,
  rows,
  columns,
  choice,
  selected,
  onOpen,
  onProduce,
}: {
  pages: Pages
  /** Undefined while the first page is loading. */
  rows: readonly Message[] | undefined
  columns: readonly DataColumn<Message>[]
  choice: ColumnChoice
  /** `partition/offset` of the open record. */
  selected: string | undefined
  onOpen: (message: Message) => void
  onProduce: (() => void) | undefined
}) {
  const [zone] = useStored(zoneChoice)
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useNarrow()
  const { error } = pages

  if (error && !pages.data) {
    return (
      <div className="min-w-0 flex-1 border-t border-line">
        <ErrorPanel
          what="read the records"
          error={error}
          retrying={pages.isFetching}
          onRetry={() => void pages.refetch()}
        />
      </div>
    )
  }
  if (rows?.length === 0 && !pages.isFetching) {
    return (
      <div className="min-w-0 flex-1 border-t border-line">
        <EmptyState
          title="No records here"
          action={onProduce ? <Button onClick={onProduce}>Produce one</Button> : null}
        >
          {pages.hasNextPage
            ? 'None were found so far; there is more to read.'
            : 'The topic is empty in this range, or retention has removed what was there.'}
        </EmptyState>
      </div>
    )
  }
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
          target={{ open: onOpen }}
          state={UNSORTED}
          choice={choice}
          scroller={scroller}
          dimmed={error !== null}
        />
      )}
    </div>
  )
}

const rowId = (row: Message) => `${row.partition}/${row.offset}`
