'use client'

import { RotateCw, SlidersHorizontal } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { DataColumn } from '#components/data-table/data-column.ts'
import type { ColumnChoice } from '#components/data-table/use-column-choice.ts'
import { Button, IconButton } from '#components/ui/button.tsx'
import type { Message } from '#lib/contract/messages.ts'
import type { SearchParams } from '#lib/queries/search.ts'
import { ColumnsButton } from './columns-button.tsx'
import { RangeBar } from './range-bar.tsx'
import { ReadingMenu } from './reading-menu.tsx'
import { SearchInput } from './search/search-input.tsx'
import { useSearchDraft } from './search/use-search-draft.ts'
import type { MessagesState } from './use-messages-state.ts'

const MoreMenu = dynamic(() => import('./more-menu.tsx').then((module) => module.MoreMenu), {
  ssr: false,
  loading: () => <span className="w-7.5" />,
})
const FilterFields = dynamic(() => import('./search/filter-fields.tsx').then((module) => module.FilterFields), {
  ssr: false,
  loading: () => <p className="h-9" />,
})

const NOTHING = { text: null, caseSensitive: null, key: null, header: null, filter: null }

/** The bar above the records: where to read, what to search for, and what to do with what is shown. */
export function MessagesBar({
  at,
  state,
  columns,
  choice,
  rows,
  partitions,
  busy,
  resolve,
  whyNotProduce,
  onRun,
  onProduce,
}: {
  at: { cluster: string; topic: string }
  state: MessagesState
  columns: readonly DataColumn<Message>[]
  choice: ColumnChoice
  rows: readonly Message[]
  partitions: number | undefined
  busy: boolean
  /** What is asked of the server, at a time; null while the range is not complete. */
  resolve: ((now: number) => SearchParams) | null
  whyNotProduce: string | undefined
  /** Reads or searches anew. */
  onRun: () => void
  onProduce: () => void
}) {
  const { query, set } = state
  const { draft, changed, edit } = useSearchDraft(query)
  const [opened, setOpened] = useState(false)
  const finer = query.key !== '' || query.header !== '' || query.filter !== ''
  const fields = opened || finer
  const { text, caseSensitive, key, header, filter } = draft
  const search = () => {
    void set({
      text: text === '' ? null : text,
      caseSensitive: caseSensitive ? null : false,
      key: key === '' ? null : key,
      header: header === '' ? null : header,
      filter: filter.trim() === '' ? null : filter,
      record: null,
    })
    onRun()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        search()
      }}
    >
      <div className="flex flex-wrap items-center gap-2 px-4 pt-2.5 pb-1.5">
        <RangeBar at={at} state={state} partitions={partitions} />
        <SearchInput
          draft={draft}
          onEdit={edit}
          onClear={() => {
            if (query.text === '') edit({ text: '' })
            else void set({ text: null, caseSensitive: null, record: null })
          }}
        />
        <IconButton
          label={fields ? 'Fewer filters' : 'More filters: key, header, expression'}
          look="plain"
          aria-expanded={fields}
          onClick={() => {
            setOpened(!fields)
            if (fields && finer) void set({ ...NOTHING, text: query.text === '' ? null : query.text, record: null })
          }}
        >
          <SlidersHorizontal size={14} aria-hidden className={fields ? 'text-accent' : ''} />
        </IconButton>
        <Button type="submit" look={changed ? 'primary' : 'plain'}>
          Search
        </Button>
        <span className="flex flex-wrap gap-2">
          <ReadingMenu state={state} />
          <IconButton label="Read anew" look="plain" disabled={busy} onClick={onRun}>
            <RotateCw size={14} aria-hidden className={busy ? 'animate-spin' : ''} />
          </IconButton>
          <ColumnsButton columns={columns} choice={choice} rows={rows} />
          <Button blocked={whyNotProduce} onClick={onProduce}>
            Produce
          </Button>
          <MoreMenu
            at={at}
            resolve={resolve}
            columns={columns.map((column) => column.id)}
            whyNotProduce={whyNotProduce}
            onRun={onRun}
          />
        </span>
      </div>
      {fields ? <FilterFields at={at} draft={draft} changed={changed} rows={rows} onEdit={edit} /> : null}
    </form>
  )
}
