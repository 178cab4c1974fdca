import { AppError } from '#lib/errors.ts'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { brokerError, KAFKA_ERROR } from '#server/kafka/protocol/error-codes.ts'
import { offsetFetch } from '#server/kafka/protocol/offset-fetch.ts'

/** Where a group goes on in a topic, by partition; those without a commit are left out. @throws AppError NOT_FOUND where it has none there */
export async function groupPositions(
  cluster: KafkaCluster,
  topic: string,
  group: string,
): Promise<Map<number, bigint>> {
  const read = async () =>
    cluster.send(await cluster.coordinator('group', group), offsetFetch, { groups: [{ groupId: group, topics: null }] })
  let answer = await read()
  if (answer.groups[0]?.errorCode === KAFKA_ERROR.NOT_COORDINATOR) {
    cluster.forgetCoordinator('group', group)
    answer = await read()
  }
  const [found] = answer.groups
  if (found && found.errorCode !== 0) throw brokerError(found.errorCode, `Could not read the offsets of ${group}`)
  const partitions = found?.topics.find(({ name }) => name === topic)?.partitions ?? []
  const positions = partitions
    .filter(({ errorCode, committedOffset }) => errorCode === 0 && committedOffset >= 0n)
    .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset] as const)
  if (positions.length === 0) throw new AppError('NOT_FOUND', `The group ${group} has committed no offset on ${topic}.`)
  return new Map(positions)
}
