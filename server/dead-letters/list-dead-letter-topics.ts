import type { DeadLetterTopic } from '#lib/contract/dead-letters.ts'
import type { ListQuery, Page } from '#lib/contract/common.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { paginate } from '#server/http/paginate.ts'
import { deadLetterSinks } from '#server/connect/dead-letter-sinks.ts'
import { findDeadLetterTopics } from './find-dead-letter-topics.ts'

/** The topics taken for dead-letter topics, each with what speaks for it. Looking creates nothing. */
export async function listDeadLetterTopics(
  { cluster, signal }: ClusterCtx,
  input: ListQuery & { dismissed?: boolean },
): Promise<Page<DeadLetterTopic> & { notes: string[] }> {
  const page = paginate(await findDeadLetterTopics(cluster, { signal, dismissed: input.dismissed ?? false }), input, {
    searched: ({ topic, sourceTopics, groups }) => [topic, ...sourceTopics, ...groups].join(' '),
    column: (found, column) =>
      column === 'records'
        ? BigInt(found.records)
        : found[column as 'topic' | 'perHour' | 'lastRecordAt' | 'oldestOpenAt'],
  })
  return { ...page, notes: (await deadLetterSinks(cluster)).problems }
}
