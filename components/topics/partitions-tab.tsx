'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useParams } from 'next/navigation'
import type { DataColumn } from '#components/data-table/data-column.ts'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useTableState } from '#components/data-table/use-table-state.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { Partition } from '#lib/contract/topics.ts'
import { formatBytes, formatCount } from '#lib/format/numbers.ts'
import { pagePaths, segmentText } from '#lib/page-paths.ts'
import { fetchPartitions, partitionListOptions } from '#lib/queries/topics.ts'
import { recordsBetween } from './records-between.ts'

const columns: readonly DataColumn<Partition>[] = [
  {
    id: 'partition',
    header: 'Partition',
    width: 104,
    sort: 'ascending',
    csv: (row) => row.partition,
    cell: (row) => (
      <>
        <span className="sm:hidden">Partition </span>
        {row.partition}
      </>
    ),
  },
  { id: 'status', header: 'Status', width: 190, csv: statusWord, cell: (row) => <PartitionStatus row={row} /> },
  {
    id: 'leader',
    header: 'Leader',
    width: 84,
    align: 'end',
    sort: 'ascending',
    csv: (row) => row.leader,
    cell: (row) => (row.leader === null ? <span className="text-bad">none</span> : row.leader),
  },
  {
    id: 'replicas',
    header: 'Replicas',
    width: 132,
    tip: 'Brokers that hold the partition, the preferred leader first; struck through where out of sync',
    csv: (row) => row.replicas.join(' '),
    cell: (row) => <Replicas row={row} />,
  },
  {
    id: 'logStartOffset',
    header: 'Start offset',
    width: 130,
    align: 'end',
    csv: (row) => row.logStartOffset,
    cell: (row) => formatCount(row.logStartOffset),
  },
  {
    id: 'endOffset',
    header: 'End offset',
    width: 130,
    align: 'end',
    sort: 'descending',
    csv: (row) => row.endOffset,
    cell: (row) => formatCount(row.endOffset),
  },
  {
    id: 'records',
    header: 'Between',
    width: 130,
    align: 'end',
    tip: 'End offset minus start offset. Compaction and transactions leave fewer records than that.',
    csv: (row) => recordsBetween(row.logStartOffset, row.endOffset),
    cell: (row) => formatCount(recordsBetween(row.logStartOffset, row.endOffset)),
  },
  {
    id: 'open',
    header: 'In open transactions',
    width: 160,
    align: 'end',
    tip: 'Offsets after the last stable offset: read_committed readers wait for their transactions to end',
    csv: (row) => recordsBetween(row.lastStableOffset, row.endOffset),
    cell: (row) => <OpenCount row={row} />,
  },
  {
    id: 'sizeBytes',
    header: 'Size',
    width: 96,
    align: 'end',
    sort: 'descending',
    tip: 'On disk, of the leader',
    csv: (row) => row.sizeBytes,
    cell: (row) => formatBytes(row.sizeBytes),
  },
]

/** The partitions of a topic: where they live and what they hold. */
export function PartitionsTab({ cluster, topic }: { cluster: string; topic: string }) {
  const state = useTableState({ sort: 'partition' })
  const partitions = useQuery(partitionListOptions(cluster, topic, state.query))
  return (
    <DataTable
      name="partitions"
      noun={['partition', 'partitions']}
      columns={columns}
      state={state}
      result={partitions}
      loadPage={(page) => fetchPartitions({ cluster, topic }, { ...state.query, ...page })}
      rowId={(row) => String(row.partition)}
      searchPlaceholder="Filter by number"
      empty={<EmptyState title="No partitions" />}
    />
  )
}

/** Leads to whose transactions they are. */
function OpenCount({ row }: { row: Partition }) {
  const { cluster, topic } = useParams<{ cluster: string; topic: string }>()
  const open = recordsBetween(row.lastStableOffset, row.endOffset)
  if (open === null || open === '0') return formatCount(open)
  return (
    <Link
      href={pagePaths.transactions(segmentText(cluster), segmentText(topic))}
      className="underline decoration-line-strong underline-offset-2"
    >
      {formatCount(open)}
    </Link>
  )
}

function statusWord(row: Partition): string {
  if (row.leader === null) return 'offline'
  return row.isr.length < row.replicas.length ? 'under-replicated' : 'in sync'
}

function PartitionStatus({ row }: { row: Partition }) {
  if (row.leader === null || row.problem) {
    return (
      <StatusTag tone="bad" tip={row.problem ?? 'No replica is alive: this partition can neither be read nor written.'}>
        {row.leader === null ? 'offline' : 'problem'}
      </StatusTag>
    )
  }
  const missing = row.replicas.length - row.isr.length
  if (missing > 0)
    return (
      <StatusTag tone="warn">
        {missing} replica{missing === 1 ? '' : 's'} behind
      </StatusTag>
    )
  return <span className="text-muted">in sync</span>
}

function Replicas({ row }: { row: Partition }) {
  return row.replicas.map((broker, place) => {
    const behind = !row.isr.includes(broker)
    return (
      <span key={broker}>
        {place > 0 ? ', ' : ''}
        {behind ? (
          <s
            className="text-warn"
            data-tip={
              row.offlineReplicas.includes(broker) ? `Broker ${broker} is offline` : `Broker ${broker} is behind`
            }
          >
            {broker}
          </s>
        ) : (
          broker
        )}
      </span>
    )
  })
}
