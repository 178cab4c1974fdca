import type { DataColumn } from '#components/data-table/data-column.ts'
import { ReplayStateTag } from '#components/replay-job/replay-state-tag.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { ReplayJob } from '#lib/contract/replays.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration, isoTime } from '#lib/format/times.ts'

/** The list of replays; the sortable ids are the sort keys of the API. */
export const replayColumns: readonly DataColumn<ReplayJob>[] = [
  {
    id: 'source',
    header: 'Dead letters of',
    width: 230,
    csv: ({ source }) => source.topic,
    cell: ({ source }) => source.topic,
  },
  {
    id: 'state',
    header: 'State',
    width: 130,
    sort: 'ascending',
    csv: ({ state }) => state,
    cell: ({ state }) => <ReplayStateTag state={state} />,
  },
  {
    id: 'target',
    header: 'To',
    width: 150,
    csv: ({ target }) => targetText(target),
    cell: ({ target }) => targetText(target),
  },
  {
    id: 'selected',
    header: 'Records',
    width: 100,
    align: 'end',
    sort: 'descending',
    csv: ({ selected }) => selected,
    cell: ({ selected }) => formatCount(selected),
  },
  {
    id: 'sent',
    header: 'Sent',
    width: 100,
    align: 'end',
    csv: ({ sent }) => sent,
    cell: ({ sent }) => formatCount(sent),
  },
  {
    id: 'skipped',
    header: 'Left out',
    width: 90,
    align: 'end',
    csv: ({ skipped }) => skipped,
    cell: ({ skipped }) => formatCount(skipped),
  },
  {
    id: 'failed',
    header: 'Failed',
    width: 84,
    align: 'end',
    csv: ({ failed }) => failed,
    cell: ({ failed }) => <span className={failed > 0 ? 'font-medium text-bad' : ''}>{formatCount(failed)}</span>,
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 240,
    grow: true,
    csv: ({ reason }) => reason,
    cell: ({ reason }) => reason,
  },
  { id: 'by', header: 'By', width: 120, sort: 'ascending', csv: ({ by }) => by, cell: ({ by }) => by },
  {
    id: 'startedAt',
    header: 'Started',
    width: 110,
    align: 'end',
    sort: 'descending',
    csv: ({ startedAt }) => isoTime(startedAt),
    cell: ({ startedAt }) => <RelativeTime at={startedAt} />,
  },
  {
    id: 'took',
    header: 'Took',
    width: 84,
    align: 'end',
    cell: ({ startedAt, endedAt }) => (endedAt === null ? '–' : formatDuration(endedAt - startedAt)),
  },
]

export function targetText(target: ReplayJob['target']): string {
  if ('topic' in target) return target.cluster === undefined ? target.topic : `${target.topic} on ${target.cluster}`
  return 'retry' in target ? 'the retry topics' : 'each to its origin'
}
