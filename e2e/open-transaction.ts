import type { APIRequestContext } from '@playwright/test'
import { leaderOf } from '../server/kafka/connection/cluster-metadata.ts'
import { KafkaCluster } from '../server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { addPartitionsToTxn } from '../server/kafka/protocol/add-partitions-to-txn.ts'
import { endTxn } from '../server/kafka/protocol/end-txn.ts'
import { initProducerId } from '../server/kafka/protocol/init-producer-id.ts'
import { produce } from '../server/kafka/protocol/produce.ts'
import { encodeBatch } from '../server/kafka/records/encode-batch.ts'
import { expect } from './fixtures.ts'

/** Writes a record to partition 0 in a transaction and leaves it open until the function that comes back is called. */
export async function openTransaction(
  request: APIRequestContext,
  { topic, transactionalId }: { topic: string; transactionalId: string },
): Promise<() => Promise<void>> {
  const { items } = (await (await request.get('/api/v1/clusters/kafka/brokers')).json()) as {
    items: { host: string; port: number }[]
  }
  const cluster = new KafkaCluster(testCluster(`${items[0]?.host}:${items[0]?.port}`))
  const found = { coordinator: -1, producerId: -1n, producerEpoch: -1 }
  // A fresh broker has no coordinators for a moment.
  await expect(async () => {
    cluster.forgetCoordinator('transaction', transactionalId)
    found.coordinator = await cluster.coordinator('transaction', transactionalId)
    const answer = await cluster.send(found.coordinator, initProducerId, {
      transactionalId,
      transactionTimeoutMs: 300_000,
    })
    expect(answer.errorCode).toBe(0)
    Object.assign(found, { producerId: answer.producerId, producerEpoch: answer.producerEpoch })
  }).toPass({ timeout: 30_000 })
  const { coordinator, producerId, producerEpoch } = found
  const identity = { transactionalId, producerId, producerEpoch }
  await cluster.send(coordinator, addPartitionsToTxn, { ...identity, topics: [{ name: topic, partitions: [0] }] })
  const record = { key: null, value: Buffer.from('open'), headers: [], timestamp: Date.now() }
  const records = encodeBatch({ records: [record], transactional: true, producerId, producerEpoch, baseSequence: 0 })
  const { responses } = await cluster.send(leaderOf(await cluster.topic(topic), 0), produce, {
    transactionalId,
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
  })
  expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
  return async () => {
    await cluster.send(coordinator, endTxn, { ...identity, committed: true })
    cluster.close()
  }
}
