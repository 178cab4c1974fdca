import { nameText } from '#lib/format/names.ts'
import Link from 'next/link'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { BehindBy, DrainsIn, LagFigure } from '#components/ui/group-figures.tsx'
import { GroupStatusTag } from '#components/ui/group-status-tag.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Overview } from '#lib/contract/clusters.ts'
import type { GroupSummary } from '#lib/contract/groups.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'

const head =
  'h-7.5 border-b border-line px-2.5 text-left text-sm font-medium whitespace-nowrap text-muted first:pl-3 last:pr-3'
const cell = 'h-8 whitespace-nowrap border-b border-line px-2.5 group-last:border-0 first:pl-3 last:pr-3'

/** The groups to look at first: the worst status, then the largest lag. */
export function LaggingGroups({ cluster, overview }: { cluster: string; overview: Overview | undefined }) {
  return (
    <section
      aria-label="Groups to look at"
      className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface"
    >
      <h2 className="flex items-baseline justify-between px-3 pt-2.5 pb-1 font-semibold">
        Consumer groups, worst first
        <Link href={pagePaths.groups(cluster)} className="text-sm font-medium text-accent hover:underline">
          All {overview?.groups ? formatCount(overview.groups.total) : ''}
        </Link>
      </h2>
      <div className="overflow-x-auto">
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th scope="col" className={head}>
                Consumer group
              </th>
              <th scope="col" className={`${head} max-lg:hidden`}>
                Type
              </th>
              <th scope="col" className={head}>
                Status
              </th>
              <th scope="col" className={`${head} text-right`}>
                Lag
              </th>
              <th scope="col" className={`${head} text-right max-sm:hidden`}>
                Behind by
              </th>
              <th scope="col" className={`${head} text-right max-md:hidden`}>
                Drains in
              </th>
              <th scope="col" className={`${head} w-32 max-md:hidden`}>
                Last hour
              </th>
              <th scope="col" className={`${head} max-xl:hidden`}>
                Topics
              </th>
            </tr>
          </thead>
          <tbody>
            {overview?.topGroups.map((group) => (
              <Row key={group.id} cluster={cluster} group={group} />
            ))}
            {overview === undefined ? <RowSkeletons /> : null}
          </tbody>
        </table>
        {overview?.groups === null ? (
          <p className="px-3 py-4 text-muted">The groups could not be read. {overview.problems[0]}</p>
        ) : null}
        {overview?.groups?.total === 0 ? (
          <p className="px-3 py-4 text-muted">
            No consumer group exists yet, or none that this console is allowed to see.
          </p>
        ) : null}
      </div>
    </section>
  )
}

function Row({ cluster, group }: { cluster: string; group: GroupSummary }) {
  return (
    <tr className="group hover:bg-hover">
      <td data-clip className={`${cell} max-w-64 truncate`}>
        <Link href={pagePaths.group(cluster, group.id)} className="font-medium hover:underline">
          {nameText(group.id)}
        </Link>
      </td>
      <td className={`${cell} text-muted max-lg:hidden`}>{group.type}</td>
      <td className={cell}>
        <GroupStatusTag status={group.status} text={group.statusText} />
      </td>
      <td className={`${cell} text-right`}>
        <LagFigure lag={group.totalLag} />
      </td>
      <td className={`${cell} text-right max-sm:hidden`}>
        <BehindBy ms={group.maxTimeLagMs} />
      </td>
      <td className={`${cell} text-right max-md:hidden`}>
        <DrainsIn {...group} />
      </td>
      <td className={`${cell} max-md:hidden`}>
        <Sparkline values={group.trend} label={`Lag of ${group.id} over the last hour`} />
      </td>
      <td data-clip className={`${cell} max-w-48 truncate text-muted max-xl:hidden`}>
        {group.topicNames.join(', ')}
      </td>
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
      <td colSpan={6} className={cell}>
        <Skeleton className="w-24" />
      </td>
    </tr>
  ))
}
