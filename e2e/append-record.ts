import type { APIRequestContext } from '@playwright/test'
import { KafkaCluster } from '../server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { appendBatch } from '../server/kafka/produce/append-batch.ts'
import { encodeBatch } from '../server/kafka/records/encode-batch.ts'
import type { EncodableRecord } from '../server/kafka/records/encode-records.ts'

/** Writes a record to partition 0 as another application does, without the limits of the API. */
export async function appendRecord(request: APIRequestContext, topic: string, record: EncodableRecord): Promise<void> {
  const { items } = (await (await request.get('/api/v1/clusters/kafka/brokers')).json()) as {
    items: { host: string; port: number }[]
  }
  const cluster = new KafkaCluster(testCluster(`${items[0]?.host}:${items[0]?.port}`))
  try {
    await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records: [record] }))
  } finally {
    cluster.close()
  }
}
