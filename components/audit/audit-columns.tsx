import type { DataColumn } from '#components/data-table/data-column.ts'
import { AbsoluteTime } from '#components/ui/relative-time.tsx'
import type { AuditRecord } from '#lib/contract/audit.ts'
import { isoTime } from '#lib/format/times.ts'
import { AuditResultTag } from './audit-result.tsx'

/** The audit; the sortable ids are the sort keys of the API. */
export const auditColumns: readonly DataColumn<AuditRecord>[] = [
  {
    id: 'at',
    header: 'When',
    width: 236,
    sort: 'descending',
    csv: ({ at }) => isoTime(at),
    cell: ({ at }) => <AbsoluteTime at={at} className="font-normal" />,
  },
  { id: 'actor', header: 'Who', width: 130, sort: 'ascending', csv: ({ actor }) => actor, cell: ({ actor }) => actor },
  {
    id: 'action',
    header: 'Did',
    width: 150,
    sort: 'ascending',
    csv: ({ action }) => action,
    cell: ({ action }) => action,
  },
  {
    id: 'target',
    header: 'To',
    width: 210,
    sort: 'ascending',
    csv: ({ target, targetCluster }) => (targetCluster === null ? target : `${target} → ${targetCluster}`),
    cell: ({ target, targetCluster }) =>
      targetCluster === null ? (
        target
      ) : (
        <>
          {target} <span className="text-muted">→ {targetCluster}</span>
        </>
      ),
  },
  {
    id: 'result',
    header: 'Result',
    width: 156,
    csv: ({ result }) => result,
    cell: (record) => <AuditResultTag {...record} />,
  },
  {
    id: 'reason',
    header: 'Why',
    width: 260,
    grow: true,
    csv: ({ reason }) => reason,
    cell: ({ reason, problem }) => reason ?? (problem ? <span className="text-muted">{problem}</span> : '–'),
  },
  {
    id: 'details',
    header: 'Details',
    width: 320,
    optional: true,
    csv: ({ details }) => JSON.stringify(details),
    cell: ({ details, detailsTruncated }) => (
      <span
        className="font-mono text-xs text-muted"
        data-tip={`${detailsTruncated ? 'Cut to 16 KiB.\n' : ''}${JSON.stringify(details, null, 1)}`}
      >
        {detailsTruncated ? '(cut) ' : ''}
        {Object.entries(details)
          .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
          .join(' ')}
      </span>
    ),
  },
]
