import { setTimeout } from 'node:timers/promises'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'

/** Commits for a group without members, as a reader with manual assignment does; a fresh broker's coordinator is waited for. */
export async function commitOffset(
  cluster: KafkaCluster,
  group: string,
  { topic, partition = 0, offset }: { topic: string; partition?: number; offset: bigint },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { topics } = await cluster.send(await cluster.coordinator('group', group), offsetCommit, {
        groupId: group,
        topics: [
          {
            name: topic,
            partitions: [{ partitionIndex: partition, committedOffset: offset, committedMetadata: null }],
          },
        ],
      })
      if (topics[0]?.partitions[0]?.errorCode === 0) return
    } catch (error) {
      if (attempt > 80) throw error
    }
    if (attempt > 80) throw new Error(`${group} could not be committed.`)
    cluster.forgetCoordinator('group', group)
    await setTimeout(250)
  }
}
