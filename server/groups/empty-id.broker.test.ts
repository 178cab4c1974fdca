import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import type { ListedGroup } from '#server/kafka/groups/group-model.ts'
import { readCommitted } from '#server/kafka/groups/read-committed.ts'

let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

test('the group with an empty id keeps its offsets beside others of its coordinator', async () => {
  const topic = await createTopic()
  const ids = [`${topic}-a`, '', `${topic}-b`]
  const listed: ListedGroup[] = []
  for (const [at, groupId] of ids.entries()) {
    await expect
      .poll(
        async () => {
          cluster.forgetCoordinator('group', groupId)
          const partition = { partitionIndex: 0, committedOffset: BigInt(at), committedMetadata: null }
          const { topics } = await cluster.send(await cluster.coordinator('group', groupId), offsetCommit, {
            groupId,
            topics: [{ name: topic, partitions: [partition] }],
          })
          return topics[0]?.partitions[0]?.errorCode
        },
        { timeout: 20_000 },
      )
      .toBe(0)
    const coordinatorId = await cluster.coordinator('group', groupId)
    listed.push({ id: groupId, type: 'classic', protocolType: '', state: 'Empty', coordinatorId })
  }
  const found = await readCommitted(cluster, listed)
  const offsetOf = (id: string) => {
    const answer = found.get(id)
    return answer?.ok ? answer.value.get(topic)?.get(0)?.offset : answer
  }
  expect(ids.map(offsetOf)).toEqual([0n, 1n, 2n])
})
