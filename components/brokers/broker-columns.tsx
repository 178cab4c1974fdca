import type { DataColumn } from '#components/data-table/data-column.ts'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { BrokerSummary } from '#lib/contract/brokers.ts'
import { formatBytes, formatCount } from '#lib/format/numbers.ts'
import { DiskMeter } from './disk-meter.tsx'

export const brokerColumns: readonly DataColumn<BrokerSummary>[] = [
  {
    id: 'id',
    header: 'Broker',
    width: 150,
    sort: 'ascending',
    csv: (broker) => broker.id,
    cell: (broker) => (
      <>
        {broker.id}
        {broker.controller ? <span className="ml-2 text-sm font-normal text-muted">controller</span> : null}
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: 130,
    csv: (broker) => (broker.reachable ? 'up' : 'down'),
    cell: (broker) => <BrokerState broker={broker} />,
  },
  {
    id: 'host',
    header: 'Address',
    width: 220,
    grow: true,
    sort: 'ascending',
    csv: (broker) => `${broker.host}:${broker.port}`,
    cell: (broker) =>
      broker.host === '' ? <span className="text-faint">not known</span> : `${broker.host}:${broker.port}`,
  },
  {
    id: 'rack',
    header: 'Rack',
    width: 110,
    csv: (broker) => broker.rack,
    cell: (broker) => broker.rack ?? <span className="text-faint">–</span>,
  },
  {
    id: 'leaders',
    header: 'Leads',
    width: 104,
    align: 'end',
    sort: 'descending',
    tip: 'Partitions it leads',
    csv: (broker) => broker.leaders,
    cell: (broker) => formatCount(broker.leaders),
  },
  {
    id: 'replicas',
    header: 'Replicas',
    width: 104,
    align: 'end',
    sort: 'descending',
    csv: (broker) => broker.replicas,
    cell: (broker) => formatCount(broker.replicas),
  },
  {
    id: 'outOfSync',
    header: 'Out of sync',
    width: 110,
    align: 'end',
    tip: 'Its replicas that are not in sync with their leader',
    csv: (broker) => broker.outOfSync,
    cell: (broker) =>
      broker.outOfSync === 0 ? <span className="text-faint">0</span> : <b>{formatCount(broker.outOfSync)}</b>,
  },
  {
    id: 'logDirBytes',
    header: 'Logs',
    width: 110,
    align: 'end',
    sort: 'descending',
    tip: 'Bytes in its log directories',
    csv: (broker) => broker.logDirBytes,
    cell: (broker) => formatBytes(broker.logDirBytes),
  },
  {
    id: 'diskUsed',
    header: 'Disk',
    width: 150,
    tip: 'How full the fullest of its disks is',
    csv: (broker) => broker.diskUsed,
    cell: (broker) => <DiskMeter used={broker.diskUsed} problem={broker.diskProblem} />,
  },
]

/** Whether a broker answers; why not on hover. */
export function BrokerState({ broker }: { broker: Pick<BrokerSummary, 'reachable' | 'problem'> }) {
  if (!broker.reachable) {
    return (
      <StatusTag tone="bad" tip={broker.problem ?? undefined}>
        down
      </StatusTag>
    )
  }
  return broker.problem === null ? (
    <StatusTag tone="ok">up</StatusTag>
  ) : (
    <StatusTag tone="warn" tip={broker.problem}>
      tells little
    </StatusTag>
  )
}
