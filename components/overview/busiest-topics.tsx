import Link from 'next/link'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Overview } from '#lib/contract/clusters.ts'
import { formatRate } from '#lib/format/numbers.ts'
import { pagePaths } from '#lib/page-paths.ts'

/** The topics that most is written to, their rates as bars. */
export function BusiestTopics({
  cluster,
  topics,
  stale,
}: {
  cluster: string
  topics: Overview['busiestTopics'] | undefined
  stale: boolean
}) {
  const most = Math.max(1e-9, ...(topics ?? []).map((topic) => topic.recordsPerSecond))
  return (
    <section aria-label="Busiest topics" className="min-w-0 rounded-lg border border-line bg-surface pb-1.5">
      <h2 className="flex items-baseline justify-between px-3 pt-2.5 pb-1 font-semibold">
        Busiest topics
        <Link
          href={`${pagePaths.topics(cluster)}?sort=-messagesPerSecond`}
          className="text-sm font-medium text-accent hover:underline"
        >
          All
        </Link>
      </h2>
      <ol>
        {topics?.map((topic) => (
          <li key={topic.topic} className="relative flex h-8 items-center justify-between gap-3 px-3 hover:bg-hover">
            <span
              aria-hidden
              style={{ width: `${(topic.recordsPerSecond / most) * 100}%` }}
              className="absolute inset-y-1 left-0 max-w-full rounded-r-sm bg-accent-soft"
            />
            <Link
              href={pagePaths.topic(cluster, topic.topic)}
              data-clip
              className="relative min-w-0 truncate hover:underline"
            >
              {topic.topic}
            </Link>
            <span className="relative shrink-0">{formatRate(topic.recordsPerSecond)}</span>
          </li>
        ))}
      </ol>
      {topics === null ? <p className="px-3 py-2 text-muted">Not known until two samples in a row were read.</p> : null}
      {topics?.length === 0 && !stale ? (
        <p className="px-3 py-2 text-muted">Nothing was written in the last seconds.</p>
      ) : null}
      {topics === undefined ? (
        <div className="flex flex-col gap-5 px-3 py-2.5">
          <Skeleton className="w-40" />
          <Skeleton className="w-32" />
          <Skeleton className="w-36" />
        </div>
      ) : null}
    </section>
  )
}
