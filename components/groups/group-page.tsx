'use client'

import { nameText } from '#lib/format/names.ts'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { Fact, PageHeader } from '#components/app-shell/page-header.tsx'
import { StaleNotice } from '#components/data-table/stale-notice.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { NameTitle } from '#components/ui/name-title.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorPanel } from '#components/ui/error-panel.tsx'
import { DrainsIn, LagFigure } from '#components/ui/group-figures.tsx'
import { GroupStatusTag } from '#components/ui/group-status-tag.tsx'
import { ClockTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { isAppError } from '#lib/errors.ts'
import { plural } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'
import { useOutage } from '#components/ui/outage.tsx'
import { SlowNotice } from '#components/ui/slow-notice.tsx'
import { pagePaths } from '#lib/page-paths.ts'
import { groupOptions } from '#lib/queries/groups.ts'
import { GroupActions } from './group-actions.tsx'
import { GroupCharts } from './group-charts.tsx'
import { MemberTable } from './member-table.tsx'
import { PartitionTable } from './partition-table.tsx'
import { TopologyTable } from './topology-table.tsx'
import { UndoBar } from './undo-bar.tsx'

const AGAINST = ['end', 'stable'] as const

/** One group: how it is in a sentence, how it came to that, who is in it, and where it stands. */
export function GroupPage({ cluster, id }: { cluster: string; id: string }) {
  const [against, setAgainst] = useQueryState('against', parseAsStringLiteral(AGAINST).withDefault('end'))
  const [changeId, setChangeId] = useQueryState('undo', parseAsString)
  const group = useQuery(groupOptions(cluster, id, { against }))
  const outage = useOutage()
  const stale = group.error !== null || outage !== null || (group.data?.lastReadAt ?? null) !== null

  if (isAppError(group.error) && group.error.code === 'NOT_FOUND') {
    return (
      <EmptyState
        wholePage
        title={`Group ${nameText(id)} not found`}
        action={<ButtonLink href={pagePaths.groups(cluster)}>All groups</ButtonLink>}
      >
        It does not exist, or you are not allowed to see it. It may have been deleted, or its offsets have expired.
        Names are case-sensitive. Retrying every few seconds.
      </EmptyState>
    )
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto pb-8">
      <PageHeader
        title={<NameTitle name={id} />}
        facts={
          group.data ? (
            <div className={stale ? 'dimmed contents' : 'contents'}>
              <Facts group={group.data} />
            </div>
          ) : (
            <Skeleton className="my-1.25 w-96 max-w-full" />
          )
        }
        actions={
          group.data ? (
            <GroupActions cluster={cluster} group={group.data} onChanged={(change) => void setChangeId(change)} />
          ) : null
        }
      />
      {changeId === null ? null : (
        <UndoBar cluster={cluster} group={id} changeId={changeId} onClose={() => void setChangeId(null)} />
      )}
      {group.error && !group.data ? (
        <ErrorPanel
          what="load this group"
          error={group.error}
          retrying={group.isFetching}
          onRetry={() => void group.refetch()}
        />
      ) : null}
      {group.error && group.data ? <StaleNotice error={group.error} at={group.data.asOf} /> : null}
      {group.isPending ? <SlowNotice what="group" /> : null}
      <div className={stale ? 'dimmed' : ''}>
        {group.data ? <StatusSentence group={group.data} /> : null}
        <GroupCharts cluster={cluster} id={id} />
        {group.data ? (
          <>
            <PartitionTable
              cluster={cluster}
              group={group.data}
              against={against}
              onAgainst={(next) => void setAgainst(next === 'end' ? null : next)}
            />
            <MemberTable group={group.data} />
            {group.data.topology ? <TopologyTable cluster={cluster} topology={group.data.topology} /> : null}
          </>
        ) : null}
      </div>
    </div>
  )
}

function Facts({ group }: { group: GroupDetail }) {
  const protocol = group.protocol === '' ? 'no protocol' : `protocol ${group.protocol}`
  return (
    <>
      <Fact label={`· ${protocol}`}>{group.type}</Fact>
      <Fact label={group.assignor ? `· ${group.assignor}` : undefined}>{group.state}</Fact>
      <Fact>{plural(group.members.length, 'member')}</Fact>
      {group.totalLag === null ? (
        <span>nothing committed</span>
      ) : (
        <Fact label="behind">
          <LagFigure lag={group.totalLag} />
        </Fact>
      )}
      {group.maxTimeLagMs === null || group.maxTimeLagMs === 0 ? null : (
        <Fact label="the oldest waiting" tip="For how long the oldest unread record has been waiting">
          {formatDuration(group.maxTimeLagMs)}
        </Fact>
      )}
      {group.etaMs === null || group.etaMs === 0 ? null : (
        <span>
          drained in{' '}
          <b className="font-semibold text-ink">
            <DrainsIn {...group} />
          </b>
        </span>
      )}
      {group.groupEpoch === null ? null : (
        <Fact label={`assignment ${group.assignmentEpoch}`} tip="The epochs of the group and of its assignment">
          epoch {group.groupEpoch},
        </Fact>
      )}
      {group.coordinatorId === null ? null : <span>coordinator {group.coordinatorId}</span>}
    </>
  )
}

function StatusSentence({ group }: { group: GroupDetail }) {
  return (
    <section
      aria-label="Status"
      className="mx-4 mt-1.5 flex items-start gap-x-3 gap-y-1 rounded-lg border border-line bg-surface px-3 py-2 max-sm:flex-col"
    >
      <span className="shrink-0">
        <GroupStatusTag status={group.status} />
      </span>
      <p className="min-w-0 flex-1 break-words">
        {group.statusText}
        {group.problem ? <span className="block text-warn">{group.problem}</span> : null}
        {group.lastReadAt === null ? null : (
          <span className="block text-muted">
            Figures as of <ClockTime at={group.lastReadAt} />.
          </span>
        )}
      </p>
      <span className="shrink-0 text-sm text-muted">
        {group.statusSinceAtLeast ? 'since at least' : 'since'} <ClockTime at={group.statusSince} />
      </span>
    </section>
  )
}
