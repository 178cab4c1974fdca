import type { APIRequestContext } from '@playwright/test'
import { KafkaCluster } from '../server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { offsetCommit } from '../server/kafka/protocol/offset-commit.ts'
import { expect } from './fixtures.ts'

interface Commit {
  groupId: string
  topic: string
  offset: bigint
}

/** Commits as a group does that has read partition 0 up to an offset. */
export async function commitOffset(request: APIRequestContext, { groupId, topic, offset }: Commit): Promise<void> {
  const { items } = (await (await request.get('/api/v1/clusters/kafka/brokers')).json()) as {
    items: { host: string; port: number }[]
  }
  const cluster = new KafkaCluster(testCluster(`${items[0]?.host}:${items[0]?.port}`))
  try {
    await expect(async () => {
      cluster.forgetCoordinator('group', groupId)
      const { topics } = await cluster.send(await cluster.coordinator('group', groupId), offsetCommit, {
        groupId,
        topics: [
          { name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: null }] },
        ],
      })
      expect(topics[0]?.partitions[0]?.errorCode).toBe(0)
    }).toPass({ timeout: 20_000 })
  } finally {
    cluster.close()
  }
}
