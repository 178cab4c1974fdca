'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useMemo, useRef } from 'react'
import { DataGrid } from '#components/data-table/data-grid.tsx'
import { useColumnChoice } from '#components/data-table/use-column-choice.ts'
import { useNarrow } from '#components/data-table/use-narrow.ts'
import type { TableState } from '#components/data-table/use-table-state.ts'
import { withOneFormat } from '#components/messages/column-formats.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ClockTime } from '#components/ui/relative-time.tsx'
import type { Message } from '#lib/contract/messages.ts'
import { zone as zoneChoice } from '#lib/preferences/preferences.ts'
import { useStored } from '#lib/preferences/use-stored.ts'
import { liveColumns } from './live-columns.tsx'
import { recordId } from './record-id.ts'
import type { TailSnapshot } from './tail-store.ts'
import { isFiltered, type LiveState } from './use-live-state.ts'

const LiveCards = dynamic(() => import('./live-cards.tsx').then((module) => module.LiveCards), { ssr: false })

const nothing = () => undefined
/** Records stand in the order they arrived in. */
const UNSORTED: TableState = {
  query: { search: '', sort: '', page: 1, pageSize: 5000 },
  setSearch: nothing,
  setSort: nothing,
  setPage: nothing,
  setPageSize: nothing,
}
/** A card is no virtual row: a narrow screen shows fewer. */
const CARDS = 100

/** The records that arrived, the newest on top. Scrolling down holds them still, back at the top they follow again. */
export function LiveList({
  snapshot,
  query,
  several,
  selected,
  failed,
  onOpen,
  onPause,
}: {
  snapshot: TailSnapshot
  query: LiveState['query']
  /** Whether records of several topics stand in the list. */
  several: boolean
  /** The open record as {@link recordId} names it. */
  selected: string | undefined
  /** In place of the records where there are none because the filter failed. */
  failed: ReactNode
  onOpen: (message: Message) => void
  onPause: (paused: boolean) => void
}) {
  const [zone] = useStored(zoneChoice)
  const { text, caseSensitive } = query
  const columns = useMemo(
    () => liveColumns({ zone, text, caseSensitive, several }),
    [zone, text, caseSensitive, several],
  )
  const choice = useColumnChoice(several ? 'live-topics' : 'live', columns)
  const rowId = (row: Message) => recordId(row, several)
  const filtered = isFiltered(query)
  const scroller = useRef<HTMLDivElement>(null)
  const pausedByScroll = useRef(false)
  const narrow = useNarrow()
  const { rows: arrived, since, scanned, connection } = snapshot
  const { keyFormat: key, valueFormat: value } = query
  const rows = useMemo(() => arrived && withOneFormat(arrived, { key, value }), [arrived, key, value])

  if (connection.kind === 'refused' && !rows?.length) {
    return (
      <div className="min-w-0 flex-1 border-t border-line">
        <EmptyState title="Nothing is read">{connection.text}</EmptyState>
      </div>
    )
  }
  if (rows?.length === 0 && failed) return <div className="min-w-0 flex-1 border-t border-line">{failed}</div>
  if (rows?.length === 0) {
    return (
      <div className="min-w-0 flex-1 border-t border-line">
        <EmptyState title={filtered ? 'Nothing that matches yet' : 'Nothing yet'}>
          {since > 0 ? (
            <>
              Watching since <ClockTime at={since} />
              {filtered && scanned > 0 ? ': what was looked at did not match the filter' : ''}. Records appear here by
              themselves as they arrive.
            </>
          ) : null}
        </EmptyState>
      </div>
    )
  }
  return (
    <div
      className="flex min-w-0 flex-1 flex-col"
      onScrollCapture={(event) => {
        if (!(event.target instanceof HTMLElement) || event.target !== scroller.current) return
        const away = event.target.scrollTop > 0
        if (away && !snapshot.paused) {
          pausedByScroll.current = true
          onPause(true)
        } else if (!away && pausedByScroll.current) {
          pausedByScroll.current = false
          if (selected === undefined) onPause(false)
        }
      }}
    >
      {narrow ? (
        <LiveCards
          columns={columns}
          rows={rows?.slice(0, CARDS)}
          rowId={rowId}
          several={several}
          scroller={scroller}
          onOpen={onOpen}
        />
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
          dimmed={false}
        />
      )}
    </div>
  )
}
