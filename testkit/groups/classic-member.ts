import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { defineApi } from '#server/kafka/protocol/api.ts'
import { array, bytes, int16, int32, nullableString, string } from '#server/kafka/protocol/codec.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { struct } from '#server/kafka/protocol/struct.ts'

/** Joining a classic group; the answer comes when all members have joined. */
const joinGroup = defineApi({
  name: 'JoinGroup',
  key: 11,
  versions: [5, 5],
  flexibleFrom: 6,
  request: struct({
    groupId: string,
    sessionTimeoutMs: int32,
    rebalanceTimeoutMs: int32,
    memberId: string,
    groupInstanceId: nullableString,
    protocolType: string,
    protocols: array(struct({ name: string, metadata: bytes })),
  }),
  response: struct({
    throttleTimeMs: int32,
    errorCode: int16,
    generationId: int32,
    protocolName: string,
    leader: string,
    memberId: string,
    members: array(struct({ memberId: string, groupInstanceId: nullableString, metadata: bytes })),
  }),
})

const syncGroup = defineApi({
  name: 'SyncGroup',
  key: 14,
  versions: [3, 3],
  flexibleFrom: 4,
  request: struct({
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: nullableString,
    assignments: array(struct({ memberId: string, assignment: bytes })),
  }),
  response: struct({ throttleTimeMs: int32, errorCode: int16, assignment: bytes }),
})

/** A static member of a classic group, step by step, so that a rebalance can be stopped at each of them. It has a connection of its own: a join may wait. */
export class ClassicMember {
  readonly #cluster: KafkaCluster
  readonly #group: string
  readonly #instanceId: string
  readonly #topic: string
  #memberId = ''
  #generation = -1

  constructor(
    bootstrapServers: string,
    { group, instanceId, topic }: { group: string; instanceId: string; topic: string },
  ) {
    this.#cluster = new KafkaCluster(testCluster(bootstrapServers))
    this.#group = group
    this.#instanceId = instanceId
    this.#topic = topic
  }

  /** Resolves when the others have joined again, too. */
  async join(): Promise<void> {
    const answer = await this.#cluster.send(
      await this.#cluster.coordinator('group', this.#group),
      joinGroup,
      {
        groupId: this.#group,
        sessionTimeoutMs: 30_000,
        rebalanceTimeoutMs: 60_000,
        memberId: this.#memberId,
        groupInstanceId: this.#instanceId,
        protocolType: 'consumer',
        protocols: [{ name: 'range', metadata: subscriptionTo(this.#topic) }],
      },
      { timeoutMs: 70_000, repeatable: false },
    )
    throwIfError(answer.errorCode, 'Joining')
    this.#memberId = answer.memberId
    this.#generation = answer.generationId
  }

  /** Takes all of these partitions, as the leader that the first member is. */
  async take(partitions: number[]): Promise<void> {
    const { errorCode } = await this.#cluster.send(await this.#cluster.coordinator('group', this.#group), syncGroup, {
      groupId: this.#group,
      generationId: this.#generation,
      memberId: this.#memberId,
      groupInstanceId: this.#instanceId,
      assignments: [{ memberId: this.#memberId, assignment: assignmentOf(this.#topic, partitions) }],
    })
    throwIfError(errorCode, 'Taking partitions')
  }

  close(): void {
    this.#cluster.close()
  }
}

/** Version 0 of the consumers' own messages: a version, the topics, no user data. */
function subscriptionTo(topic: string): Buffer {
  return Buffer.concat([int16Of(0), int32Of(1), text(topic), int32Of(-1)])
}

function assignmentOf(topic: string, partitions: number[]): Buffer {
  return Buffer.concat([
    int16Of(0),
    int32Of(1),
    text(topic),
    int32Of(partitions.length),
    ...partitions.map(int32Of),
    int32Of(-1),
  ])
}

function text(value: string): Buffer {
  return Buffer.concat([int16Of(Buffer.byteLength(value)), Buffer.from(value)])
}

function int16Of(value: number): Buffer {
  const data = Buffer.alloc(2)
  data.writeInt16BE(value)
  return data
}

function int32Of(value: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeInt32BE(value)
  return data
}
