import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { throwIfError } from '#server/kafka/protocol/error-codes.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'

/** How large a cluster is made. Each group has committed on three topics. */
export interface Scale {
  topics: number
  partitionsPerTopic: number
  groups: number
}

const TOPICS_PER_REQUEST = 100
const TOPICS_PER_GROUP = 3
const RECORDS = 5
const COMMITS_AT_ONCE = 8

export const topicName = (index: number) => `scale-${String(index).padStart(5, '0')}`
export const groupName = (index: number) => `scale-group-${String(index).padStart(5, '0')}`

/** Fills an empty broker: topics with five records in each partition, and groups that are 0 to 4 records behind on each. */
export async function seedScale(cluster: KafkaCluster, scale: Scale): Promise<void> {
  // The first group makes the broker create its offsets topic: before thousands of others it is quick.
  await findCoordinator(cluster)
  const have = (await cluster.metadata({ maxAgeMs: 0 })).topics
  const missing = Array.from({ length: scale.topics }, (_, index) => topicName(index)).filter((name) => !have.has(name))
  for (let at = 0; at < missing.length; at += TOPICS_PER_REQUEST) {
    await makeTopics(cluster, missing.slice(at, at + TOPICS_PER_REQUEST), scale.partitionsPerTopic)
  }
  if (missing.length > 0) await fillTopics(cluster, missing, scale.partitionsPerTopic)
  const groups = Array.from({ length: scale.groups }, (_, index) => index).values()
  const worker = async () => {
    for (const index of groups) await commitGroup(cluster, index, scale)
  }
  await Promise.all(Array.from({ length: COMMITS_AT_ONCE }, worker))
}

async function makeTopics(cluster: KafkaCluster, names: string[], numPartitions: number): Promise<void> {
  const { topics } = await cluster.send(
    'controller',
    createTopics,
    { topics: names.map((name) => ({ name, numPartitions, replicationFactor: 1, configs: [] })), timeoutMs: 60_000 },
    { timeoutMs: 120_000 },
  )
  for (const { name, errorCode, errorMessage } of topics) throwIfError(errorCode, `Creating ${name}`, errorMessage)
}

/** One request for a hundred topics; leaders that are not there yet are tried again. */
async function fillTopics(cluster: KafkaCluster, names: string[], partitions: number): Promise<void> {
  const at = Date.now()
  const records = encodeBatch({
    records: Array.from({ length: RECORDS }, (_, index) => ({
      key: Buffer.from(`k${index}`),
      value: Buffer.from('{"scale":true}'),
      headers: [],
      timestamp: at - RECORDS + index,
    })),
  })
  let left = names.flatMap((name) => Array.from({ length: partitions }, (_, index) => ({ name, index })))
  for (let round = 1; left.length > 0; round += 1) {
    if (round > 600) throw new Error(`${left.length} partitions could not be written to.`)
    const failed: typeof left = []
    for (let from = 0; from < left.length; from += TOPICS_PER_REQUEST * partitions) {
      const part = left.slice(from, from + TOPICS_PER_REQUEST * partitions)
      const byTopic = Map.groupBy(part, ({ name }) => name)
      const [node] = (await cluster.metadata()).nodes.keys()
      const { responses } = await cluster.send(node ?? 'any', produce, {
        acks: 1,
        timeoutMs: 30_000,
        topicData: [...byTopic].map(([name, items]) => ({
          name,
          partitionData: items.map(({ index }) => ({ index, records })),
        })),
      })
      for (const { name, partitionResponses } of responses) {
        for (const { index, errorCode } of partitionResponses) if (errorCode !== 0) failed.push({ name, index })
      }
    }
    left = failed
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function findCoordinator(cluster: KafkaCluster): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await cluster.coordinator('group', groupName(0))
      return
    } catch (error) {
      if (attempt > 400) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

async function commitGroup(cluster: KafkaCluster, index: number, scale: Scale): Promise<void> {
  const groupId = groupName(index)
  const topics = Array.from({ length: TOPICS_PER_GROUP }, (_, step) => ({
    name: topicName((index * TOPICS_PER_GROUP + step) % scale.topics),
    partitions: Array.from({ length: scale.partitionsPerTopic }, (__, partitionIndex) => ({
      partitionIndex,
      committedOffset: BigInt((index + partitionIndex) % (RECORDS + 1)),
      committedMetadata: null,
    })),
  }))
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await cluster.send(await cluster.coordinator('group', groupId), offsetCommit, { groupId, topics })
      if (answer.topics.every(({ partitions }) => partitions.every(({ errorCode }) => errorCode === 0))) return
    } catch (error) {
      if (attempt > 400) throw error
    }
    if (attempt > 400) throw new Error(`${groupId} could not be committed.`)
    cluster.forgetCoordinator('group', groupId)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
