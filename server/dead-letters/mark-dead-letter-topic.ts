import { audited } from '#server/audit/record-audit.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { setTopicMark } from './topic-marks.ts'

interface MarkInput {
  topic: string
  mark: 'pinned' | 'dismissed' | null
  reason: string
}

/** Says by hand what a topic is. @throws AppError NOT_FOUND */
export async function markDeadLetterTopic(
  ctx: ClusterCtx,
  { topic, mark, reason }: MarkInput,
): Promise<{ done: true }> {
  const action = { action: 'deadLetter.topic', target: topic, reason, details: { mark } }
  return audited(ctx, action, async () => {
    if (mark !== null) await ctx.cluster.topic(topic)
    await setTopicMark(ctx.cluster, topic, mark && { mark, by: ctx.actor.name, at: Date.now(), reason })
    return { done: true }
  })
}
