'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Warning } from '#components/ui/warning.tsx'
import { connectorOptions, fetchConnectors } from '#lib/queries/connect.ts'
import { connectorColumns } from './connector-columns.tsx'

/** The connectors of the Kafka Connects that are configured for the cluster, those that failed first. */
export function ConnectPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'state' })
  const connectors = useQuery(connectorOptions(cluster, state.query))
  const columns = useMemo(() => connectorColumns(cluster), [cluster])
  const configured = connectors.data?.configured
  if (configured?.length === 0) {
    return (
      <EmptyState wholePage title="No Kafka Connect is configured">
        Set <code>connect</code> for this cluster in tailrace.yaml. The state of connectors and their tasks then stands
        here, and dead-letter topics are known by the sinks that write to them.
      </EmptyState>
    )
  }
  return (
    <>
      <PageHeader title="Connect" facts={configured ? <Fact>{configured.join(', ')}</Fact> : null} />
      {connectors.data?.problems.map((problem) => (
        <Warning key={problem} className="mx-4 mb-1">
          {problem}
        </Warning>
      ))}
      <DataTable
        name="connectors"
        noun={['connector', 'connectors']}
        searchPlaceholder="Name, class or topic"
        columns={columns}
        state={state}
        result={connectors}
        loadPage={(page) => fetchConnectors(cluster, { ...state.query, ...page })}
        rowId={({ connect, name }) => `${connect} ${name}`}
        empty={
          <EmptyState title="No connectors">A connector shows here once it was created in Kafka Connect.</EmptyState>
        }
      />
    </>
  )
}
