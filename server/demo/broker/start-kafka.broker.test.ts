import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { clusterView } from './cluster-view.ts'
import { startJavaTool } from '../../../testkit/java-tool.ts'
import { startKafka } from './start-kafka.ts'
import { createTopic, testKafka } from '../../../testkit/broker/topics.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tailrace-test-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

test('a second cluster runs beside the shared one, and its data survive a stop', async () => {
  const first = await startKafka({ dataDir })
  expect(first.bootstrapServers).not.toBe(inject('bootstrapServers'))
  const topic = await createTopic({ bootstrapServers: first.bootstrapServers })
  const producer = testKafka(first.bootstrapServers).producer()
  await producer.connect()
  await producer.send({ topic, messages: [{ value: 'kept' }] })
  await producer.disconnect()
  await first.stop()
  await first.stop()
  expect(await brokerCount(first.nodes[0]?.port ?? 0)).toBe(0)

  await using again = await startKafka({ dataDir })
  expect(again.clusterId).toBe(first.clusterId)
  expect(await endOffset(again.bootstrapServers, topic)).toBe('1')
}, 60_000)

test('three brokers serve on while one is dead, and it comes back', async () => {
  await using kafka = await startKafka({ dataDir, brokers: 3 })
  const { bootstrapServers, nodes } = kafka
  const topic = await createTopic({ bootstrapServers, partitions: 3, replicationFactor: 3 })
  await kafka.kill(3)
  const survivor = nodes[0]?.port ?? 0
  await expect.poll(() => brokerCount(survivor), { timeout: 20_000, interval: 100 }).toBe(2)
  const producer = testKafka(bootstrapServers).producer()
  await producer.connect()
  await producer.send({ topic, messages: [0, 1, 2].map((partition) => ({ partition, value: 'x' })) })
  await producer.disconnect()
  await kafka.restart(3)
  const counts = () => Promise.all(nodes.map(({ port }) => brokerCount(port)))
  await expect.poll(counts, { timeout: 10_000 }).toEqual([3, 3, 3])
}, 120_000)

test('a taken port is said as such', async () => {
  const taken = Number(inject('bootstrapServers').split(':')[1])
  await expect(startKafka({ dataDir, port: taken })).rejects.toMatchObject({ code: 'CONFLICT' })
}, 60_000)

test('an aborted start leaves nothing running', async () => {
  const abort = new AbortController()
  const started = startKafka({ dataDir, signal: abort.signal })
  setTimeout(() => abort.abort(), 300)
  await expect(started).rejects.toThrow()
})

test('Kafka ends when the process that started it is killed', async () => {
  const script = `
    import { startKafka } from ${JSON.stringify(join(import.meta.dirname, 'start-kafka.ts'))}
    await startKafka({ dataDir: ${JSON.stringify(dataDir)} })
    console.log('ready')
  `
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: join(import.meta.dirname, '..', '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => parent.stdout.once('data', resolve))
  expect(processesOf(dataDir)).toBeGreaterThan(0)
  parent.kill('SIGKILL')
  await expect.poll(() => processesOf(dataDir), { timeout: 10_000, interval: 100 }).toBe(0)
}, 60_000)

test("Apache Kafka's own tools run from the same jars", async () => {
  const topic = await createTopic()
  const tool = await startJavaTool({
    mainClass: 'org.apache.kafka.tools.TopicCommand',
    args: ['--bootstrap-server', inject('bootstrapServers'), '--list'],
    folder: dataDir,
  })
  expect(await tool.exited).toBe(0)
  expect((await readFile(tool.logFile, 'utf8')).split('\n')).toContain(topic)
})

/** How many processes run that were started with a path below this folder. */
function processesOf(folder: string): number {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(`${folder}/`)).length
}

/** How many live brokers the one on this port knows; 0 when it does not answer. */
async function brokerCount(port: number): Promise<number> {
  return (await clusterView(port))?.brokers ?? 0
}

async function endOffset(bootstrapServers: string, topic: string): Promise<string | undefined> {
  const admin = testKafka(bootstrapServers).admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  return offsets[0]?.high
}
