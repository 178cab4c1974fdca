import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import type { ListedGroup } from '#server/kafka/groups/group-model.ts'
import { deleteShareGroupOffsets } from '#server/kafka/protocol/delete-share-group-offsets.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'

/** Makes a share group forget a topic: it starts anew on it when a member subscribes again. @throws AppError while members are connected */
export async function forgetShareTopic(cluster: KafkaCluster, group: ListedGroup, topic: string): Promise<void> {
  const answer = await cluster.send(group.coordinatorId, deleteShareGroupOffsets, {
    groupId: group.id,
    topics: [{ topicName: topic }],
  })
  throwIfError(answer.errorCode, `Deleting offsets of ${group.id}`, answer.errorMessage)
  for (const { topicName, errorCode, errorMessage } of answer.responses)
    throwIfError(errorCode, `The offsets of ${group.id} on ${topicName}`, errorMessage)
}
