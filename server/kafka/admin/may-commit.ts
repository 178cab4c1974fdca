import type { ListedGroup } from '../groups/group-model.ts'
import type { KafkaCluster } from '../connection/kafka-cluster.ts'
import { consumerGroupDescribe } from '../protocol/consumer-group-describe.ts'
import { describeGroups } from '../protocol/describe-groups.ts'
import { metadata } from '../protocol/metadata.ts'
import { shareGroupDescribe } from '../protocol/share-group-describe.ts'
import { streamsGroupDescribe } from '../protocol/streams-group-describe.ts'

/** The bit of ACL operation 3, READ: what a commit takes on the group and on each topic. */
const READ = 1 << 3
const NOT_TOLD = -2147483648

/**
 * What keeps this console from changing the offsets of a group on some topics, as the brokers report its rights (KIP-430); null where nothing
 * does, or they do not report them.
 */
export async function commitRefusal(
  cluster: KafkaCluster,
  group: ListedGroup,
  topics: readonly string[],
): Promise<string | null> {
  const [onGroup, closed] = await Promise.all([
    groupOperations(cluster, group).catch(() => NOT_TOLD),
    closedTopics(cluster, topics).catch(() => []),
  ])
  if (!includesRead(onGroup)) return `This console may not commit for ${group.id}: it needs READ on the group.`
  const [first] = closed
  if (first === undefined) return null
  const more = closed.length > 1 ? ` and ${closed.length - 1} more` : ''
  return `This console may not commit on ${first}${more}: it needs READ on the topic.`
}

async function groupOperations(cluster: KafkaCluster, { id, type, coordinatorId }: ListedGroup): Promise<number> {
  const byIds = { groupIds: [id], includeAuthorizedOperations: true }
  const answer =
    type === 'consumer'
      ? await cluster.send(coordinatorId, consumerGroupDescribe, byIds)
      : type === 'share'
        ? await cluster.send(coordinatorId, shareGroupDescribe, byIds)
        : type === 'streams'
          ? await cluster.send(coordinatorId, streamsGroupDescribe, byIds)
          : await cluster.send(coordinatorId, describeGroups, { groups: [id], includeAuthorizedOperations: true })
  const [group] = answer.groups
  return group && group.errorCode === 0 ? group.authorizedOperations : NOT_TOLD
}

async function closedTopics(cluster: KafkaCluster, names: readonly string[]): Promise<string[]> {
  const { topics } = await cluster.send('any', metadata, {
    topics: names.map((name) => ({ topicId: null, name })),
    allowAutoTopicCreation: false,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: true,
  })
  return topics.flatMap(({ name, errorCode, topicAuthorizedOperations }) =>
    name === null || errorCode !== 0 || includesRead(topicAuthorizedOperations) ? [] : [name],
  )
}

function includesRead(operations: number): boolean {
  return operations === NOT_TOLD || (operations & READ) !== 0
}
