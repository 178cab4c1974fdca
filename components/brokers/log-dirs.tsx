import { clsx } from 'clsx'
import Link from 'next/link'
import { StatusTag } from '#components/ui/status-tag.tsx'
import type { BrokerDetail, LogDir } from '#lib/contract/brokers.ts'
import { formatBytes } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'
import { DiskMeter } from './disk-meter.tsx'

/** The broker's log directories, each with its disk and its largest replicas. */
export function LogDirs({ cluster, broker, dimmed }: { cluster: string; broker: BrokerDetail; dimmed: boolean }) {
  return (
    <section aria-label="Log directories" className={`px-4 pt-3 ${dimmed ? 'dimmed' : ''}`}>
      <h2 className="pb-2 font-semibold">Log directories</h2>
      {broker.logDirs === null ? (
        <p className="text-muted">Unknown: {broker.diskProblem ?? broker.problem ?? 'the broker did not answer.'}</p>
      ) : (
        <div className={clsx('grid gap-3', broker.logDirs.length > 1 && 'xl:grid-cols-2')}>
          {broker.logDirs.map((dir) => (
            <Directory key={dir.path} cluster={cluster} dir={dir} wide={broker.logDirs?.length === 1} />
          ))}
        </div>
      )}
    </section>
  )
}

function Directory({ cluster, dir, wide }: { cluster: string; dir: LogDir; wide: boolean }) {
  const used = dir.totalBytes === null || dir.usableBytes === null ? null : 1 - dir.usableBytes / dir.totalBytes
  const largest = Math.max(1, ...dir.largest.map(({ sizeBytes }) => sizeBytes))
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface pb-1.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-0.5 border-b border-line px-3 py-2">
        <span className="min-w-0 truncate font-mono text-sm" data-tip={dir.path}>
          {dir.path}
        </span>
        {dir.error ? (
          <StatusTag tone="bad" tip={dir.error}>
            offline
          </StatusTag>
        ) : null}
        <span className="ml-auto flex items-center gap-4 text-muted">
          <span>
            <b className="font-semibold text-ink">{formatBytes(dir.usedBytes)}</b> in logs
          </span>
          {dir.usableBytes === null ? null : (
            <span>
              {formatBytes(dir.usableBytes)} free of {formatBytes(dir.totalBytes)}
            </span>
          )}
          <DiskMeter used={used} problem={dir.sizeProblem} />
        </span>
      </div>
      <h3 className="px-3 pt-2 pb-1 text-sm text-muted">Largest replicas</h3>
      <ol className={clsx('grid sm:grid-cols-2', wide && 'xl:grid-cols-4')}>
        {dir.largest.map(({ topic, partition, sizeBytes }) => (
          <li
            key={`${topic}/${partition}`}
            className="relative flex h-7 items-center justify-between gap-3 px-3 hover:bg-hover"
          >
            <span
              aria-hidden
              style={{ width: `${(sizeBytes / largest) * 100}%` }}
              className="absolute inset-y-1 left-0 max-w-full rounded-r-sm bg-accent-soft"
            />
            <Link href={pagePaths.topic(cluster, topic)} className="relative min-w-0 truncate hover:underline">
              {topic}
              <span className="text-muted">/{partition}</span>
            </Link>
            <span className="relative shrink-0">{formatBytes(sizeBytes)}</span>
          </li>
        ))}
      </ol>
      {dir.largest.length === 0 ? <p className="px-3 py-2 text-muted">Nothing is stored here.</p> : null}
    </div>
  )
}
