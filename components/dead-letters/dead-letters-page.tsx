'use client'

import { useQuery } from '@tanstack/react-query'
import { LifeBuoy } from 'lucide-react'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Warning } from '#components/ui/warning.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { deadLetterTopicsOptions, fetchDeadLetterTopics } from '#lib/queries/dead-letters.ts'
import { deadLetterColumns } from './dead-letter-columns.tsx'
import { PinTopicButton } from './pin-topic-button.tsx'

/** All topics taken for dead-letter topics. */
export function DeadLettersPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: '-perHour' })
  const topics = useQuery(deadLetterTopicsOptions(cluster, state.query))
  return (
    <>
      <PageHeader
        title="Dead letters"
        actions={
          <>
            <ButtonLink href={pagePaths.support(cluster)}>
              <LifeBuoy size={14} aria-hidden />
              Find by business id
            </ButtonLink>
            <PinTopicButton cluster={cluster} />
          </>
        }
      />
      {topics.data?.notes.map((note) => (
        <Warning key={note} className="mx-4 mb-1">
          {note}
        </Warning>
      ))}
      <DataTable
        name="dead-letters"
        noun={['dead-letter topic', 'dead-letter topics']}
        searchPlaceholder="Topic, source or group"
        columns={deadLetterColumns}
        state={state}
        result={topics}
        loadPage={(page) => fetchDeadLetterTopics(cluster, { ...state.query, ...page })}
        rowId={({ topic }) => topic}
        target={{ href: ({ topic }) => pagePaths.deadLetters(cluster, topic) }}
        empty={
          <EmptyState
            title="No dead-letter topics"
            action={<ButtonLink href={pagePaths.topics(cluster)}>All topics</ButtonLink>}
          >
            No topic here has a name such as payments-dlt, orders.DLQ, dlq.orders or dead-letter-topic-orders.
          </EmptyState>
        }
      />
    </>
  )
}
