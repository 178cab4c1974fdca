import { GroupType } from '#lib/contract/groups.ts'
import { asAppError } from './as-app-error.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { consumerGroupDescribe } from '../protocol/consumer-group-describe.ts'
import { throwIfError } from '../protocol/error-codes.ts'
import { listGroups } from '../protocol/list-groups.ts'
import type { GroupListing, ListedGroup } from './group-model.ts'

/** Asks every broker for the groups it coordinates. A broker that does not answer is named in `problems`. @throws AppError when none answers */
export async function listBrokersGroups(cluster: KafkaCluster): Promise<GroupListing> {
  const { nodes } = await cluster.metadata({ maxAgeMs: 10_000 })
  const untyped = (await cluster.supports(consumerGroupDescribe)) ? 'unknown' : 'classic'
  const listing: GroupListing = { groups: new Map(), problems: [] }
  await Promise.all(
    [...nodes.keys()].map(async (brokerId) => {
      try {
        for (const group of await askBroker(cluster, brokerId, untyped)) listing.groups.set(group.id, group)
      } catch (error) {
        listing.problems.push({ brokerId, error: asAppError(error, 'The groups could not be listed.') })
      }
    }),
  )
  const [first] = listing.problems
  if (first && listing.problems.length === nodes.size) throw first.error
  return listing
}

async function askBroker(cluster: KafkaCluster, brokerId: number, untyped: GroupType): Promise<ListedGroup[]> {
  const answer = await cluster.send(brokerId, listGroups, {})
  throwIfError(answer.errorCode, `Broker ${brokerId} could not list its groups`)
  return answer.groups.map(({ groupId, protocolType, groupState, groupType }) => ({
    id: groupId,
    type: groupType === null ? untyped : typeOf(groupType),
    protocolType,
    state: groupState,
    coordinatorId: brokerId,
  }))
}

function typeOf(text: string): GroupType {
  const known = GroupType.safeParse(text.toLowerCase())
  return known.success ? known.data : 'unknown'
}
