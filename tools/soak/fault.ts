/**
 * `npm run fault [minutes]` (8): numbered records go to 12 partitions of a three-node cluster; meanwhile the reader's connection is cut, the console
 * is killed and started again, brokers are killed one by one. Over all resumes every record must be seen exactly once, or a gap must name it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TailGap, TailMessages } from '#lib/contract/tail.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { type RunningConsole, startConsole } from '#server/demo/start-console.ts'
import { startKafka } from '#server/demo/broker/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { readOffsets } from '#server/kafka/fetch/read-offsets.ts'
import { createTopics } from '#server/kafka/protocol/create-topics.ts'
import { readSse } from '#testkit/tail/read-sse.ts'
import { StubbornProducer } from '#testkit/tail/stubborn-producer.ts'

const minutes = Number(process.argv[2] ?? 8)
const TOPIC = 'fault'
const PARTITIONS = 12
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const dataDir = await mkdtemp(join(tmpdir(), 'tailrace-fault-'))
const kafka = await startKafka({ dataDir: join(dataDir, 'kafka'), brokers: 3 })
const cluster = new KafkaCluster(testCluster(kafka.bootstrapServers))
const [port = 0] = await freePorts(1)
const { bootstrapServers } = kafka
const identity = { id: 'fault', name: 'Fault test', environment: 'test' }
let console_: RunningConsole = await startConsole({ folder: dataDir, port, bootstrapServers, cluster: identity })

/** Every place seen, as `partition offset`, with how often. */
const seen = new Map<string, number>()
const gaps: TailGap[] = []
let lastEventId: string | null = null
let resumes = 0
let current = new AbortController()

let reading = true

async function read(): Promise<void> {
  while (reading) {
    current = new AbortController()
    await readSse(`${console_.url}/api/v1/clusters/fault/tail?topics=${TOPIC}`, {
      signal: current.signal,
      lastEventId,
      onEvent: ({ event, id, data }) => {
        lastEventId = id ?? lastEventId
        if (event === 'gap') gaps.push(TailGap.parse(JSON.parse(data)))
        if (event !== 'messages') return
        for (const { partition, offset } of TailMessages.parse(JSON.parse(data)).messages) {
          const place = `${partition} ${offset}`
          seen.set(place, (seen.get(place) ?? 0) + 1)
        }
      },
    }).catch(() => undefined)
    resumes += 1
    await pause(Math.random() * 300)
  }
}

async function breakThings(until: number): Promise<void> {
  for (let round = 0; Date.now() < until; round += 1) {
    await pause(1_000 + Math.random() * 3_000)
    if (round % 6 === 5) {
      const node = kafka.nodes[Math.floor(round / 6) % kafka.nodes.length]
      if (!node) continue
      console.log(`broker ${node.id} is killed`)
      await kafka.kill(node.id)
      await pause(4_000)
      await kafka.restart(node.id)
    } else if (round % 6 === 2) {
      console.log('the console is killed')
      await console_.process.kill()
      console_ = await startConsole({ folder: dataDir, port, bootstrapServers, cluster: identity })
    } else current.abort()
  }
}

/** What the log holds between where reading began and its end, against what was seen. */
async function verdict(starts: ReadonlyMap<number, bigint>): Promise<boolean> {
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition)
  const ends = (await readOffsets(cluster, new Map([[TOPIC, partitions]]), 'latest')).get(TOPIC)
  let missing = 0
  let total = 0
  for (const partition of partitions) {
    const end = ends?.get(partition)
    if (!end?.ok) throw new Error(`Partition ${partition} cannot be read at the end`)
    for (let offset = starts.get(partition) ?? 0n; offset < end.at.offset; offset += 1n) {
      total += 1
      if (!seen.has(`${partition} ${offset}`)) missing += 1
    }
  }
  const twice = [...seen.values()].filter((count) => count > 1).length
  const told = gaps.filter(({ records }) => records !== null)
  console.log(JSON.stringify({ records: total, missing, twice, resumes, gapsWithLoss: told }))
  return missing === 0 && twice === 0
}

try {
  await cluster.send('controller', createTopics, {
    topics: [
      {
        name: TOPIC,
        numPartitions: PARTITIONS,
        replicationFactor: 3,
        configs: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
    timeoutMs: 10_000,
  })
  await pause(2_000)
  const reader = read()
  while (lastEventId === null) await pause(50)
  const until = Date.now() + minutes * 60_000
  const producer = new StubbornProducer(cluster, TOPIC, PARTITIONS)
  const producing = (async () => {
    while (Date.now() < until) {
      await producer.send(120, { padding: 100 })
      await pause(50)
    }
  })()
  await Promise.all([breakThings(until), producing])
  await pause(12_000)
  reading = false
  current.abort()
  await reader
  process.exitCode = (await verdict(new Map())) ? 0 : 1
} finally {
  cluster.close()
  await console_.process.stop()
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
}
