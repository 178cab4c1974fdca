import { randomUUID } from 'node:crypto'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { defineApi } from '#server/kafka/protocol/api.ts'
import {
  array,
  bool,
  bytes,
  int16,
  int32,
  nullable,
  nullableArray,
  nullableString,
  string,
  type Type,
} from '#server/kafka/protocol/codec.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { struct } from '#server/kafka/protocol/struct.ts'

const none = nullableArray(string)
const topicInfo = struct({
  name: string,
  partitions: int32,
  replicationFactor: int16,
  topicConfigs: array(struct({ key: string, value: string })),
})
const rest: Type<Buffer> = {
  at: (version) => ({
    read: (reader) => reader.bytes(reader.remaining - 1) ?? Buffer.alloc(0),
    write: (writer, value) => bytes.at(version).write(writer, value),
  }),
}

/** What a Kafka Streams client sends to be in a streams group (KIP-1071). Only the beginning of the answer is read. */
const streamsGroupHeartbeat = defineApi({
  name: 'StreamsGroupHeartbeat',
  key: 88,
  versions: [0, 0],
  flexibleFrom: 0,
  request: struct({
    groupId: string,
    memberId: string,
    memberEpoch: int32,
    endpointInformationEpoch: int32,
    instanceId: nullableString,
    rackId: nullableString,
    rebalanceTimeoutMs: int32,
    topology: nullable(
      struct({
        epoch: int32,
        subtopologies: array(
          struct({
            subtopologyId: string,
            sourceTopics: array(string),
            sourceTopicRegex: array(string),
            stateChangelogTopics: array(topicInfo),
            repartitionSinkTopics: array(string),
            repartitionSourceTopics: array(topicInfo),
            copartitionGroups: array(int16),
          }),
        ),
      }),
    ),
    activeTasks: nullableArray(struct({ subtopologyId: string, partitions: array(int32) })),
    standbyTasks: none,
    warmupTasks: none,
    processId: nullableString,
    userEndpoint: nullable(struct({ host: string })),
    clientTags: none,
    taskOffsets: none,
    taskEndOffsets: none,
    shutdownApplication: bool,
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullableString,
    memberId: string,
    memberEpoch: int32,
    rest,
  }),
})

/** A member of a streams group with one subtopology that reads `topic`; it stays in the group while `beat` is called. */
export async function joinStreamsGroup(
  cluster: KafkaCluster,
  { group, topic }: { group: string; topic: string },
): Promise<{ memberId: string; beat: () => Promise<void>; leave: () => Promise<void> }> {
  const memberId = randomUUID()
  const coordinator = await cluster.coordinator('group', group)
  let epoch = 0
  const send = async (memberEpoch: number): Promise<void> => {
    const joining = memberEpoch === 0
    const tasks = joining || memberEpoch < 0 ? [] : null
    const answer = await cluster.send(coordinator, streamsGroupHeartbeat, {
      groupId: group,
      memberId,
      memberEpoch,
      endpointInformationEpoch: 0,
      instanceId: null,
      rackId: joining ? 'rack-a' : null,
      rebalanceTimeoutMs: joining ? 30_000 : -1,
      topology: joining
        ? {
            epoch: 1,
            subtopologies: [
              {
                subtopologyId: '0',
                sourceTopics: [topic],
                sourceTopicRegex: [],
                stateChangelogTopics: [],
                repartitionSinkTopics: [],
                repartitionSourceTopics: [],
                copartitionGroups: [],
              },
            ],
          }
        : null,
      activeTasks: tasks,
      standbyTasks: tasks,
      warmupTasks: tasks,
      processId: joining ? memberId : null,
      userEndpoint: null,
      clientTags: joining ? [] : null,
      taskOffsets: null,
      taskEndOffsets: null,
      shutdownApplication: false,
    })
    throwIfError(answer.errorCode, 'The streams heartbeat', answer.errorMessage)
    epoch = answer.memberEpoch
  }
  await send(0)
  return { memberId, beat: () => send(epoch), leave: () => send(-1) }
}
