import type { getGroup as contract, GroupDetail, GroupPartition } from '#lib/contract/groups.ts'
import type { HeldPartition } from '#lib/contract/transactions.ts'
import { AppError } from '#lib/errors.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import type { InputOf } from '#server/http/route.ts'
import { type OffsetAnswers, readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { explainPartition } from '#server/lag/explain-status.ts'
import type { GroupState, PartitionState } from '#server/lag/group-state.ts'
import { lagSampler, type LagSampler } from '#server/lag/lag-sampler.ts'
import { explainHolders, findHolders } from './held-back.ts'
import { summariseGroup } from './summarise-group.ts'

/** One group with its members and partitions. A group that appeared since the last sample is looked for once more. @throws AppError NOT_FOUND */
export async function getGroup({ cluster }: ClusterCtx, input: InputOf<typeof contract>): Promise<GroupDetail> {
  const sampler = lagSampler(cluster)
  const { group, at } = await findGroup(sampler, input.group)
  const wanted = new Map(
    [...group.topics.values()].map(({ topic, partitions }) => [topic, partitions.map(({ partition }) => partition)]),
  )
  const stable: OffsetAnswers = await readOffsets(cluster, wanted, 'lastStable').catch(() => new Map())
  const { members: _members, topics: _topics, ...summary } = summariseGroup(group, sampler.tracker(input.group))
  const holders = await findHolders(cluster, group, stable)
  const names = new Map(group.description?.members.map(({ id, instanceId, clientId }) => [id, instanceId ?? clientId]))
  const topics = [...group.topics.values()].map(({ topic, partitions }) => {
    const rows = partitions.map((state) =>
      partitionOf(state, {
        stable: lastStable(stable, state),
        heldBy: holders.get(`${topic}/${state.partition}`) ?? null,
        against: input.against,
        memberName: (id) => names.get(id) ?? id,
      }),
    )
    return { topic, totalLag: sumOfLags(rows), partitions: rows }
  })
  return {
    ...summary,
    statusText: [summary.statusText, explainHolders([...holders.values()])].filter(Boolean).join(' '),
    asOf: at,
    totalLag: sumOfLags(topics.flatMap(({ partitions }) => partitions)),
    groupEpoch: group.description?.groupEpoch ?? null,
    assignmentEpoch: group.description?.assignmentEpoch ?? null,
    assignor: group.description?.assignor ?? null,
    members: group.description?.members ?? [],
    topology: group.description?.topology ?? null,
    topics,
  }
}

/** The latest state of a group. @throws AppError NOT_FOUND */
export async function findGroup(sampler: LagSampler, id: string): Promise<{ group: GroupState; at: number }> {
  const sample = await sampler.current()
  const group = sample.groups.get(id)
  if (group) return { group, at: sample.at }
  const fresh = await sampler.sample({ maxAgeMs: 500 })
  const found = fresh.groups.get(id)
  if (!found) throw new AppError('NOT_FOUND', `There is no group ${id}, or it is not visible to this console.`)
  return { group: found, at: fresh.at }
}

interface Reading {
  stable: bigint | null
  heldBy: HeldPartition | null
  against: 'end' | 'stable'
  memberName: (memberId: string) => string
}

function partitionOf(state: PartitionState, { stable, heldBy, against, memberName }: Reading): GroupPartition {
  return {
    partition: state.partition,
    committedOffset: text(state.committed),
    metadata: state.metadata,
    logStartOffset: text(state.start),
    endOffset: text(state.end),
    lastStableOffset: text(stable),
    heldBy: heldBy && {
      producerId: heldBy.producerId,
      transactionalId: heldBy.transactionalId,
      lastWriteAt: heldBy.lastWriteAt,
      hanging: heldBy.hanging,
    },
    lag: text(against === 'stable' ? lagUpTo(state, stable) : state.lag),
    unread: state.unread,
    missed: text(state.missed),
    timeLagMs: state.timeLagMs,
    etaMs: state.etaMs,
    consumedPerSecond: state.consumedPerSecond,
    producedPerSecond: state.producedPerSecond,
    status: state.status,
    statusText: explainPartition(state, memberName),
    memberId: state.memberId,
    problem: state.problem,
  }
}

/** What a reader of committed records has left: nothing beyond the last stable offset can be read yet. */
function lagUpTo({ committed, start, lag }: PartitionState, stable: bigint | null): bigint | null {
  if (committed === null || stable === null || lag === null) return lag
  const position = start !== null && committed < start ? start : committed
  return position < stable ? stable - position : 0n
}

function lastStable(answers: OffsetAnswers, { topic, partition }: PartitionState): bigint | null {
  const answer = answers.get(topic)?.get(partition)
  return answer?.ok ? answer.at.offset : null
}

function sumOfLags(partitions: { lag: string | null }[]): string | null {
  const known = partitions.flatMap(({ lag }) => (lag === null ? [] : [BigInt(lag)]))
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0n).toString()
}

function text(offset: bigint | null): string | null {
  return offset?.toString() ?? null
}
