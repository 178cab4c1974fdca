'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useRef, type ReactNode } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import type { Page } from '#lib/contract/common.ts'
import { useOutage } from '#components/ui/outage.tsx'
import { SlowNotice } from '#components/ui/slow-notice.tsx'
import { plural } from '#lib/format/numbers.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { CsvButton, type LoadPage } from './csv-button.tsx'
import type { DataColumn } from './data-column.ts'
import { DataGrid } from './data-grid.tsx'
import { FilterInput } from './filter-input.tsx'
import { Pager } from './pager.tsx'
import { RowCards } from './row-cards.tsx'
import type { RowTarget } from './row-link.tsx'
import { SortSelect } from './sort-select.tsx'
import { StaleNotice } from './stale-notice.tsx'
import { useColumnChoice } from './use-column-choice.ts'
import { useNarrow } from './use-narrow.ts'
import type { TableState } from './use-table-state.ts'

interface DataTableProps<Row extends object> {
  /** Under which column choice and widths are remembered, and the name of the CSV file. */
  name: string
  /** What the rows are, one and many: `['topic', 'topics']`. */
  noun: readonly [one: string, many: string]
  columns: readonly DataColumn<Row>[]
  state: TableState
  result: UseQueryResult<Page<Row>>
  /** Loads a page with the search and sort in force, for the CSV file. */
  loadPage: LoadPage<Row>
  rowId: (row: Row) => string
  target?: RowTarget<Row>
  /** The id of the row that is open beside the table. */
  selected?: string
  searchPlaceholder?: string
  /** Further filters, beside the search. */
  filters?: ReactNode
  /** What to say when there is nothing and nothing was searched. */
  empty: ReactNode
}

/** One list of the API as a table: searched, sorted and paged by the server, with its state in the URL. Fills the room it is given. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { name, noun, columns, state, result, rowId, target = {}, empty } = props
  const scroller = useRef<HTMLDivElement>(null)
  const narrow = useNarrow()
  const choice = useColumnChoice(name, columns)
  const { data, error } = result
  const outage = useOutage()
  const searched = state.query.search !== ''

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 py-2">
        <FilterInput
          value={state.query.search}
          placeholder={props.searchPlaceholder ?? `Filter ${noun[1]}`}
          onChange={state.setSearch}
          onLeaveDown={() => scroller.current?.querySelector<HTMLElement>('[data-row-link]')?.focus()}
        />
        {props.filters}
        <span aria-live="polite" className="px-1 text-muted">
          {data ? `${plural(data.total, ...noun)}${searched ? ` ${data.total === 1 ? 'matches' : 'match'}` : ''}` : ''}
        </span>
        <span className="ml-auto flex gap-2">
          {narrow ? <SortSelect columns={columns} state={state} /> : null}
          <ColumnsMenu columns={columns} choice={choice} />
          <CsvButton name={name} columns={columns} loadPage={props.loadPage} />
        </span>
      </div>
      {!data && !error ? <SlowNotice what={noun[1]} /> : null}
      {error && data ? <StaleNotice error={error} at={result.dataUpdatedAt} /> : null}
      {error && !data ? (
        <ErrorPanel
          what={`load the ${noun[1]}`}
          error={error}
          retrying={result.isFetching}
          onRetry={() => void result.refetch()}
        />
      ) : null}
      {data?.total === 0 ? (
        <div className="border-t border-line">{searched ? <NothingMatches noun={noun[1]} state={state} /> : empty}</div>
      ) : null}
      {(error && !data) || data?.total === 0 ? null : narrow ? (
        <RowCards
          dimmed={outage !== null}
          label={noun[1]}
          columns={columns.filter((column) => choice.shown.has(column.id))}
          rows={data?.items}
          rowId={rowId}
          target={target}
          scroller={scroller}
        />
      ) : (
        <DataGrid
          label={noun[1]}
          columns={columns}
          rows={data?.items}
          total={data?.total ?? 0}
          rowId={rowId}
          selected={props.selected}
          target={target}
          state={state}
          choice={choice}
          scroller={scroller}
          dimmed={result.isPlaceholderData || error !== null || outage !== null}
        />
      )}
      {data ? <Pager total={data.total} state={state} /> : null}
    </div>
  )
}

function NothingMatches({ noun, state }: { noun: string; state: TableState }) {
  return (
    <EmptyState
      title={`No ${noun} match “${state.query.search}”`}
      action={<Button onClick={() => state.setSearch('')}>Empty the filter</Button>}
    >
      The filter looks for this text in the name.
    </EmptyState>
  )
}
