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
): Promise<{ done: true; durable: boolean }> {
  const details: Record<string, unknown> = { mark }
  const action = { action: 'deadLetter.topic', target: topic, reason, details }
  return audited(ctx, action, async () => {
    if (mark !== null) await ctx.cluster.topic(topic)
    const marked = mark && { mark, by: ctx.actor.name, at: Date.now(), reason }
    const durable = await setTopicMark(ctx.cluster, topic, marked)
    if (!durable) details['durable'] = false
    return { done: true, durable }
  })
}
