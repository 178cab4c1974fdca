'use client'

import { useQuery } from '@tanstack/react-query'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { GroupStatusTag } from '#components/ui/group-status-tag.tsx'
import type { GroupSummary } from '#lib/contract/groups.ts'
import { nameText } from '#lib/format/names.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { fetchTopicGroups, topicGroupListOptions } from '#lib/queries/groups.ts'

const columns: readonly DataColumn<GroupSummary>[] = [
  {
    id: 'id',
    header: 'Consumer group',
    width: 260,
    grow: true,
    sort: 'ascending',
    csv: (group) => group.id,
    cell: (group) => nameText(group.id),
  },
  {
    id: 'type',
    header: 'Type',
    width: 100,
    sort: 'ascending',
    csv: (group) => group.type,
    cell: (group) => <span className="text-muted">{group.type}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    width: 150,
    sort: 'ascending',
    csv: (group) => group.status,
    cell: (group) => <GroupStatusTag status={group.status} text={group.statusText} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 130,
    sort: 'ascending',
    csv: (group) => group.state,
    cell: (group) => <span className="text-muted">{group.state}</span>,
  },
  {
    id: 'totalLag',
    header: 'Lag here',
    width: 130,
    align: 'end',
    sort: 'descending',
    tip: 'On this topic alone',
    csv: (group) => group.totalLag,
    cell: (group) =>
      group.totalLag === null ? <span className="text-muted">never committed</span> : formatCount(group.totalLag),
  },
  {
    id: 'maxTimeLagMs',
    header: 'Behind by',
    width: 110,
    align: 'end',
    csv: (group) => group.maxTimeLagMs,
    cell: (group) => formatDuration(group.maxTimeLagMs),
  },
  {
    id: 'members',
    header: 'Members',
    width: 92,
    align: 'end',
    sort: 'descending',
    csv: (group) => group.members,
    cell: (group) => formatCount(group.members),
  },
]

/** Who reads this topic. */
export function TopicGroupsTab({ cluster, topic }: { cluster: string; topic: string }) {
  const state = useTableState({ sort: '-totalLag' })
  const groups = useQuery(topicGroupListOptions(cluster, topic, state.query))
  return (
    <DataTable
      name="topic-groups"
      noun={['group', 'groups']}
      columns={columns}
      state={state}
      result={groups}
      loadPage={(page) => fetchTopicGroups({ cluster, topic }, { ...state.query, ...page })}
      rowId={(group) => group.id}
      target={{ href: (group) => pagePaths.group(cluster, group.id) }}
      empty={
        <EmptyState title="No group that this console may see reads this topic">
          Groups show here once they have members on it or have committed an offset. Readers without a group never do.
        </EmptyState>
      }
    />
  )
}
