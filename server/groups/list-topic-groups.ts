import type { GroupList, listTopicGroups as contract } from '#lib/contract/groups.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { onTopic } from '#server/lag/on-topic.ts'
import { pageGroups } from './page-groups.ts'

/** The groups that committed on a topic or are assigned to it, with their lag and status on it alone. */
export async function listTopicGroups({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<GroupList> {
  await cluster.topic(input.topic)
  const sampler = lagSampler(cluster)
  const sample = await sampler.current()
  const groups = [...sample.groups.values()].flatMap((group) => onTopic(group, input.topic) ?? [])
  return pageGroups(groups, input, { sampler, sample })
}
