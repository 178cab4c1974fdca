import { get, type IncomingMessage } from 'node:http'
import type { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { leaderOf } from '#server/kafka/connection/cluster-metadata.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { produce } from '#server/kafka/protocol/produce.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { percentiles, type Percentiles } from './percentiles.ts'

const TOPIC = 'bench-tail'
const STAMP = /sentAt-(\d+\.\d+)-/g

interface TailRun {
  recordsPerSecond: number
  seconds: number
}

/**
 * From the moment a record is handed to the broker until its event was read on a raw SSE connection, both ends in this process and by one
 * clock. Records go out one by one, evenly spaced.
 */
export async function tailLatency(
  cluster: KafkaCluster,
  api: string,
  { recordsPerSecond, seconds }: TailRun,
): Promise<Percentiles> {
  await cluster.send('controller', createTopics, {
    topics: [{ name: TOPIC, numPartitions: 6, replicationFactor: 1 }],
    timeoutMs: 10_000,
  })
  const topic = await cluster.topic(TOPIC)
  const timesMs: number[] = []
  const response = await open(`${api}/tail?topics=${TOPIC}`)
  let rest = ''
  const started = new Promise<void>((resolve) => {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const now = performance.now()
      const text = rest + chunk
      if (text.includes('event: start')) resolve()
      const end = text.lastIndexOf('\n\n') + 1
      for (const [, sentAt] of text.slice(0, end).matchAll(STAMP)) timesMs.push(now - Number(sentAt))
      rest = text.slice(end)
    })
  })
  await started
  const total = recordsPerSecond * seconds
  const begin = performance.now()
  const sending: Promise<unknown>[] = []
  for (let sent = 0; sent < total; sent += 1) {
    const due = begin + (sent * 1000) / recordsPerSecond
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 0))
    sending.push(send(cluster, leaderOf(topic, sent % 6), sent % 6))
  }
  await Promise.all(sending)
  for (let waited = 0; timesMs.length < total && waited < 5_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50))
  response.destroy()
  if (timesMs.length !== total) throw new Error(`${timesMs.length} of ${total} records arrived`)
  return percentiles(timesMs)
}

async function send(cluster: KafkaCluster, leader: number, partition: number): Promise<void> {
  const sentAt = performance.now().toFixed(3)
  const value = Buffer.from(`{"mark":"sentAt-${sentAt}-","note":"${'x'.repeat(250)}"}`)
  const records = encodeBatch({ records: [{ key: null, value, headers: [], timestamp: Date.now() }] })
  await cluster.send(leader, produce, {
    acks: 1,
    timeoutMs: 5_000,
    topicData: [{ name: TOPIC, partitionData: [{ index: partition, records }] }],
  })
}

async function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, (response) =>
      response.statusCode === 200 ? resolve(response) : reject(new Error(`${url} answered ${response.statusCode}`)),
    ).on('error', reject)
  })
}
