import type { GroupList, listGroups as contract } from '#lib/contract/groups.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { pageGroups } from './page-groups.ts'

/** The groups of all types, from the latest sample. */
export async function listGroups({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<GroupList> {
  const sampler = lagSampler(cluster)
  const sample = await sampler.current()
  const { topic, type, status } = input
  const groups = [...sample.groups.values()].filter(
    (group) =>
      (topic === undefined || group.topics.has(topic)) &&
      (type === undefined || (group.description?.type ?? group.listed.type) === type) &&
      (status === undefined || group.status === status),
  )
  return pageGroups(groups, input, { sampler, sample })
}
