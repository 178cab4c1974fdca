'use client'

import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import type { Pages } from './browse-line.tsx'
import { emptyRangeText } from './empty-range-text.ts'

/** What stands in place of records that could not be read, or that are not there. */
export function NoRecords({ pages, onProduce }: { pages: Pages; onProduce: (() => void) | undefined }) {
  const { error } = pages
  if (error && !pages.data)
    return (
      <ErrorPanel
        what="read the records"
        error={error}
        retrying={pages.isFetching}
        onRetry={() => void pages.refetch()}
      />
    )
  return (
    <EmptyState title="No records here" action={onProduce ? <Button onClick={onProduce}>Produce one</Button> : null}>
      {pages.hasNextPage
        ? 'None were found so far; there is more to read.'
        : emptyRangeText(pages.data?.pages.map(({ coverage }) => coverage) ?? [])}
    </EmptyState>
  )
}
