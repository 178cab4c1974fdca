import type { DataColumn } from '#components/data-table/data-column.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { Alert } from '#lib/contract/alerts.ts'
import { formatDuration, isoTime } from '#lib/format/times.ts'
import { DeliveryTags } from './delivery-tags.tsx'

/** The alerts; the sortable ids are the sort keys of the API. */
export const alertColumns: readonly DataColumn<Alert>[] = [
  {
    id: 'subject',
    header: 'About',
    width: 230,
    sort: 'ascending',
    csv: ({ subject }) => subject,
    cell: ({ subject }) => subject,
  },
  {
    id: 'state',
    header: 'State',
    width: 106,
    sort: 'ascending',
    csv: ({ state }) => state,
    cell: (alert) => <StatusTag tone={toneOf(alert)}>{alert.state}</StatusTag>,
  },
  { id: 'rule', header: 'Rule', width: 180, sort: 'ascending', csv: ({ rule }) => rule, cell: ({ rule }) => rule },
  {
    id: 'severity',
    header: 'Severity',
    width: 96,
    optional: true,
    sort: 'ascending',
    csv: ({ severity }) => severity,
    cell: ({ severity }) => severity,
  },
  {
    id: 'text',
    header: 'What is wrong',
    width: 300,
    grow: true,
    csv: ({ text }) => text,
    cell: ({ text }) => <span data-tip={text}>{text}</span>,
  },
  {
    id: 'since',
    header: 'Since',
    width: 96,
    sort: 'descending',
    csv: ({ since }) => isoTime(since),
    cell: ({ since }) => <RelativeTime at={since} />,
  },
  {
    id: 'resolvedAt',
    header: 'Lasted',
    width: 100,
    sort: 'descending',
    tip: 'How long it fired, where it is over',
    csv: ({ resolvedAt }) => isoTime(resolvedAt),
    cell: ({ resolvedAt, resolvedText, since }) =>
      resolvedAt === null ? (
        <span className="text-faint">–</span>
      ) : (
        <span data-tip={resolvedText ?? undefined}>{formatDuration(resolvedAt - since)}</span>
      ),
  },
  {
    id: 'deliveries',
    header: 'Told',
    width: 150,
    csv: ({ deliveries }) => deliveries.map(({ webhook, event, state }) => `${webhook} ${event} ${state}`).join('; '),
    cell: ({ deliveries }) => <DeliveryTags deliveries={deliveries} />,
  },
]

function toneOf({ state, severity }: Alert): Tone {
  if (state === 'resolved') return 'ok'
  if (state === 'pending') return 'info'
  return severity === 'critical' ? 'bad' : 'warn'
}
