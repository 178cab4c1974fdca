import { plural } from '#lib/format/numbers.ts'
import { AppError } from '#lib/errors.ts'
import { describeGroups } from '#server/kafka/groups/describe-groups.ts'
import type { CommittedOffsets, GroupDescription, ListedGroup } from '#server/kafka/groups/group-model.ts'
import { listBrokersGroups } from '#server/kafka/groups/list-brokers-groups.ts'
import { readCommitted } from '#server/kafka/groups/read-committed.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'

/** A group as it is this moment, about to be changed. */
export interface TargetGroup {
  listed: ListedGroup
  description: GroupDescription
  committed: CommittedOffsets
}

/** Asks the brokers, not the samples: what is decided on must be as of now. @throws AppError NOT_FOUND, or what the broker says */
export async function loadTarget(cluster: KafkaCluster, id: string): Promise<TargetGroup> {
  const { groups, problems } = await listBrokersGroups(cluster)
  const listed = groups.get(id)
  if (!listed) {
    const [problem] = problems
    if (problem) throw problem.error
    throw new AppError('NOT_FOUND', `There is no group ${id}, or it is not visible to this console.`)
  }
  const [described, offsets] = await Promise.all([describeGroups(cluster, [listed]), readCommitted(cluster, [listed])])
  const description = described.get(id)
  if (!description?.ok) throw description?.error ?? new AppError('NOT_FOUND', `The group ${id} has gone.`)
  const committed = offsets.get(id)
  if (!committed?.ok) throw committed?.error ?? new AppError('NOT_FOUND', `The group ${id} has gone.`)
  return { listed, description: description.value, committed: committed.value }
}

/** Offsets that moved so lately, without any member, are being committed by somebody. */
const COMMITTING_MS = 600_000

/** Why the offsets of a group must not be changed now; null when they may. */
export function refusalOf(
  cluster: KafkaCluster,
  { listed, description }: TargetGroup,
  now = Date.now(),
): { text: string; forcible: boolean } | null {
  const { members, state } = description
  if (members.length > 0) {
    const names = members.slice(0, 3).map(({ instanceId, clientId, host }) => `${instanceId ?? clientId} on ${host}`)
    const more = members.length > names.length ? ` and ${members.length - names.length} more` : ''
    const text = `${plural(members.length, 'member')} ${members.length === 1 ? 'is' : 'are'} connected to ${listed.id} (${names.join(', ')}${more}): stop ${members.length === 1 ? 'it' : 'them'} first.`
    return { text, forcible: false }
  }
  if (state !== 'Empty' && state !== 'Dead') {
    return { text: `The group ${listed.id} is in the state ${state}: wait until it is empty.`, forcible: false }
  }
  const tracker = lagSampler(cluster).tracker(listed.id)
  const moved = Math.max(0, ...[...(tracker?.partitions.values() ?? [])].map(({ movedAt }) => movedAt ?? 0))
  if (tracker?.hadMembers !== false || now - moved > COMMITTING_MS) return null
  const text = `${listed.id} has no members, but offsets were committed in the last 10 minutes: an application that assigns partitions to itself (Flink, Spark) may be running and would overwrite the change.`
  return { text, forcible: true }
}
