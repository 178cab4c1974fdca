'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect } from 'react'
import { EnvironmentTag } from '#components/app-shell/environment-tag.tsx'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { ShellFrame } from '#components/app-shell/shell-frame.tsx'
import { TopBar } from '#components/app-shell/top-bar.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { ClockTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { ClusterStatus, ClusterSummary } from '#lib/contract/clusters.ts'
import { formatCount, formatRate } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { clusterListOptions } from '#lib/queries/clusters.ts'

const STATUS: Record<ClusterStatus, [tone: Tone, word: string]> = {
  connecting: ['info', 'connecting'],
  up: ['ok', 'up'],
  degraded: ['warn', 'degraded'],
  down: ['bad', 'down'],
}

/** The configured clusters. With a single one, the way leads straight to it. */
export function ClusterList() {
  const router = useRouter()
  const asked = useSearchParams().has('all')
  const clusters = useQuery(clusterListOptions())
  const items = clusters.data?.items
  const only = !asked && items?.length === 1 ? items[0] : undefined

  useEffect(() => {
    if (only) router.replace(pagePaths.cluster(only.id))
  }, [only, router])

  return (
    <ShellFrame top={<TopBar />}>
      <PageHeader title="Clusters" />
      {clusters.error && !items ? (
        <ErrorPanel
          what="load the clusters"
          error={clusters.error}
          retrying={clusters.isFetching}
          onRetry={() => void clusters.refetch()}
        />
      ) : null}
      {items?.length === 0 ? (
        <EmptyState title="No cluster is configured">
          Start the console with TAILRACE_BROKERS=host:port, or name your clusters in tailrace.yaml.
        </EmptyState>
      ) : null}
      <ul className="grid gap-3 px-4 py-2 sm:grid-cols-2 xl:grid-cols-3">
        {items && !only ? items.map((cluster) => <ClusterCard key={cluster.id} cluster={cluster} />) : null}
        {clusters.isPending || only ? <CardSkeleton /> : null}
      </ul>
    </ShellFrame>
  )
}

function ClusterCard({ cluster }: { cluster: ClusterSummary }) {
  const [tone, word] = STATUS[cluster.status]
  return (
    <li className="relative rounded-lg border border-line bg-surface p-4 hover:border-line-strong">
      <div className="flex items-center gap-2">
        <Link
          href={pagePaths.cluster(cluster.id)}
          className="min-w-0 truncate text-lg font-semibold after:absolute after:inset-0"
        >
          {cluster.name}
        </Link>
        <EnvironmentTag environment={cluster.environment} colour={cluster.colour} />
        {cluster.readOnly ? <span className="text-sm text-muted">read-only</span> : null}
        <span className="ml-auto">
          <StatusTag tone={tone}>{word}</StatusTag>
        </span>
      </div>
      {cluster.problem ? (
        <p className="mt-2 text-muted">
          {cluster.problem} <span className="text-faint">since</span> <ClockTime at={cluster.statusSince} />
        </p>
      ) : null}
      <dl className="mt-3 grid grid-cols-4 gap-2">
        <Figure label="Brokers">{formatCount(cluster.brokers)}</Figure>
        <Figure label="Topics">{formatCount(cluster.topics)}</Figure>
        <Figure label="Groups">{formatCount(cluster.groups)}</Figure>
        <Figure label="Records in">{formatRate(cluster.messagesPerSecond)}</Figure>
      </dl>
    </li>
  )
}

function Figure({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="font-semibold">{children}</dd>
    </div>
  )
}

function CardSkeleton() {
  return (
    <li aria-busy className="rounded-lg border border-line bg-surface p-4">
      <Skeleton className="h-4 w-32" />
      <div className="mt-6 flex gap-8">
        <Skeleton className="w-14" />
        <Skeleton className="w-14" />
        <Skeleton className="w-14" />
      </div>
    </li>
  )
}
