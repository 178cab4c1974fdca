'use client'

import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button } from '#components/ui/button.tsx'
import type { Message, MessagePage } from '#lib/contract/messages.ts'
import { CoverageLine } from './coverage-line.tsx'
import { Histogram } from './histogram.tsx'

export type Pages = Pick<
  UseInfiniteQueryResult<{ pages: MessagePage[] }>,
  | 'data'
  | 'error'
  | 'isFetching'
  | 'hasNextPage'
  | 'isFetchingNextPage'
  | 'isFetchNextPageError'
  | 'fetchNextPage'
  | 'refetch'
>

/** What the pages that are loaded cover, and a button for the next one. */
export function BrowseLine({ pages, rows, forward }: { pages: Pages; rows: readonly Message[]; forward: boolean }) {
  const { data, error, hasNextPage, isFetchingNextPage } = pages
  return (
    <CoverageLine pages={error && !data ? [] : data?.pages} forward={forward}>
      {hasNextPage ? (
        <Button size="small" disabled={isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {isFetchingNextPage ? 'Reading …' : forward ? 'Read on' : 'Read further back'}
        </Button>
      ) : null}
      {pages.isFetchNextPageError ? <span className="text-bad">{error?.message}</span> : null}
      <Histogram rows={rows} />
    </CoverageLine>
  )
}
