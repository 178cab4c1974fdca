import { randomUUID } from 'node:crypto'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { defineApi } from '#server/kafka/protocol/api.ts'
import {
  array,
  int16,
  int32,
  nullable,
  nullableArray,
  nullableString,
  string,
  uuid,
} from '#server/kafka/protocol/codec.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { struct } from '#server/kafka/protocol/struct.ts'

const topicPartitions = struct({ topicId: uuid, partitions: array(int32) })

/** What a consumer of the new protocol sends to be in a group (KIP-848); regular expressions are read by the broker since version 1. */
const consumerGroupHeartbeat = defineApi({
  name: 'ConsumerGroupHeartbeat',
  key: 68,
  versions: [1, 1],
  flexibleFrom: 0,
  request: struct({
    groupId: string,
    memberId: string,
    memberEpoch: int32,
    instanceId: nullableString,
    rackId: nullableString,
    rebalanceTimeoutMs: int32,
    subscribedTopicNames: nullableArray(string),
    subscribedTopicRegex: nullableString,
    serverAssignor: nullableString,
    topicPartitions: nullableArray(topicPartitions),
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullableString,
    memberId: nullableString,
    memberEpoch: int32,
    heartbeatIntervalMs: int32,
    assignment: nullable(struct({ topicPartitions: array(topicPartitions) })),
  }),
})

interface Subscription {
  group: string
  topics?: string[]
  regex?: string
  instanceId?: string
}

export interface ConsumerMember {
  memberId: string
  /** Says that it is alive and has what it was given; with `keep` it goes on with what it had, as one that has not finished its records. */
  beat(options?: { keep?: boolean }): Promise<void>
  leave(): Promise<void>
}

/** A member of a KIP-848 group that reads nothing; without beats it is there for the session's 45 s. */
export async function joinConsumerGroup(
  cluster: KafkaCluster,
  { group, topics = [], regex, instanceId }: Subscription,
): Promise<ConsumerMember> {
  const memberId = randomUUID()
  const coordinator = await cluster.coordinator('group', group)
  let epoch = 0
  let owned: { topicId: string; partitions: number[] }[] = []
  let given = owned
  const send = async (memberEpoch: number, keep: boolean): Promise<void> => {
    const joining = memberEpoch === 0
    // The broker tells an assignment once; one that was kept waiting is taken now.
    if (!keep) owned = given
    const answer = await cluster.send(coordinator, consumerGroupHeartbeat, {
      groupId: group,
      memberId,
      memberEpoch,
      instanceId: instanceId ?? null,
      rackId: null,
      rebalanceTimeoutMs: joining ? 60_000 : -1,
      subscribedTopicNames: joining ? topics : null,
      subscribedTopicRegex: joining ? (regex ?? null) : null,
      serverAssignor: null,
      topicPartitions: owned,
    })
    throwIfError(answer.errorCode, 'The consumer heartbeat', answer.errorMessage)
    epoch = answer.memberEpoch
    if (answer.assignment) given = answer.assignment.topicPartitions
  }
  await send(0, false)
  return {
    memberId,
    beat: async ({ keep = false } = {}) => send(epoch, keep),
    leave: async () => send(-1, true),
  }
}
