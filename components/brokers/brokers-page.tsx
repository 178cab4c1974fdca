'use client'

import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { useOutage } from '#components/ui/outage.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { type BrokerListQuery, brokerListOptions, fetchBrokers } from '#lib/queries/brokers.ts'
import { brokerColumns } from './broker-columns.tsx'
import { QuorumPanel } from './quorum-panel.tsx'

const ROW_PX = 32
/** The filter above the rows and their heading. */
const FRAME_PX = 84

/** The brokers of a cluster and its KRaft quorum. */
export function BrokersPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'id' })
  const query: BrokerListQuery = state.query
  const outage = useOutage()
  const brokers = useQuery(brokerListOptions(cluster, query))
  return (
    <>
      <PageHeader title="Brokers" />
      {/* As tall as its rows, so that the quorum follows them and not the end of the screen. */}
      <div
        className="flex min-h-32 flex-col"
        style={{ flex: `0 1 ${FRAME_PX + (brokers.data?.items.length ?? 3) * ROW_PX}px` }}
      >
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
      </div>
      {brokers.data ? <QuorumPanel list={brokers.data} dimmed={brokers.error !== null || outage !== null} /> : null}
    </>
  )
}
