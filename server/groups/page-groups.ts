import type { GroupList, GroupSummary } from '#lib/contract/groups.ts'
import type { ListQuery } from '#lib/contract/common.ts'
import { paginate } from '#server/http/paginate.ts'
import { severityOf } from '#server/lag/evaluate-partition.ts'
import type { GroupState, LagSample } from '#server/lag/group-state.ts'
import { stateOf } from '#server/lag/group-state.ts'
import type { LagSampler } from '#server/lag/lag-sampler.ts'
import { summariseGroup } from './summarise-group.ts'

/** One page of groups. Only what is on the page is summarised, so that sorting thousands stays cheap. */
export function pageGroups(
  groups: GroupState[],
  query: ListQuery,
  { sampler, sample }: { sampler: LagSampler; sample: LagSample },
): GroupList {
  const rows = paginate(groups, query, { searched: ({ listed }) => listed.id, column })
  const items = rows.items.map((group): GroupSummary => summariseGroup(group, sampler.tracker(group.listed.id)))
  return { ...rows, items, asOf: sample.at, problems: sample.problems }
}

function column(group: GroupState, name: string): string | number | bigint | null {
  switch (name) {
    case 'type':
      return group.description?.type ?? group.listed.type
    case 'state':
      return stateOf(group)
    case 'members':
      return group.description?.members.length ?? null
    case 'topics':
      return group.topics.size
    case 'totalLag':
      return group.totalLag
    case 'maxTimeLagMs':
      return group.maxTimeLagMs
    case 'etaMs':
      return group.etaMs
    case 'status':
      return severityOf(group.status)
    default:
      return group.listed.id
  }
}
