'use client'

import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { ClockTime } from '#components/ui/relative-time.tsx'
import { StatusShape } from '#components/ui/status-tag.tsx'
import type { ClusterSummary } from '#lib/contract/clusters.ts'

/** One line below the top bar while the cluster, or the console itself, does not answer. */
export function ClusterBanner({ cluster, error }: { cluster: ClusterSummary | undefined; error: Error | null }) {
  if (error) {
    return (
      <Line tone="bad">
        {error.message} <span className="text-muted">Trying again every few seconds.</span>
      </Line>
    )
  }
  if (!cluster || cluster.status === 'up' || cluster.status === 'connecting') return null
  const down = cluster.status === 'down'
  return (
    <Line tone={down ? 'bad' : 'warn'}>
      <b className="font-semibold">{down ? 'No broker answers' : 'Part of the cluster does not answer'}</b> since{' '}
      <ClockTime at={cluster.statusSince} />
      {cluster.problem ? <>: {cluster.problem}</> : null}{' '}
      <span className="text-muted">
        Trying again every few seconds
        {down && cluster.asOf !== null ? (
          <>
            ; figures are from <ClockTime at={cluster.asOf} />
          </>
        ) : null}
        .
      </span>
    </Line>
  )
}

function Line({ tone, children }: { tone: 'bad' | 'warn'; children: ReactNode }) {
  return (
    <section
      aria-label="State of the cluster"
      className={clsx(
        'flex items-start gap-2 border-b border-line px-4 py-1.5',
        tone === 'bad' ? 'bg-bad-soft' : 'bg-warn-soft',
      )}
    >
      <StatusShape tone={tone} className={clsx('mt-1.5', tone === 'bad' ? 'text-bad' : 'text-warn')} />
      <p className="min-w-0 break-words">{children}</p>
    </section>
  )
}
