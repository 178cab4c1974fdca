import type { deleteTopic as contract } from '#lib/contract/topics.ts'
import { audited } from '#server/audit/record-audit.ts'
import { guardTopicWrite, requireTypedName } from '#server/auth/guard-topic.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { deleteTopics } from '#server/kafka/protocol/delete-topics.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'

const BROKER_TIMEOUT_MS = 20_000

/** Deletes a topic with all its records, once its name was typed. @throws AppError NOT_FOUND, FORBIDDEN, or what the broker says */
export async function deleteTopic(
  ctx: ClusterCtx,
  { topic, confirm, reason }: InputOf<typeof contract>,
): Promise<{ done: true }> {
  await guardTopicWrite(ctx, { topic, permission: 'topic.delete', confirm })
  requireTypedName(topic, confirm)
  return audited(ctx, { action: 'topic.delete', target: topic, reason }, () => remove(ctx, topic))
}

async function remove({ cluster }: ClusterCtx, topic: string): Promise<{ done: true }> {
  const { responses } = await cluster.send(
    'controller',
    deleteTopics,
    { topics: [{ name: topic }], timeoutMs: BROKER_TIMEOUT_MS },
    { repeatable: false, timeoutMs: BROKER_TIMEOUT_MS + 5_000 },
  )
  const [result] = responses
  throwIfError(result?.errorCode ?? -1, `Deleting ${topic}`, result?.errorMessage ?? null)
  cluster.forgetTopic(topic)
  return { done: true }
}
