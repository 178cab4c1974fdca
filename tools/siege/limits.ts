import type { Held, Strain } from './figures.ts'
import type { ViewerReport } from './viewer.ts'

interface Figure {
  what: string
  value: number
  limit: number
  unit: string
}

interface Siege {
  seen: ViewerReport
  strain: Strain
  start: Held
  end: Held
}

/** A value that so many percent do not exceed; Infinity of none, which no limit allows. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Infinity
}

/** What must hold, with what was measured. @param allowanceMs null on a quiet machine, else what a process that does nothing had to wait for it */
export function limitsOf({ seen, strain, start, end }: Siege, allowanceMs: number | null): Figure[] {
  const times = (limit: number) => limit + (allowanceMs ?? 0)
  const delays =
    allowanceMs === null
      ? { what: 'event loop delay at worst', value: percentile(strain.delaysMs, 100), limit: 250, unit: 'ms' }
      : { what: 'event loop delay of its own doing', value: percentile(strain.ownMs, 100), limit: 250, unit: 'ms' }
  const failures = Object.values(seen.failures).reduce((sum, count) => sum + count, 0)
  return [
    { what: '/health at worst', value: percentile(seen.health, 100), limit: times(250), unit: 'ms' },
    delays,
    { what: 'newest 50, p99', value: percentile(seen.pages, 99), limit: times(500), unit: 'ms' },
    { what: 'records that the tail lost silently', value: Math.abs(seen.tail.silent), limit: 0, unit: '' },
    { what: 'requests of the viewer that failed', value: failures, limit: 0, unit: '' },
    { what: 'memory under attack', value: strain.peakMb, limit: 700, unit: 'MB' },
    { what: 'memory more than at the start', value: end.memoryMb - start.memoryMb, limit: 60, unit: 'MB' },
    { what: 'threads more than at the start', value: end.threads - start.threads, limit: 0, unit: '' },
    { what: 'sockets more than at the start', value: end.sockets - start.sockets, limit: 0, unit: '' },
    { what: 'kinds of resources still held', value: end.gauges.length, limit: start.gauges.length, unit: '' },
  ]
}
