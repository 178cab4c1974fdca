'use client'

import { useQuery } from '@tanstack/react-query'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { StaleNotice } from '#components/data-table/stale-notice.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { BrokerDetail } from '#lib/contract/brokers.ts'
import { isAppError } from '#lib/errors.ts'
import { formatBytes, formatCount } from '#lib/format/numbers.ts'
import { useOutage } from '#components/ui/outage.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { brokerOptions } from '#lib/queries/brokers.ts'
import { BrokerConfig } from './broker-config.tsx'
import { BrokerState } from './broker-columns.tsx'
import { LogDirs } from './log-dirs.tsx'

/** One broker: what it holds, where, and how it is configured. */
export function BrokerPage({ cluster, id }: { cluster: string; id: string }) {
  const outage = useOutage()
  const broker = useQuery(brokerOptions(cluster, id))
  if (isAppError(broker.error) && broker.error.code === 'NOT_FOUND') {
    return (
      <EmptyState
        wholePage
        title={`There is no broker ${id}`}
        action={<ButtonLink href={pagePaths.brokers(cluster)}>All brokers</ButtonLink>}
      />
    )
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-8">
      <PageHeader
        title={`Broker ${id}`}
        facts={broker.data ? <Facts broker={broker.data} /> : <Skeleton className="my-1.25 w-96 max-w-full" />}
      />
      {broker.error && !broker.data ? (
        <ErrorPanel
          what="load this broker"
          error={broker.error}
          retrying={broker.isFetching}
          onRetry={() => void broker.refetch()}
        />
      ) : null}
      {broker.error && broker.data ? <StaleNotice error={broker.error} at={broker.dataUpdatedAt} /> : null}
      {broker.data?.problem ? (
        <p className="mx-4 mt-1.5 rounded-md bg-warn-soft px-3 py-1.5">{broker.data.problem}</p>
      ) : null}
      {broker.data ? (
        <LogDirs cluster={cluster} broker={broker.data} dimmed={broker.error !== null || outage !== null} />
      ) : null}
      <BrokerConfig cluster={cluster} id={id} />
    </div>
  )
}

function Facts({ broker }: { broker: BrokerDetail }) {
  return (
    <>
      <BrokerState broker={broker} />
      {broker.host === '' ? null : (
        <Fact>
          {broker.host}:{broker.port}
        </Fact>
      )}
      {broker.rack === null ? null : <Fact label={broker.rack}>rack</Fact>}
      {broker.controller ? <span>controller</span> : null}
      <Fact label="partitions led">{formatCount(broker.leaders)}</Fact>
      <Fact label="replicas">{formatCount(broker.replicas)}</Fact>
      {broker.outOfSync > 0 ? <Fact label="out of sync">{formatCount(broker.outOfSync)}</Fact> : null}
      <Fact label="in logs">{formatBytes(broker.logDirBytes)}</Fact>
    </>
  )
}
