'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { PageHeader } from '#components/app-shell/page-header.tsx'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Select } from '#components/ui/select.tsx'
import { Warning } from '#components/ui/warning.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { fetchGroups, groupListOptions, type GroupListQuery } from '#lib/queries/groups.ts'
import { groupColumns } from './group-columns.tsx'

const TYPES = ['any', 'classic', 'consumer', 'share', 'streams', 'unknown'] as const
const STATUSES = [
  'any',
  'dataLoss',
  'beyondEnd',
  'stalled',
  'stopped',
  'rewound',
  'warning',
  'neverCommitted',
  'ok',
  'empty',
  'unknown',
] as const
const STATUS_WORDS: Record<(typeof STATUSES)[number], string> = {
  any: 'Any status',
  dataLoss: 'data loss',
  beyondEnd: 'beyond the end',
  stalled: 'stalled',
  stopped: 'stopped',
  rewound: 'rewound',
  warning: 'behind',
  neverCommitted: 'never committed',
  ok: 'ok',
  empty: 'empty',
  unknown: 'unknown',
}

/** The groups of all types, worst first. */
export function GroupsPage({ cluster }: { cluster: string }) {
  const state = useTableState({ sort: 'status' })
  const [type, setType] = useQueryState('type', parseAsStringLiteral(TYPES).withDefault('any'))
  const [status, setStatus] = useQueryState('status', parseAsStringLiteral(STATUSES).withDefault('any'))
  const query: GroupListQuery = {
    ...state.query,
    ...(type === 'any' ? {} : { type }),
    ...(status === 'any' ? {} : { status }),
  }
  const groups = useQuery(groupListOptions(cluster, query))
  const filtered = type !== 'any' || status !== 'any'
  // Another filter is another list: its first page is shown.
  const choose = (set: () => void) => {
    set()
    state.setPage(1)
  }
  return (
    <>
      <PageHeader title="Consumer groups" />
      {groups.data?.problems.map((problem) => (
        <Warning key={problem} className="mx-4 mb-1">
          {problem}
        </Warning>
      ))}
      <DataTable
        name="groups"
        noun={['group', 'groups']}
        columns={groupColumns}
        state={state}
        result={groups}
        loadPage={(page) => fetchGroups(cluster, { ...query, ...page })}
        rowId={(group) => group.id}
        target={{ href: (group) => pagePaths.group(cluster, group.id) }}
        filters={
          <>
            <Select
              label="Type"
              value={type}
              options={TYPES.map((value) => ({ value, label: value === 'any' ? 'Any type' : value }))}
              onChange={(value) => choose(() => void setType(value === 'any' ? null : value))}
            />
            <Select
              label="Status"
              value={status}
              options={STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))}
              onChange={(value) => choose(() => void setStatus(value === 'any' ? null : value))}
            />
          </>
        }
        empty={
          filtered ? (
            <EmptyState
              title="No group is like this"
              action={
                <Button
                  onClick={() =>
                    choose(() => {
                      void setType(null)
                      void setStatus(null)
                    })
                  }
                >
                  Show all groups
                </Button>
              }
            />
          ) : (
            <EmptyState title="No consumer groups yet">
              A group shows here once it has members or has committed an offset. This console itself makes none.
            </EmptyState>
          )
        }
      />
    </>
  )
}
