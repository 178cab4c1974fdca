import type { ReactNode } from 'react'
import { TimeChart } from '#components/charts/time-chart.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Overview } from '#lib/contract/clusters.ts'
import { formatByteRate, formatBytes, formatCompact, formatCount, formatRate, plural } from '#lib/format/numbers.ts'

type HistoryPoint = Overview['history'][number]

/** Throughput, lag and dead letters of the last hour, and the disks. */
export function VitalCards({ overview }: { overview: Overview | undefined }) {
  return (
    <div className="grid gap-3 p-4 sm:grid-cols-2 xl:grid-cols-4">
      <Vital
        label="Records in"
        overview={overview}
        figure={formatRate(overview?.cluster.messagesPerSecond)}
        note={bytesNote(overview)}
        value={(point) => point.recordsPerSecond}
        format={formatRate}
      />
      <Vital
        label="Total lag"
        overview={overview}
        figure={formatCount(overview?.cluster.totalLag)}
        note={groupsNote(overview)}
        value={(point) => numberOf(point.totalLag)}
        format={formatCompact}
        tone="info"
      />
      <Vital
        label="Records in dead-letter topics"
        overview={overview}
        figure={formatCount(overview?.deadLetters?.records)}
        note={deadLetterNote(overview)}
        value={(point) => numberOf(point.deadLetters)}
        format={formatCompact}
        tone="warn"
      />
      <DiskCard overview={overview} />
    </div>
  )
}

/** For drawing only, where the last digits of a large offset do not show. */
const numberOf = (offset: string | null) => (offset === null ? null : Number(offset))

function bytesNote(overview: Overview | undefined): string {
  const bytes = overview?.cluster.bytesPerSecond ?? null
  if (overview?.cluster.status === 'down') return 'unknown while the cluster is down'
  return bytes === null ? 'no byte rate is known yet' : `about ${formatByteRate(bytes)} on disk`
}

function groupsNote(overview: Overview | undefined): string {
  const groups = overview?.groups
  if (!groups) return 'the groups are not known'
  return `${formatCount(groups.behind)} of ${plural(groups.total, 'group')} behind`
}

function deadLetterNote(overview: Overview | undefined): string {
  const found = overview?.deadLetters
  if (!found) return ''
  if (found.topics === 0) return 'no topic is named as one'
  const growth = found.lastHour === null ? '' : `, ${formatCount(found.lastHour)} in the last hour`
  return `in ${plural(found.topics, 'topic')}${growth}`
}

function Card({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section aria-label={label} className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface pt-2.5">
      <h2 className="px-3 text-sm text-muted">{label}</h2>
      {children}
    </section>
  )
}

function Waiting() {
  return (
    <div className="h-[8.75rem] px-3 pt-2">
      <Skeleton className="h-5 w-28" />
    </div>
  )
}

function Vital({
  label,
  overview,
  figure,
  note,
  value,
  format,
  tone = 'accent',
}: {
  label: string
  overview: Overview | undefined
  figure: string
  note: ReactNode
  value: (point: HistoryPoint) => number | null
  format: (value: number) => string
  tone?: 'accent' | 'info' | 'warn'
}) {
  return (
    <Card label={label}>
      {overview ? (
        <>
          <p className="px-3 text-2xl font-semibold tracking-tight">{figure}</p>
          <p className="truncate px-3 pb-1.5 text-sm text-muted">{note}</p>
          <TimeChart
            bare
            label={`${label}, last hour`}
            times={overview.history.map((point) => point.at)}
            series={[{ id: 'value', label, values: overview.history.map(value), tone }]}
            format={format}
          />
        </>
      ) : (
        <Waiting />
      )}
    </Card>
  )
}

/** What the figure counts, or why there is none. */
function diskNote({ cluster, disk, brokers }: Overview): string {
  const known = brokers.filter(({ logDirBytes }) => logDirBytes !== null).length
  if (disk)
    return known < brokers.length
      ? `in the logs of ${known} of ${brokers.length} brokers`
      : 'in the logs of all brokers'
  if (cluster.status === 'down') return 'unknown while the cluster is down'
  return brokers.find(({ diskProblem }) => diskProblem !== null)?.diskProblem ?? 'not known yet'
}

const SHOWN_BROKERS = 4

/** What the logs take, and how full the disks of the brokers are. */
function DiskCard({ overview }: { overview: Overview | undefined }) {
  const disk = overview?.disk
  const fullest = (overview?.brokers ?? [])
    .flatMap(({ id, diskUsed }) => (diskUsed === null ? [] : [{ id, diskUsed }]))
    .toSorted((a, b) => b.diskUsed - a.diskUsed)
    .slice(0, SHOWN_BROKERS)
  return (
    <Card label="Disk">
      {overview ? (
        <>
          <p className="px-3 text-2xl font-semibold tracking-tight">{disk ? formatBytes(disk.usedBytes) : '–'}</p>
          <p className="truncate px-3 pb-1.5 text-sm text-muted">{diskNote(overview)}</p>
          <ul className="flex flex-col gap-1 px-3 pt-1 pb-3">
            {fullest.map(({ id, diskUsed }) => (
              <li key={id} className="flex items-center gap-2 text-sm text-muted">
                <span className="w-18 shrink-0 truncate">broker {id}</span>
                <span aria-hidden className="h-1.5 flex-1 overflow-hidden rounded-full bg-line">
                  <span
                    style={{ width: `${Math.round(diskUsed * 100)}%` }}
                    className={`block h-full ${diskUsed >= 0.95 ? 'bg-bad' : diskUsed >= 0.85 ? 'bg-warn' : 'bg-accent'}`}
                  />
                </span>
                <span className="w-9 shrink-0 text-right">{Math.round(diskUsed * 100)} %</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Waiting />
      )}
    </Card>
  )
}
