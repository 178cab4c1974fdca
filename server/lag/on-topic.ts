import { severityOf, worstOf } from './evaluate-partition.ts'
import { explainPartition } from './explain-status.ts'
import type { GroupState, LagSample } from './group-state.ts'

/** A group as it stands on one topic; undefined when it has nothing to do with it. */
export function onTopic(group: GroupState, topic: string): GroupState | undefined {
  const state = group.topics.get(topic)
  if (!state) return undefined
  const status = worstOf(state.partitions.map((partition) => partition.status)) ?? group.status
  const worst = state.partitions.toSorted((a, b) => severityOf(a.status) - severityOf(b.status))[0]
  return {
    ...group,
    topics: new Map([[topic, state]]),
    totalLag: state.totalLag,
    maxTimeLagMs: largest(state.partitions.map(({ timeLagMs }) => timeLagMs)),
    consumedPerSecond: sumOf(state.partitions.map(({ consumedPerSecond }) => consumedPerSecond)),
    producedPerSecond: sumOf(state.partitions.map(({ producedPerSecond }) => producedPerSecond)),
    status,
    statusText: status === group.status || !worst ? group.statusText : explainPartition(worst, (memberId) => memberId),
  }
}

/** How many groups read each topic, and how far behind they are in all. */
export function lagByTopic(sample: LagSample): Map<string, { groups: number; totalLag: bigint | null }> {
  const found = new Map<string, { groups: number; totalLag: bigint | null }>()
  for (const group of sample.groups.values()) {
    for (const { topic, totalLag } of group.topics.values()) {
      const sum = found.get(topic) ?? { groups: 0, totalLag: null }
      found.set(topic, {
        groups: sum.groups + 1,
        totalLag: totalLag === null ? sum.totalLag : (sum.totalLag ?? 0n) + totalLag,
      })
    }
  }
  return found
}

function largest(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function sumOf(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}
