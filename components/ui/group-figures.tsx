import type { GroupSummary } from '#lib/contract/groups.ts'
import { formatCount } from '#lib/format/numbers.ts'
import { formatDuration } from '#lib/format/times.ts'

/** A lag, which is not 0 where nothing is committed. */
export function LagFigure({ lag }: { lag: string | null }) {
  return lag === null ? <span className="text-muted">not committed</span> : formatCount(lag)
}

/** For how long the oldest unread record has been waiting; nothing where none is. */
export function BehindBy({ ms }: { ms: number | null }) {
  return ms === null || ms === 0 ? <span className="text-faint">–</span> : formatDuration(ms)
}

type Draining = Pick<GroupSummary, 'etaMs' | 'totalLag' | 'consumedPerSecond' | 'status'>

/** When nothing will be left at the present rates; `never` where the lag does not shrink, `–` where there is none or it just keeps up. */
export function DrainsIn({ etaMs, totalLag, consumedPerSecond, status }: Draining) {
  if (totalLag === null || totalLag === '0' || etaMs === 0) return <span className="text-faint">–</span>
  if (etaMs !== null) return formatDuration(etaMs)
  if (consumedPerSecond === null || status === 'ok') return <span className="text-faint">–</span>
  return 'never'
}
