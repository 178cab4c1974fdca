'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Warning } from '#components/ui/warning.tsx'
import type { HeldPartition } from '#lib/contract/transactions.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { fetchTransactions, transactionOptions } from '#lib/queries/transactions.ts'
import { HeldTable } from './held-table.tsx'
import { transactionColumns } from './transaction-columns.tsx'

const SHOWN = ['all', 'open'] as const

/** Who writes in transactions, which are open, and what they keep readers of committed records from. */
export function TransactionsPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'startedAt' })
  const [shown, setShown] = useQueryState('show', parseAsStringLiteral(SHOWN).withDefault('all'))
  const query = { ...state.query, ...(shown === 'all' ? {} : { state: shown }) }
  const transactions = useQuery(transactionOptions(cluster, query))
  const held = transactions.data?.held.filter((row) => matches(row, state.query.search)) ?? []
  const hanging = transactions.data?.held.filter((row) => row.hanging).length ?? 0
  return (
    <>
      <PageHeader
        title="Transactions"
        facts={
          transactions.data ? (
            <>
              <Fact label="partitions held back">
                {formatCount(transactions.data.held.length + transactions.data.heldLeftOut)}
              </Fact>
              {hanging > 0 ? <Fact label="of them by a hanging transaction">{formatCount(hanging)}</Fact> : null}
            </>
          ) : null
        }
      />
      {transactions.data?.problems.map((problem) => (
        <Warning key={problem} className="mx-4 mb-1">
          {problem}
        </Warning>
      ))}
      {held.length > 0 ? (
        <HeldTable cluster={cluster} held={held} leftOut={transactions.data?.heldLeftOut ?? 0} />
      ) : null}
      <DataTable
        name="transactions"
        noun={['transaction', 'transactions']}
        searchPlaceholder="Id, producer or topic"
        columns={transactionColumns}
        state={state}
        result={transactions}
        loadPage={(page) => fetchTransactions(cluster, { ...query, ...page })}
        rowId={({ transactionalId, coordinatorId }) => `${coordinatorId} ${transactionalId}`}
        filters={
          <Segmented
            label="Show"
            value={shown}
            options={[
              { value: 'all', label: 'All' },
              { value: 'open', label: 'Open' },
            ]}
            onChange={(next) => {
              state.setPage(1)
              void setShown(next === 'all' ? null : next)
            }}
          />
        }
        empty={
          transactions.data?.problems.length ? (
            <EmptyState title="No transaction is known" />
          ) : shown === 'open' ? (
            <EmptyState title="No transaction is open">Nothing keeps readers of committed records waiting.</EmptyState>
          ) : (
            <EmptyState title="No transactions">
              A producer with a transactional id shows here, also some days after it wrote last.
            </EmptyState>
          )
        }
      />
    </>
  )
}

function matches({ topic, transactionalId, producerId }: HeldPartition, search: string): boolean {
  return `${topic} ${transactionalId ?? ''} ${producerId ?? ''}`.toLowerCase().includes(search.toLowerCase())
}
