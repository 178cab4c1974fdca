'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { GroupStatusTag } from '#components/ui/group-status-tag.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { GroupSummary } from '#lib/contract/groups.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { groupListOptions } from '#lib/queries/groups.ts'

const SHOWN = 10
const headCell = 'h-7.5 border-b border-line px-2.5 text-left text-sm font-medium text-muted first:pl-3 last:pr-3'
const cell = 'h-8 border-b border-line px-2.5 group-last:border-0 first:pl-3 last:pr-3'

/** The groups that are furthest behind. */
export function LaggingGroups({ cluster }: { cluster: string }) {
  const groups = useQuery(groupListOptions(cluster, { sort: '-totalLag', pageSize: SHOWN }))
  return (
    <section
      aria-label="Groups furthest behind"
      className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface"
    >
      <h2 className="flex items-baseline justify-between px-3 pt-2.5 pb-1 font-semibold">
        Groups furthest behind
        <Link href={pagePaths.groups(cluster)} className="text-sm font-medium text-accent hover:underline">
          All {groups.data ? formatCount(groups.data.total) : ''}
        </Link>
      </h2>
      {groups.error && !groups.data ? (
        <ErrorPanel
          what="load the groups"
          error={groups.error}
          retrying={groups.isFetching}
          onRetry={() => void groups.refetch()}
        />
      ) : (
        <div className="overflow-x-auto">
          <table
            className={
              groups.error
                ? 'dimmed w-full border-separate border-spacing-0'
                : 'w-full border-separate border-spacing-0'
            }
          >
            <thead>
              <tr>
                <th scope="col" className={headCell}>
                  Consumer group
                </th>
                <th scope="col" className={headCell}>
                  Status
                </th>
                <th scope="col" className={`${headCell} text-right`}>
                  Lag
                </th>
                <th scope="col" className={`${headCell} text-right max-sm:hidden`}>
                  Behind by
                </th>
                <th scope="col" className={`${headCell} max-md:hidden`}>
                  Topics
                </th>
              </tr>
            </thead>
            <tbody>
              {groups.data?.items.map((group) => (
                <Row key={group.id} cluster={cluster} group={group} />
              ))}
              {groups.isPending ? <RowSkeletons /> : null}
            </tbody>
          </table>
          {groups.data?.total === 0 ? <p className="px-3 py-4 text-muted">No consumer group exists yet.</p> : null}
        </div>
      )}
    </section>
  )
}

function Row({ cluster, group }: { cluster: string; group: GroupSummary }) {
  return (
    <tr className="group hover:bg-hover">
      <td className={`${cell} max-w-72 truncate`}>
        <Link href={pagePaths.group(cluster, group.id)} className="font-medium hover:underline">
          {group.id}
        </Link>
      </td>
      <td className={cell}>
        <GroupStatusTag status={group.status} text={group.statusText} />
      </td>
      <td className={`${cell} text-right`}>
        {group.totalLag === null ? <span className="text-muted">never committed</span> : formatCount(group.totalLag)}
      </td>
      <td className={`${cell} text-right max-sm:hidden`}>{formatDuration(group.maxTimeLagMs)}</td>
      <td className={`${cell} max-w-56 truncate text-muted max-md:hidden`}>{group.topicNames.join(', ')}</td>
    </tr>
  )
}

function RowSkeletons() {
  return [0, 1, 2, 3].map((row) => (
    <tr key={row} aria-hidden className="group">
      <td className={cell}>
        <Skeleton className="w-32" />
      </td>
      <td className={cell}>
        <Skeleton className="w-16" />
      </td>
      <td colSpan={3} className={cell}>
        <Skeleton className="w-24" />
      </td>
    </tr>
  ))
}
