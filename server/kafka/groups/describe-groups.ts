import { AppError } from '#lib/errors.ts'
import type { GroupType } from '#lib/contract/groups.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { consumerGroupDescribe } from '../protocol/consumer-group-describe.ts'
import { describeGroups as describeClassic } from '../protocol/describe-groups.ts'
import { brokerError, KAFKA_ERROR } from '../protocol/error-codes.ts'
import { shareGroupDescribe } from '../protocol/share-group-describe.ts'
import { streamsGroupDescribe } from '../protocol/streams-group-describe.ts'
import { asAppError } from './as-app-error.ts'
import { classicDescription, consumerDescription, shareDescription, streamsDescription } from './describe-by-type.ts'
import type { GroupDescription, ListedGroup, PerGroup } from './group-model.ts'

const BATCH = 200

/** Describes groups with the request of their type, in batches per coordinator. A group whose description failed carries its error. */
export async function describeGroups(
  cluster: KafkaCluster,
  groups: ListedGroup[],
): Promise<PerGroup<GroupDescription>> {
  const found: PerGroup<GroupDescription> = new Map()
  const lots = Map.groupBy(groups, ({ coordinatorId, type }) => `${coordinatorId} ${type}`)
  await Promise.all(
    [...lots.values()].map(async (lot) => {
      for (let start = 0; start < lot.length; start += BATCH) {
        await describeBatch(cluster, lot.slice(start, start + BATCH), found)
      }
    }),
  )
  await retryUntyped(cluster, groups, found)
  return found
}

interface Described {
  groupId: string
  errorCode: number
  errorMessage: string | null
  description: GroupDescription
}

async function describeBatch(
  cluster: KafkaCluster,
  groups: ListedGroup[],
  found: PerGroup<GroupDescription>,
): Promise<void> {
  const [first] = groups
  if (!first) return
  const ids = groups.map(({ id }) => id)
  try {
    for (const { groupId, errorCode, errorMessage, description } of await ask(cluster, first, ids)) {
      if (errorCode === 0) found.set(groupId, { ok: true, value: description })
      else found.set(groupId, { ok: false, error: brokerError(errorCode, `Describing ${groupId}`, errorMessage) })
    }
  } catch (error) {
    const failure = asAppError(error, 'The groups could not be described.')
    for (const id of ids) found.set(id, { ok: false, error: failure })
  }
}

async function ask(
  cluster: KafkaCluster,
  { coordinatorId, type }: Pick<ListedGroup, 'coordinatorId' | 'type'>,
  ids: string[],
): Promise<Described[]> {
  switch (type) {
    case 'consumer': {
      const { groups } = await cluster.send(coordinatorId, consumerGroupDescribe, { groupIds: ids })
      return groups.map((group) => ({ ...group, description: consumerDescription(group) }))
    }
    case 'share': {
      const { groups } = await cluster.send(coordinatorId, shareGroupDescribe, { groupIds: ids })
      return groups.map((group) => ({ ...group, description: shareDescription(group) }))
    }
    case 'streams': {
      const { groups } = await cluster.send(coordinatorId, streamsGroupDescribe, { groupIds: ids })
      return groups.map((group) => ({ ...group, description: streamsDescription(group) }))
    }
    case 'classic':
    case 'unknown': {
      const { groups } = await cluster.send(coordinatorId, describeClassic, { groups: ids })
      return groups.map((group) => ({ ...group, description: classicDescription(group) }))
    }
  }
}

/**
 * A broker that lists no types (before ListGroups v5) calls every group Dead that is not classic, so those are asked for once more as
 * KIP-848 groups.
 */
async function retryUntyped(
  cluster: KafkaCluster,
  groups: ListedGroup[],
  found: PerGroup<GroupDescription>,
): Promise<void> {
  const again = groups.filter(({ id, type }) => type === 'unknown' && isGone(found.get(id)))
  if (again.length === 0) return
  const answers: PerGroup<GroupDescription> = new Map()
  const asConsumers = again.map((group) => ({ ...group, type: 'consumer' as GroupType }))
  for (const lot of Map.groupBy(asConsumers, ({ coordinatorId }) => coordinatorId).values()) {
    await describeBatch(cluster, lot, answers)
  }
  for (const { id } of again) {
    const answer = answers.get(id)
    const problem = `The broker lists the group ${id}, but its type is one that this broker cannot describe.`
    found.set(id, answer?.ok ? answer : { ok: false, error: new AppError('UNSUPPORTED_BY_BROKER', problem) })
  }
}

function isGone(answer: { ok: true; value: GroupDescription } | { ok: false; error: AppError } | undefined): boolean {
  if (!answer) return true
  if (answer.ok) return answer.value.state === 'Dead'
  const cause = answer.error.cause
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === KAFKA_ERROR.GROUP_ID_NOT_FOUND
}
