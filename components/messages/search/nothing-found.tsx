'use client'

import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { formatCompact } from '#lib/format/numbers.ts'
import type { SearchSnapshot } from './search-snapshot.ts'
import { offsetsLeft } from './search-words.ts'

/** What stands in place of matches while there are none; null while the first are still looked for. */
export function NothingFound({ snapshot, onRun }: { snapshot: SearchSnapshot; onRun: () => void }) {
  const { state, coverage, error, more } = snapshot
  if (state === 'failed' && error) return <ErrorPanel what="search" error={error} onRetry={onRun} />
  if (state === 'idle')
    return (
      <EmptyState title="Not searched yet" action={<Button onClick={onRun}>Start the search</Button>}>
        This search is large, so it waits for you.
      </EmptyState>
    )
  if (state === 'cancelled' || !coverage)
    return (
      <EmptyState title="Nothing found so far" action={more ? <Button onClick={onRun}>Continue</Button> : null}>
        The search was cancelled before it was through: what is looked for may still be there.
      </EmptyState>
    )
  const left = offsetsLeft(coverage)
  return (
    <EmptyState title="Nothing matches" action={more ? <Button onClick={onRun}>Continue</Button> : null}>
      {coverage.complete
        ? 'All records of this range were searched, and none is like that.'
        : `None of what was looked at; up to ${formatCompact(left)} records of this range were not.`}
    </EmptyState>
  )
}
