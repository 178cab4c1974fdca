import { isInternalTopic } from '#lib/access/topic-access.ts'
import type { Permission } from '#lib/contract/session.ts'
import { invalid } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { Actor } from './actor.ts'
import { authorize } from './authorize.ts'

interface Caller {
  cluster: KafkaCluster
  actor: Actor
}

interface TopicWrite {
  topic: string
  permission: Permission
  /** The topic's name as somebody typed it, where the change needs it on an internal topic. */
  confirm?: string | undefined
}

/**
 * The one guard of every verb that changes a topic: the console's own topics are changed by no role, other internal ones with
 * topic.internal after their name was typed. @throws AppError FORBIDDEN; INVALID_INPUT naming `confirm`
 */
export async function guardTopicWrite(ctx: Caller, { topic, permission, confirm }: TopicWrite): Promise<void> {
  const resource = await topicResource(ctx, topic)
  authorize(ctx, permission, resource)
  if (isInternalTopic(resource)) requireTypedName(topic, confirm)
}

/** @throws AppError INVALID_INPUT naming `confirm` */
export function requireTypedName(topic: string, confirm: string | undefined): void {
  if (confirm !== topic) throw invalid('confirm', `it has to be the name of the topic, ${topic}`)
}

/** A topic with what its brokers say about it, for `authorize`. */
export async function topicResource({ cluster }: Pick<Caller, 'cluster'>, topic: string) {
  const { topics } = await cluster.metadata()
  return { kind: 'topic' as const, topic, internal: topics.get(topic)?.internal ?? false }
}
