'use client'

import { clsx } from 'clsx'
import { openRowByClick, RowLink } from '#components/data-table/row-link.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { FailureGroup } from '#lib/contract/dead-letters.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { Trend } from './trend.tsx'
import { shortClass } from './short-class.ts'

const HEAD = 'sticky top-0 z-10 border-b border-line bg-sunken px-2.5 text-left text-sm font-medium text-muted'

/** The causes of a dead-letter topic, those with most open letters first; a row leads to its letters, its box chooses it for a replay. */
export function CauseList({
  groups,
  chosen,
  onChoose,
  onOpen,
}: {
  groups: readonly FailureGroup[] | undefined
  chosen: readonly string[]
  onChoose: (fingerprints: string[]) => void
  onOpen: (group: FailureGroup) => void
}) {
  const all = groups?.map(({ fingerprint }) => fingerprint) ?? []
  return (
    <div className="min-h-0 flex-1 overflow-auto border-t border-line">
      <table aria-label="Causes" className="w-full border-separate border-spacing-0">
        <thead>
          <tr className="h-7.5">
            <th className={clsx(HEAD, 'w-10 pl-4')}>
              <Checkbox
                label="Choose all causes"
                labelHidden
                checked={all.length > 0 && chosen.length === all.length}
                indeterminate={chosen.length > 0 && chosen.length < all.length}
                onChange={(checked) => onChoose(checked ? all : [])}
              />
            </th>
            <th className={HEAD}>Cause</th>
            <th className={clsx(HEAD, 'max-md:hidden')}>From</th>
            <th className={clsx(HEAD, 'text-right')}>Count</th>
            <th className={clsx(HEAD, 'max-md:hidden')}>Last 24 h</th>
            <th className={clsx(HEAD, 'max-md:hidden')}>Last</th>
            <th className={clsx(HEAD, 'pr-4')}>State</th>
          </tr>
        </thead>
        <tbody>
          {groups?.map((group) => (
            <CauseRow
              key={group.fingerprint}
              group={group}
              chosen={chosen.includes(group.fingerprint)}
              onChoose={(checked) =>
                onChoose(checked ? [...chosen, group.fingerprint] : chosen.filter((one) => one !== group.fingerprint))
              }
              onOpen={onOpen}
            />
          )) ?? <SkeletonRows />}
        </tbody>
      </table>
    </div>
  )
}

function CauseRow({
  group,
  chosen,
  onChoose,
  onOpen,
}: {
  group: FailureGroup
  chosen: boolean
  onChoose: (checked: boolean) => void
  onOpen: (group: FailureGroup) => void
}) {
  const cell = 'border-b border-line px-2.5 py-1'
  const title = group.exceptionClass === null ? 'No exception known' : shortClass(group.exceptionClass)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link inside does the same by keyboard
    <tr
      onClick={openRowByClick}
      aria-selected={chosen}
      className={clsx(
        'cursor-pointer',
        chosen ? 'bg-accent-soft shadow-[inset_2px_0_var(--accent)]' : 'hover:bg-hover',
      )}
    >
      <td className={clsx(cell, 'pl-4')}>
        <Checkbox label={`Choose ${title}`} labelHidden checked={chosen} onChange={onChoose} />
      </td>
      <td className={clsx(cell, 'w-full max-w-0')}>
        <div className="flex items-baseline gap-1.5 max-md:flex-wrap max-md:break-words md:truncate">
          <RowLink row={group} target={{ open: onOpen }}>
            <span data-tip={group.exceptionClass ?? undefined}>{title}</span>
          </RowLink>
          {group.stage === null ? null : <span className="shrink-0 text-sm text-muted">{group.stage}</span>}
        </div>
        <div
          className="text-muted max-md:line-clamp-2 max-md:break-words md:truncate"
          data-tip={group.example ?? undefined}
        >
          {group.message ?? 'No message'}
        </div>
      </td>
      <td className={clsx(cell, 'whitespace-nowrap max-md:hidden')}>
        {group.sourceTopic ?? <span className="text-muted">not told</span>}
        {group.groups.length > 0 ? <div className="text-muted">in {group.groups.join(', ')}</div> : null}
      </td>
      <td className={clsx(cell, 'text-right font-semibold')}>{formatCount(group.count)}</td>
      <td className={clsx(cell, 'max-md:hidden')}>
        <Trend hours={group.trend} />
      </td>
      <td className={clsx(cell, 'whitespace-nowrap max-md:hidden')}>
        <RelativeTime at={group.last} />
      </td>
      <td className={clsx(cell, 'pr-4 whitespace-nowrap')}>
        <CauseState group={group} />
      </td>
    </tr>
  )
}

function CauseState({ group }: { group: FailureGroup }) {
  const open = group.count - group.replayed - group.ignored
  if (open > 0 && group.failedAgain > 0)
    return (
      <StatusTag tone="warn" tip={`${formatCount(group.failedAgain)} of them came back after a replay`}>
        {formatCount(open)} open<span className="max-md:sr-only">, some again</span>
      </StatusTag>
    )
  if (open > 0) return <StatusTag tone="bad">{open === group.count ? 'open' : `${formatCount(open)} open`}</StatusTag>
  if (group.replayed === 0) return <StatusTag tone="idle">ignored</StatusTag>
  return <StatusTag tone="ok">{group.ignored > 0 ? 'handled' : 'replayed'}</StatusTag>
}

function SkeletonRows() {
  return Array.from({ length: 6 }, (_, row) => (
    // oxlint-disable-next-line react/no-array-index-key -- the rows are all the same
    <tr key={row} className="h-12">
      <td colSpan={7} className="border-b border-line px-4">
        <Skeleton className="w-72" />
      </td>
    </tr>
  ))
}
