import { may } from '#server/auth/may.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { commitRefusal } from '#server/kafka/admin/may-commit.ts'
import type { ListedGroup } from '#server/kafka/groups/group-model.ts'

/** Why this person, or this console, may not change the offsets of a group on some topics; null where they may. What a preview says before the change would. */
export async function rightsRefusal(
  { actor, cluster }: Pick<ClusterCtx, 'actor' | 'cluster'>,
  group: ListedGroup,
  topics: readonly string[],
): Promise<{ text: string; forcible: false } | null> {
  const { readOnly, name } = cluster.config
  if (readOnly) return refused(`${name} is configured as read-only: nothing can be changed on it.`)
  const verdict = may(actor, 'group.alter', { kind: 'group', group: group.id })
  if (!verdict.allowed) return refused(verdict.text)
  const text = await commitRefusal(cluster, group, topics)
  return text === null ? null : refused(text)
}

function refused(text: string): { text: string; forcible: false } {
  return { text, forcible: false }
}
