import Link from 'next/link'
import { ClockTime } from '#components/ui/relative-time.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { StatusTag, type Tone } from '#components/ui/status-tag.tsx'
import type { Finding } from '#lib/contract/clusters.ts'
import { pagePaths } from '#lib/page-paths.ts'

const TONE: Record<Finding['severity'], Tone> = { bad: 'bad', warning: 'warn', info: 'info' }

/** What is wrong, worst first, each with the way to it. */
export function Findings({ cluster, findings }: { cluster: string; findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <ul className="mx-4 mt-1 rounded-lg border border-line bg-surface">
      {findings.map((finding) => (
        <li
          key={`${finding.kind} ${finding.subject}`}
          className="relative grid grid-cols-[8.5rem_1fr_auto] items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2 last:border-0 hover:bg-hover max-sm:grid-cols-1"
        >
          <span>
            <StatusTag tone={TONE[finding.severity]}>{finding.kind}</StatusTag>
          </span>
          <p className="min-w-0 break-words">
            <Link
              href={`${pagePaths.cluster(cluster)}${finding.href}`}
              className="font-semibold after:absolute after:inset-0 hover:underline"
            >
              {finding.subject || finding.text}
            </Link>
            {finding.subject ? `: ${finding.text}` : null}
          </p>
          {finding.since === null ? null : (
            <span className="text-sm text-muted">
              {finding.sinceAtLeast ? 'since at least' : 'since'} <ClockTime at={finding.since} />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

export function FindingsSkeleton() {
  return (
    <div aria-hidden className="mx-4 mt-1 rounded-lg border border-line bg-surface">
      {[0, 1].map((row) => (
        <div key={row} className="flex h-9.5 items-center gap-6 border-b border-line px-3 last:border-0">
          <Skeleton className="w-20" />
          <Skeleton className="w-96 max-w-full" />
        </div>
      ))}
    </div>
  )
}
