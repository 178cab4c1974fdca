import type { DataColumn } from '#components/data-table/data-column.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { DeadLetterTopic } from '#lib/contract/dead-letters.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { isoTime } from '#lib/format/times.ts'

/** The list of dead-letter topics; the sortable ids are the sort keys of the API. */
export const deadLetterColumns: readonly DataColumn<DeadLetterTopic>[] = [
  {
    id: 'topic',
    header: 'Topic',
    width: 230,
    sort: 'ascending',
    csv: ({ topic }) => topic,
    cell: ({ topic }) => topic,
  },
  {
    id: 'evidence',
    header: 'Evidence',
    width: 280,
    grow: true,
    tip: 'What speaks for its being a dead-letter topic',
    csv: ({ evidence }) => evidence.join(' '),
    cell: ({ confirmed, evidence }) => (
      <StatusTag tone={confirmed ? 'ok' : 'idle'} tip={evidence.join('\n')}>
        <span className={confirmed ? 'font-normal text-ink' : 'font-normal'}>{evidence.at(-1)}</span>
      </StatusTag>
    ),
  },
  {
    id: 'source',
    header: 'Came from',
    width: 150,
    csv: ({ sourceTopics }) => sourceTopics.join(' '),
    cell: ({ sourceTopics }) => listOf(sourceTopics),
  },
  {
    id: 'groups',
    header: 'Failed in',
    width: 140,
    tip: 'The consumer groups that failed, as far as the records tell',
    csv: ({ groups }) => groups.join(' '),
    cell: ({ groups }) => listOf(groups),
  },
  {
    id: 'readers',
    header: 'Read by',
    width: 140,
    optional: true,
    tip: 'Consumer groups that have committed offsets on the dead-letter topic itself',
    csv: ({ readers }) => readers.join(' '),
    cell: ({ readers }) => listOf(readers),
  },
  {
    id: 'retry',
    header: 'Retried from',
    width: 150,
    optional: true,
    tip: 'Topics from which groups try again what came from the same sources',
    csv: ({ retryTopics }) => retryTopics.join(' '),
    cell: ({ retryTopics }) => listOf(retryTopics),
  },
  {
    id: 'perHour',
    header: 'Last hour',
    width: 92,
    align: 'end',
    sort: 'descending',
    tip: 'Records that came in the last hour, whatever time they have; ≥ while the topic was watched for less',
    csv: ({ perHour }) => perHour,
    cell: ({ perHour, perHourIsMinimum, oldestOpenAt }) =>
      perHour === null || perHour === 0 || oldestOpenAt === null ? (
        <span className="text-muted">
          {perHourIsMinimum && perHour !== null ? '≥ ' : ''}
          {formatCount(perHour)}
        </span>
      ) : (
        <span className="font-medium text-bad">
          {perHourIsMinimum ? '≥ ' : '+'}
          {formatCount(perHour)}
        </span>
      ),
  },
  {
    id: 'records',
    header: 'Records',
    width: 92,
    align: 'end',
    sort: 'descending',
    csv: ({ records }) => records,
    cell: ({ records }) => formatCount(records),
  },
  {
    id: 'oldestOpenAt',
    header: 'Oldest open',
    width: 110,
    align: 'end',
    sort: 'ascending',
    tip: 'The time of the oldest record that is neither replayed nor ignored',
    csv: ({ oldestOpenAt }) => isoTime(oldestOpenAt),
    cell: ({ oldestOpenAt }) =>
      oldestOpenAt === null ? <span className="text-muted">none</span> : <RelativeTime at={oldestOpenAt} />,
  },
  {
    id: 'lastRecordAt',
    header: 'Last record',
    width: 110,
    align: 'end',
    sort: 'descending',
    csv: ({ lastRecordAt }) => isoTime(lastRecordAt),
    cell: ({ lastRecordAt }) => <RelativeTime at={lastRecordAt} />,
  },
]

function listOf(names: readonly string[]) {
  if (names.length === 0) return <span className="text-muted">–</span>
  return names.length > 2 ? `${names.slice(0, 2).join(', ')} +${names.length - 2}` : names.join(', ')
}
