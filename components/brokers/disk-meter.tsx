import { clsx } from 'clsx'

/** How full a disk is, as a bar and a figure; the bar turns at 85 and 95 %. */
export function DiskMeter({ used, problem }: { used: number | null; problem: string | null }) {
  if (used === null)
    return (
      <span className="text-faint" data-tip={problem ?? undefined}>
        unknown
      </span>
    )
  const percent = Math.round(used * 100)
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-line">
        <span
          style={{ width: `${percent}%` }}
          className={clsx('block h-full', used >= 0.95 ? 'bg-bad' : used >= 0.85 ? 'bg-warn' : 'bg-accent')}
        />
      </span>
      {percent} %
    </span>
  )
}
