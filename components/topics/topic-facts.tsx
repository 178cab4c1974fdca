import { StatusTag } from '#components/ui/status-tag.tsx'
import type { TopicSummary } from '#lib/contract/topics.ts'
import { formatDuration } from '#lib/format/times.ts'

import { isEndless } from '#lib/topics/retention.ts'

type Retention = Pick<TopicSummary, 'cleanupPolicy' | 'retentionMs'>

/** How long records are kept, in words: `7 d`, `forever`, `compacted`, `compacted, 7 d`. */
export function retentionText({ cleanupPolicy, retentionMs }: Retention): string {
  if (cleanupPolicy === null) return '–'
  const age = retentionMs === null ? '–' : isEndless(retentionMs) ? 'forever' : formatDuration(retentionMs)
  if (!cleanupPolicy.includes('compact')) return age
  return cleanupPolicy.includes('delete') ? `compacted, ${age}` : 'compacted'
}

/** What is wrong with the partitions, worst first; quiet where nothing is. */
export function TopicHealth({ topic }: { topic: TopicSummary }) {
  if (topic.problem) {
    return (
      <StatusTag tone="bad" tip={topic.problem}>
        problem
      </StatusTag>
    )
  }
  if (topic.offline > 0) return <StatusTag tone="bad">{topic.offline} offline</StatusTag>
  if (topic.underReplicated > 0) return <StatusTag tone="warn">{topic.underReplicated} under-replicated</StatusTag>
  return <span className="text-muted">in sync</span>
}
