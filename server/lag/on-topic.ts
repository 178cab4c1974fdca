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
    lastTotalLag: state.totalLag,
    unread: state.unread,
    maxTimeLagMs: largest(state.partitions.map(({ timeLagMs }) => timeLagMs)),
    consumedPerSecond: sumOf(state.partitions.map(({ consumedPerSecond }) => consumedPerSecond)),
    producedPerSecond: sumOf(state.partitions.map(({ producedPerSecond }) => producedPerSecond)),
    status,
    statusText: status === group.status || !worst ? group.statusText : explainPartition(worst, (memberId) => memberId),
  }
}

export interface TopicLag {
  groups: number
  /** How far behind they are in all; null where none has committed. */
  totalLag: bigint | null
}

const remembered = new WeakMap<LagSample, Map<string, TopicLag>>()

/** How many groups read each topic and how far behind they are; worked out once per sample. */
export function lagByTopic(sample: LagSample): ReadonlyMap<string, TopicLag> {
  const known = remembered.get(sample)
  if (known) return known
  const found = new Map<string, TopicLag>()
  for (const group of sample.groups.values()) {
    for (const { topic, totalLag } of group.topics.values()) {
      const sum = found.get(topic) ?? { groups: 0, totalLag: null }
      const lag = totalLag === null ? sum.totalLag : (sum.totalLag ?? 0n) + totalLag
      found.set(topic, { groups: sum.groups + 1, totalLag: lag })
    }
  }
  remembered.set(sample, found)
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
