import type { Permission } from './permissions.ts'
import { missingPermission } from './roles.ts'

/** Topics of this console begin with it: their records are believed, so that only the console itself writes them. */
const OWN_PREFIX = '__tailrace_'

/** What changes a topic or takes its records elsewhere. */
const INTERNAL_NEEDS_MORE: ReadonlySet<Permission> = new Set<Permission>([
  'topic.create',
  'topic.alter',
  'topic.delete',
  'record.produce',
  'record.delete',
  'deadLetter.replay',
])
const NEVER_ON_OWN: ReadonlySet<Permission> = new Set<Permission>([
  ...INTERNAL_NEEDS_MORE,
  'deadLetter.mark',
  'view.write',
  'view.manage',
])
const READS_RECORDS: ReadonlySet<Permission> = new Set<Permission>(['record.view', 'record.reveal', 'deadLetter.view'])

export interface TopicName {
  topic: string
  /** Kafka marks the topic as its own, whatever its name. */
  internal?: boolean | undefined
}

/** Whether a topic is one of the console's own, whichever version of it has made the topic. */
export function isOwnTopic(topic: string): boolean {
  return topic.startsWith(OWN_PREFIX)
}

/** Whether a topic belongs to Kafka or to a tool, such as `__consumer_offsets`; true of the console's own, too. */
export function isInternalTopic({ topic, internal }: TopicName): boolean {
  return internal === true || topic.startsWith('__')
}

/**
 * Why a permission is not granted on a topic, as a sentence without full stop; null where it is. The one rule for server and pages:
 * no role writes the console's own topics, reading their records takes audit.view, and changing other internal topics topic.internal.
 */
export function missingOnTopic(
  has: (permission: Permission) => boolean,
  permission: Permission,
  topic: TopicName,
): string | null {
  const isOwn = isOwnTopic(topic.topic)
  if (isOwn && NEVER_ON_OWN.has(permission))
    return `${topic.topic} holds the console's own records: only the console itself writes to it, whatever your roles`
  if (!has(permission)) return missingPermission(permission)
  if (isOwn && READS_RECORDS.has(permission) && !has('audit.view')) return missingPermission('audit.view')
  if (isInternalTopic(topic) && INTERNAL_NEEDS_MORE.has(permission) && !has('topic.internal'))
    return missingPermission('topic.internal')
  return null
}
