import type { DataColumn } from '#components/data-table/data-column.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { Transaction } from '#lib/contract/transactions.ts'
import { plural } from '#lib/format/numbers.ts'
import { formatDuration, isoTime } from '#lib/format/times.ts'

/** The transactions; the sortable ids are the sort keys of the API. */
export const transactionColumns: readonly DataColumn<Transaction>[] = [
  {
    id: 'transactionalId',
    header: 'Transactional id',
    width: 260,
    sort: 'ascending',
    csv: ({ transactionalId }) => transactionalId,
    cell: ({ transactionalId }) => <span data-tip={transactionalId}>{transactionalId}</span>,
  },
  {
    id: 'state',
    header: 'State',
    width: 126,
    sort: 'ascending',
    csv: ({ state }) => state,
    cell: (transaction) => <TransactionState transaction={transaction} />,
  },
  {
    id: 'startedAt',
    header: 'Open since',
    width: 120,
    sort: 'ascending',
    csv: ({ startedAt }) => isoTime(startedAt),
    cell: ({ startedAt }) =>
      startedAt === null ? <span className="text-faint">–</span> : <RelativeTime at={startedAt} />,
  },
  {
    id: 'timeoutMs',
    header: 'Time limit',
    width: 104,
    align: 'end',
    tip: 'The coordinator aborts it when it was open for so long',
    csv: ({ timeoutMs }) => timeoutMs,
    cell: ({ timeoutMs }) => (timeoutMs === null ? <span className="text-faint">–</span> : formatDuration(timeoutMs)),
  },
  {
    id: 'topics',
    header: 'Writes to',
    width: 280,
    grow: true,
    csv: (transaction) => topicsOf(transaction),
    cell: (transaction) =>
      transaction.topics.length === 0 ? (
        <span className="text-faint">–</span>
      ) : (
        <span data-tip={topicsOf(transaction)}>{topicsOf(transaction)}</span>
      ),
  },
  {
    id: 'producerId',
    header: 'Producer',
    width: 140,
    sort: 'ascending',
    tip: 'Its id and its epoch, which grows each time one with the same transactional id takes over',
    csv: ({ producerId }) => producerId,
    cell: ({ producerId, producerEpoch }) => (
      <>
        {producerId}
        {producerEpoch === null ? null : <span className="text-muted"> · epoch {producerEpoch}</span>}
      </>
    ),
  },
  {
    id: 'coordinatorId',
    header: 'Coordinator',
    width: 110,
    align: 'end',
    csv: ({ coordinatorId }) => coordinatorId,
    cell: ({ coordinatorId }) => coordinatorId,
  },
]

/** What Kafka calls a state, in a word. */
const STATES: Record<string, { word: string; tone: Tone }> = {
  Empty: { word: 'none yet', tone: 'idle' },
  Ongoing: { word: 'open', tone: 'info' },
  PrepareCommit: { word: 'committing', tone: 'info' },
  PrepareAbort: { word: 'aborting', tone: 'info' },
  PrepareEpochFence: { word: 'fencing', tone: 'info' },
  CompleteCommit: { word: 'committed', tone: 'idle' },
  CompleteAbort: { word: 'aborted', tone: 'idle' },
  Dead: { word: 'expired', tone: 'idle' },
}

function TransactionState({ transaction: { state, hanging } }: { transaction: Transaction }) {
  if (hanging)
    return (
      <StatusTag tone="bad" tip="It is open for longer than its own time limit: its coordinator should have ended it.">
        hanging
      </StatusTag>
    )
  const { word, tone } = STATES[state] ?? { word: state, tone: 'idle' }
  return (
    <StatusTag tone={tone} tip={`Kafka calls it ${state}`}>
      {word}
    </StatusTag>
  )
}

function topicsOf({ topics }: Transaction): string {
  return topics
    .map(({ topic, partitions }) =>
      partitions.length === 1 ? `${topic}/${partitions[0]}` : `${topic} (${plural(partitions.length, 'partition')})`,
    )
    .join(', ')
}
