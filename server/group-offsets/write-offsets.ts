import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { alterShareGroupOffsets } from '#server/kafka/protocol/alter-share-group-offsets.ts'
import { brokerError, throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { offsetDelete } from '#server/kafka/protocol/offset-delete.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import type { ListedGroup } from '#server/kafka/groups/group-model.ts'

/** An offset to be committed; a null one is to be forgotten. */
export interface OffsetToWrite {
  topic: string
  partition: number
  offset: bigint | null
  metadata: string | null
}

/**
 * Sets the offsets of a group without members, as Kafka's own tools do: a plain OffsetCommit that joins nothing and leaves the group's type as it is,
 * AlterShareGroupOffsets for share groups, OffsetDelete for what is to be forgotten. @throws AppError with the first partition that was refused
 */
export async function writeOffsets(cluster: KafkaCluster, group: ListedGroup, offsets: OffsetToWrite[]): Promise<void> {
  const set = offsets.filter(({ offset }) => offset !== null)
  const forgotten = offsets.filter(({ offset }) => offset === null)
  if (group.type === 'share') {
    if (forgotten.length > 0) throw new AppError('CONFLICT', 'A share group cannot forget where it starts to read.')
    await alterShare(cluster, group, set)
  } else {
    if (set.length > 0) await commit(cluster, group, set)
    if (forgotten.length > 0) await forget(cluster, group, forgotten)
  }
  // The sampler must not take the change for a commit of an application.
  const tracker = lagSampler(cluster).tracker(group.id)
  for (const { topic, partition, offset } of offsets) tracker?.partitions.get(`${topic}/${partition}`)?.adopt(offset)
}

async function commit(cluster: KafkaCluster, group: ListedGroup, offsets: OffsetToWrite[]): Promise<void> {
  const { topics } = await cluster.send(group.coordinatorId, offsetCommit, {
    groupId: group.id,
    topics: byTopic(offsets).map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, offset, metadata }) => ({
        partitionIndex: partition,
        committedOffset: offset ?? 0n,
        committedMetadata: metadata,
      })),
    })),
  })
  refuse(topics, group.id)
}

async function forget(cluster: KafkaCluster, group: ListedGroup, offsets: OffsetToWrite[]): Promise<void> {
  const answer = await cluster.send(group.coordinatorId, offsetDelete, {
    groupId: group.id,
    topics: byTopic(offsets).map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition }) => ({ partitionIndex: partition })),
    })),
  })
  throwIfError(answer.errorCode, `Deleting offsets of ${group.id}`)
  refuse(answer.topics, group.id)
}

async function alterShare(cluster: KafkaCluster, group: ListedGroup, offsets: OffsetToWrite[]): Promise<void> {
  const answer = await cluster.send(group.coordinatorId, alterShareGroupOffsets, {
    groupId: group.id,
    topics: byTopic(offsets).map(([topicName, partitions]) => ({
      topicName,
      partitions: partitions.map(({ partition, offset }) => ({ partitionIndex: partition, startOffset: offset ?? 0n })),
    })),
  })
  throwIfError(answer.errorCode, `Setting the start of ${group.id}`, answer.errorMessage)
  refuse(
    answer.responses.map(({ topicName, partitions }) => ({ name: topicName, partitions })),
    group.id,
  )
}

function refuse(
  topics: { name: string; partitions: { partitionIndex: number; errorCode: number; errorMessage?: string | null }[] }[],
  group: string,
): void {
  for (const { name, partitions } of topics) {
    for (const { partitionIndex, errorCode, errorMessage } of partitions) {
      if (errorCode !== 0)
        throw brokerError(errorCode, `The offset of ${group} on ${name}/${partitionIndex}`, errorMessage)
    }
  }
}

function byTopic(offsets: OffsetToWrite[]): [string, OffsetToWrite[]][] {
  return [...Map.groupBy(offsets, ({ topic }) => topic)]
}
