'use client'

import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { type BrokerListQuery, brokerListOptions, fetchBrokers } from '#lib/queries/brokers.ts'
import { brokerColumns } from './broker-columns.tsx'
import { QuorumPanel } from './quorum-panel.tsx'

/** The brokers of a cluster and its KRaft quorum. */
export function BrokersPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'id' })
  const query: BrokerListQuery = state.query
  const brokers = useQuery(brokerListOptions(cluster, query))
  return (
    <>
      <PageHeader title="Brokers" />
      <DataTable
        name="brokers"
        noun={['broker', 'brokers']}
        columns={brokerColumns}
        state={state}
        result={brokers}
        loadPage={(page) => fetchBrokers(cluster, { ...query, ...page })}
        rowId={(broker) => String(broker.id)}
        target={{ href: (broker) => pagePaths.broker(cluster, broker.id) }}
        empty={<EmptyState title="No broker is known" />}
      />
      {brokers.data ? <QuorumPanel list={brokers.data} dimmed={brokers.error !== null} /> : null}
    </>
  )
}
