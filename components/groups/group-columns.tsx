import { Sparkline } from '#components/charts/sparkline.tsx'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { BehindBy, DrainsIn, LagFigure } from '#components/ui/group-figures.tsx'
import { GroupStatusTag } from '#components/ui/group-status-tag.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { GroupSummary } from '#lib/contract/groups.ts'
import { nameText } from '#lib/format/names.ts'
import { formatCount, formatRate } from '#lib/format/numbers.ts'

export const groupColumns: readonly DataColumn<GroupSummary>[] = [
  {
    id: 'id',
    header: 'Consumer group',
    width: 240,
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
    tip: 'How its members are coordinated: the classic protocol, KIP-848 (consumer), KIP-932 (share), KIP-1071 (streams)',
    csv: (group) => group.type,
    cell: (group) => <GroupTypeText group={group} />,
  },
  {
    id: 'status',
    header: 'Status',
    width: 150,
    sort: 'ascending',
    csv: (group) => group.status,
    cell: (group) => <GroupStatusTag status={group.status} text={group.problem ?? group.statusText} />,
  },
  {
    id: 'totalLag',
    header: 'Lag',
    width: 124,
    align: 'end',
    sort: 'descending',
    tip: 'Records between what is committed and the end of the log',
    csv: (group) => group.totalLag,
    cell: (group) => <LagFigure lag={group.totalLag} />,
  },
  {
    id: 'maxTimeLagMs',
    header: 'Behind by',
    width: 108,
    align: 'end',
    sort: 'descending',
    tip: 'For how long the oldest unread record has been waiting',
    csv: (group) => group.maxTimeLagMs,
    cell: (group) => <BehindBy ms={group.maxTimeLagMs} />,
  },
  {
    id: 'etaMs',
    header: 'Drains in',
    width: 104,
    align: 'end',
    sort: 'descending',
    tip: 'Until nothing is left, at the rates of the last minute',
    csv: (group) => group.etaMs,
    cell: (group) => <DrainsIn {...group} />,
  },
  {
    id: 'trend',
    header: 'Lag, last hour',
    width: 132,
    cell: (group) => <Sparkline values={group.trend} label={`Lag of ${group.id} over the last hour`} />,
  },
  {
    id: 'topics',
    header: 'Topics',
    width: 190,
    sort: 'descending',
    csv: (group) => group.topicNames.join(' '),
    cell: (group) => (
      <span className="text-muted" data-tip={group.topicNames.join('\n')}>
        {topicsText(group)}
      </span>
    ),
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
  {
    id: 'state',
    header: 'State',
    width: 120,
    sort: 'ascending',
    optional: true,
    csv: (group) => group.state,
    cell: (group) => <span className="text-muted">{group.state}</span>,
  },
  {
    id: 'rates',
    header: 'Reads / comes in',
    width: 150,
    align: 'end',
    optional: true,
    cell: (group) => `${formatRate(group.consumedPerSecond)} of ${formatRate(group.producedPerSecond)}`,
  },
  {
    id: 'since',
    header: 'Status since',
    width: 120,
    optional: true,
    tip: '≥: it may have been so for longer',
    csv: (group) => group.statusSince,
    cell: (group) => (
      <span className="text-muted">
        {group.statusSinceAtLeast ? '≥ ' : ''}
        <RelativeTime at={group.statusSince} />
      </span>
    ),
  },
  {
    id: 'coordinator',
    header: 'Coordinator',
    width: 104,
    align: 'end',
    optional: true,
    csv: (group) => group.coordinatorId,
    cell: (group) => group.coordinatorId ?? '–',
  },
]

/** The type, and where the members speak something else than consumers do, what. */
function GroupTypeText({ group: { type, protocol } }: { group: GroupSummary }) {
  const other = type === 'classic' && protocol !== '' && protocol !== 'consumer' ? protocol : null
  return (
    <span className="text-muted">
      {type}
      {other ? <span className="text-faint"> · {other}</span> : null}
    </span>
  )
}

function topicsText({ topicNames, topics }: GroupSummary): string {
  const [first, second] = topicNames
  if (first === undefined) return '–'
  const more = (topics ?? topicNames.length) - 1
  if (more === 1 && second !== undefined && first.length + second.length < 24) return `${first}, ${second}`
  return more > 0 ? `${first} +${more}` : first
}
