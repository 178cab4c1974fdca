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
    csv: ({ text, textNow }) => (textNow === null || textNow === text ? text : `${textNow} (when it fired: ${text})`),
    cell: ({ text, textNow }) =>
      textNow === null || textNow === text ? (
        <span data-tip={text}>{text}</span>
      ) : (
        <span data-tip={`Now: ${textNow}\nWhen it fired: ${text}`}>
          {textNow} <span className="text-muted">When it fired: {text}</span>
        </span>
      ),
  },
  {
    id: 'since',
    header: 'Since',
    width: 190,
    sort: 'descending',
    csv: ({ since }) => isoTime(since),
    cell: ({ since, firedAt }) => (
      <>
        <RelativeTime at={since} />
        {firedAt !== null && firedAt - since > 60_000 ? (
          <span className="text-muted">
            {' '}
            fired <RelativeTime at={firedAt} />
          </span>
        ) : null}
      </>
    ),
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
