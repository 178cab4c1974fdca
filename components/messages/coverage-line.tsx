import type { ReactNode } from 'react'
import { ClockTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { MessagePage } from '#lib/contract/messages.ts'
import { formatBytes } from '#lib/format/numbers.ts'
import { summarise } from './coverage-text.ts'

/** The line of honesty: what was read, how far it reaches, and what is missing. */
export function CoverageLine({
  pages,
  forward,
  children,
}: {
  pages: readonly MessagePage[] | undefined
  forward: boolean
  children?: ReactNode
}) {
  if (!pages) {
    return (
      <p className="flex h-7 items-center px-4 pb-1">
        <Skeleton className="w-72" />
      </p>
    )
  }
  const { text, reachedAt, elapsedMs, bytes, warnings } = summarise(pages)
  return (
    <div aria-live="polite" className="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-4 pb-1 text-muted">
      <span>
        <b className="font-semibold text-ink">{text}</b>
        {reachedAt === null || reachedAt < 0 ? null : (
          <>
            , {forward ? 'up to' : 'back to'}{' '}
            <b className="font-semibold text-ink">
              <ClockTime at={reachedAt} />
            </b>
          </>
        )}
      </span>
      <span className="text-faint" data-tip="Fetched from the brokers, and how long the last page took">
        {formatBytes(bytes)} · {elapsedMs < 10 ? elapsedMs.toFixed(1) : Math.round(elapsedMs)} ms
      </span>
      {warnings.map((warning) => (
        <StatusTag key={warning.text} tone={warning.tone} tip={warning.tip}>
          {warning.text}
        </StatusTag>
      ))}
      {children}
    </div>
  )
}
