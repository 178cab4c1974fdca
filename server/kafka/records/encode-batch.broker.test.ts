import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import { leaderOf } from '../connection/cluster-metadata.ts'
import { KafkaCluster } from '../connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { fetch } from '../protocol/fetch.ts'
import { produce } from '../protocol/produce.ts'
import type { Compression } from './codecs.ts'
import { crc32c } from './crc32c.ts'
import { encodeBatch } from './encode-batch.ts'
import type { EncodableRecord } from './encode-records.ts'
import { splitBatches } from './split-batches.ts'
import { Random } from '#testkit/records/random.ts'

const CODECS: Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
let cluster: KafkaCluster

beforeAll(() => {
  cluster = new KafkaCluster(testCluster(inject('bootstrapServers')))
})
afterAll(() => cluster.close())

// A broker unpacks a compressed batch and checks its records before it appends it, so what it takes is what Java can read.
describe('Apache Kafka', () => {
  test.each(CODECS)('takes a batch compressed with %s and gives the same bytes back', async (compression) => {
    const records = new Random(5).records(50)
    const big = { key: null, value: Buffer.alloc(150_000, 'several blocks '), headers: [], timestamp: 0 }
    const batch = encodeBatch({ records: [...records, big], compression })
    const { topic, leader, errorCode } = await append(batch)
    expect(errorCode).toBe(0)
    const stored = await read(topic, leader)
    // The broker sets only the offset and the leader epoch, neither of which the checksum covers.
    expect(stored.subarray(16)).toEqual(batch.subarray(16))
    const [decoded] = splitBatches(stored).batches
    expect([...(decoded?.records() ?? [])]).toMatchObject([...records, big])
  })

  test.each(CODECS)('looks inside: it refuses %s data that ends early', async (compression) => {
    const whole = encodeBatch({ records: new Random(6).records(50), compression })
    const batch = Buffer.from(whole.subarray(0, 61 + (whole.length - 61) / 2))
    batch.writeInt32BE(batch.length - 12, 8)
    batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
    expect((await append(batch)).errorCode).not.toBe(0)
  })

  test('refuses a batch whose checksum is wrong', async () => {
    const record: EncodableRecord = { key: null, value: Buffer.from('v'), headers: [], timestamp: 0 }
    const batch = encodeBatch({ records: [record] })
    batch.writeUInt32BE(1, 17)
    expect((await append(batch)).errorCode).toBe(2)
  })
})

async function append(batch: Buffer): Promise<{ topic: string; leader: number; errorCode: number | undefined }> {
  const topic = await createTopic()
  const leader = leaderOf(await cluster.topic(topic), 0)
  const answer = await cluster.send(leader, produce, {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records: batch }] }],
  })
  return { topic, leader, errorCode: answer.responses[0]?.partitionResponses[0]?.errorCode }
}

async function read(topic: string, leader: number): Promise<Buffer> {
  const answer = await cluster.send(leader, fetch, {
    maxWaitMs: 1_000,
    minBytes: 1,
    maxBytes: 1 << 20,
    isolationLevel: 0,
    topics: [{ topic, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 << 20 }] }],
  })
  return answer.responses[0]?.partitions[0]?.records ?? Buffer.alloc(0)
}
