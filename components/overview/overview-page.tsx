'use client'

import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import Link from 'next/link'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { ClockTime, RelativeTime } from '#components/ui/relative-time.tsx'
import { useOutage } from '#components/ui/outage.tsx'
import { SlowNotice } from '#components/ui/slow-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Overview } from '#lib/contract/clusters.ts'
import { formatCount, plural } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { overviewOptions } from '#lib/queries/clusters.ts'
import { BusiestTopics } from './busiest-topics.tsx'
import { Findings, FindingsSkeleton } from './findings.tsx'
import { LaggingGroups } from './lagging-groups.tsx'
import { VitalCards } from './vital-cards.tsx'

/** Is anything wrong, where, since when; then how much flows. */
export function OverviewPage({ cluster }: { cluster: string }) {
  const overview = useQuery(overviewOptions(cluster))
  const outage = useOutage()
  const stale = overview.data !== undefined && (overview.error !== null || outage !== null || !overview.data.current)
  return (
    <>
      <PageHeader
        title={overview.data ? headline(overview.data) : 'Overview'}
        facts={
          overview.data ? (
            <ClusterFacts overview={overview.data} stale={stale} />
          ) : (
            <Skeleton className="my-1.25 w-72 max-w-full" />
          )
        }
      />
      {overview.error && !overview.data ? (
        <ErrorPanel
          what="load the overview"
          error={overview.error}
          retrying={overview.isFetching}
          onRetry={() => void overview.refetch()}
        />
      ) : null}
      {overview.data ? <Findings cluster={cluster} findings={overview.data.findings} /> : null}
      {overview.isPending ? (
        <>
          <SlowNotice what="overview" />
          <FindingsSkeleton />
        </>
      ) : null}
      <div className={stale ? 'dimmed' : ''}>
        <VitalCards overview={overview.data} />
      </div>
      <div className={clsx('grid gap-3 px-4 pb-6 xl:grid-cols-[1fr_22rem]', stale && 'dimmed')}>
        <LaggingGroups cluster={cluster} overview={overview.data} />
        <BusiestTopics cluster={cluster} topics={overview.data?.busiestTopics} stale={stale} />
      </div>
    </>
  )
}

function headline({ cluster, findings }: Overview): string {
  const serious = findings.filter((finding) => finding.severity !== 'info').length
  if (cluster.status === 'down') return 'The cluster does not answer'
  if (serious === 0) return 'Nothing needs you'
  return `${plural(serious, 'thing needs', 'things need')} you`
}

/** Alerts are counted by the rules, findings by what is so now: where both show a number, the difference is explained. */
const ALERTS_TIP =
  'Alerts fire by the configured rules, and go on for as long as the rules say. The list below is everything that needs attention now.'

function ClusterFacts({ overview: { cluster, asOf }, stale }: { overview: Overview; stale: boolean }) {
  return (
    <>
      {cluster.brokers === null ? null : (
        <Fact label={cluster.brokers === 1 ? 'broker' : 'brokers'}>{cluster.brokers}</Fact>
      )}
      {cluster.kafkaVersion === null ? null : (
        <span data-tip={cluster.kafkaVersionInferredFrom ?? undefined}>
          Kafka {cluster.kafkaVersion}
          {cluster.controllerId === null ? '' : `, controller ${cluster.controllerId}`}
        </span>
      )}
      {cluster.partitions === null ? null : <Fact label="partitions">{formatCount(cluster.partitions)}</Fact>}
      {cluster.alertsFiring ? (
        <Link
          href={`${pagePaths.cluster(cluster.id)}/alerts?show=firing`}
          data-tip={ALERTS_TIP}
          className="hover:underline"
        >
          <Fact label={`${cluster.alertsFiring === 1 ? 'alert' : 'alerts'} firing`}>
            {formatCount(cluster.alertsFiring)}
          </Fact>
        </Link>
      ) : null}
      <span>
        {stale && asOf !== null ? (
          <>
            figures as of <ClockTime at={asOf} />
          </>
        ) : (
          <>
            updated <RelativeTime at={asOf} />
          </>
        )}
      </span>
    </>
  )
}
