'use client'

import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { fetchReplays, replaysOptions } from '#lib/queries/replays.ts'
import { replayColumns } from './replay-columns.tsx'

/** All replays of a cluster, the newest first. */
export function ReplaysPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: '-startedAt' })
  const replays = useQuery(replaysOptions(cluster, state.query))
  return (
    <>
      <PageHeader title="Replays" />
      <DataTable
        name="replays"
        noun={['replay', 'replays']}
        searchPlaceholder="Topic, person, reason or state"
        columns={replayColumns}
        state={state}
        result={replays}
        loadPage={(page) => fetchReplays(cluster, { ...state.query, ...page })}
        rowId={({ id }) => id}
        target={{ href: ({ id }) => pagePaths.replay(cluster, id) }}
        empty={
          <EmptyState
            title="Nothing has been replayed yet"
            action={<ButtonLink href={pagePaths.deadLetterTopics(cluster)}>Dead letters</ButtonLink>}
          >
            A replay starts from a dead-letter topic: choose causes or records there.
          </EmptyState>
        }
      />
    </>
  )
}
