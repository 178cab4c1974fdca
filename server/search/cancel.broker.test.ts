import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SearchQuery } from '#lib/contract/search.ts'
import { readerContext } from '#testkit/http/test-context.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { KafkaCluster } from '#server/kafka/connection/kafka-cluster.ts'
import { testCluster } from '#testkit/kafka/test-cluster.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { streamSearch } from './search.ts'
import { lastingTopic } from '#testkit/search/lasting-topic.ts'

/** How long a broker may go on sending on a machine that is busy with other things; usually it is some tens of milliseconds. */
const LIMIT_MS = 2_000
/** Nothing came for so long: the reads have ended. */
const QUIET_MS = 1_000

let dataDir: string
let kafka: EmbeddedKafka
let cluster: KafkaCluster
/** When the broker last sent something that is no mere heartbeat, and how much in all. */
const sent = { bytes: 0, lastAt: 0 }
const sockets = new Set<Socket>()

/** Stands before the broker, which names this port to its clients, and watches what it sends. */
async function listenBefore(port: number, broker: number): Promise<ReturnType<typeof createServer>> {
  const server = createServer((client) => {
    const to = connect(broker, '127.0.0.1')
    for (const socket of [client, to]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        client.destroy()
        to.destroy()
      })
    }
    client.pipe(to)
    to.on('data', (data) => {
      sent.bytes += data.length
      sent.lastAt = performance.now()
      if (!client.write(data)) {
        to.pause()
        client.once('drain', () => to.resume())
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

let proxy: ReturnType<typeof createServer>
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-cancel-'))
  const [port = 0, front = 0] = await freePorts(2)
  proxy = await listenBefore(front, port)
  const config = { 'advertised.listeners': `PLAINTEXT://127.0.0.1:${front}` }
  kafka = await startKafka({ dataDir, port, config })
  cluster = new KafkaCluster(testCluster(`127.0.0.1:${front}`))
}, 120_000)
afterAll(async () => {
  cluster?.close()
  for (const socket of sockets) socket.destroy()
  proxy?.close()
  await kafka?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test('a client that leaves ends the reading of the broker', { timeout: 180_000 }, async ({ annotate }) => {
  const topic = await lastingTopic({ partitions: 4, bootstrapServers: kafka.bootstrapServers })
  const value = Buffer.alloc(10_000, 'x')
  const records = Array.from({ length: 80 }, () => ({ key: null, value, headers: [], timestamp: 1_790_000_000_000 }))
  const batch = encodeBatch({ records })
  for (let partition = 0; partition < 4; partition += 1)
    for (let turn = 0; turn < 60; turn += 1) await appendBatch(cluster, { topic, partition }, batch)
  const took: number[] = []
  for (const [round, filter] of ['size(value) == 1', 'size(value) == 3', 'size(value) == 2'].entries()) {
    const leaving = new AbortController()
    sent.bytes = 0
    const input = { topic, ...SearchQuery.parse({ filter, from: round === 1 ? 'oldest' : 'newest' }) }
    const stream = (async () => {
      for await (const _frame of await streamSearch(readerContext(cluster, leaving.signal), input)) {
        // Progress is passed over; the reading runs.
      }
    })()
    await expect.poll(() => sent.bytes, { timeout: 30_000, interval: 5 }).toBeGreaterThan(10_000_000)
    const leftAt = performance.now()
    leaving.abort()
    await stream
    while (performance.now() - Math.max(leftAt, sent.lastAt) < QUIET_MS) await delay(50)
    took.push(Math.round(Math.max(0, sent.lastAt - leftAt)))
    // It was left on the way: 192 MB are there.
    expect(sent.bytes).toBeLessThan(150_000_000)
  }
  await annotate(`after the client had left, the broker sent for ${took.join(', ')} ms`)
  expect(Math.max(...took)).toBeLessThan(LIMIT_MS)
})
