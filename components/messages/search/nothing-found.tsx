'use client'

import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import type { FilterFailure } from '#lib/contract/filter-failures.ts'
import { filterVerdict } from '#lib/format/filter-words.ts'
import { formatCompact } from '#lib/format/numbers.ts'
import { FilterFailed } from './filter-failed.tsx'
import { failuresOf, isMistake, type SearchSnapshot } from './search-snapshot.ts'
import { offsetsLeft } from './search-words.ts'

/** What stands in place of matches while there are none; null while the first are still looked for. */
export function NothingFound({
  snapshot,
  onRun,
  onUse,
  onShow,
}: {
  snapshot: SearchSnapshot
  onRun: () => void
  /** Searches by another expression. */
  onUse: (filter: string) => void
  onShow: (first: FilterFailure['first']) => void
}) {
  const { state, coverage, error, more } = snapshot
  if (isMistake(snapshot))
    return <EmptyState title="Not searched">The filter expression has a mistake, shown below its field.</EmptyState>
  if (state === 'failed' && error) return <ErrorPanel what="search" error={error} onRetry={onRun} />
  if (state === 'idle')
    return (
      <EmptyState title="Not searched yet" action={<Button onClick={onRun}>Start the search</Button>}>
        This search is large, so it waits for you.
      </EmptyState>
    )
  const verdict = filterVerdict(failuresOf(snapshot))
  if (verdict?.most)
    return (
      <>
        <FilterFailed instead verdict={verdict} onUse={onUse} onShow={onShow} />
        {more ? (
          <Button className="mx-4" onClick={onRun}>
            Continue
          </Button>
        ) : null}
      </>
    )
  if (state === 'cancelled' || !coverage)
    return (
      <EmptyState title="Nothing found so far" action={more ? <Button onClick={onRun}>Continue</Button> : null}>
        The search was cancelled before it was through: what is looked for may still be there.
      </EmptyState>
    )
  const left = offsetsLeft(coverage)
  return (
    <>
      <EmptyState
        title={verdict?.kind === 'failed' ? 'No match where the filter had an answer' : 'Nothing matches'}
        action={more ? <Button onClick={onRun}>Continue</Button> : null}
      >
        {coverage.complete
          ? verdict === null
            ? 'No match in the whole range.'
            : null
          : `None of what was looked at; up to ${formatCompact(left)} records of this range were not.`}
      </EmptyState>
      {verdict ? <FilterFailed verdict={verdict} onUse={onUse} onShow={onShow} /> : null}
    </>
  )
}
