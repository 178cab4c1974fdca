import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { GroupDetail } from '#lib/contract/groups.ts'
import { freePorts } from '#server/demo/broker/free-ports.ts'
import { startJavaTool, type RunningTool } from '#testkit/java-tool.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { getGroup } from './get-group.ts'
import { listGroups } from './list-groups.ts'
import { listTopicGroups } from './list-topic-groups.ts'
import { joinStreamsGroup } from '#testkit/groups/streams-member.ts'

const bootstrapServers = inject('bootstrapServers')
const ctx = testContext(bootstrapServers)
const kafka = testKafka()
const tools: RunningTool[] = []
const names = {
  classic: randomName('classic'),
  consumer: randomName('consumer'),
  share: randomName('share'),
  streams: randomName('streams'),
  connect: randomName('connect'),
  offsetsOnly: randomName('offsets-only'),
}
let folder: string
let topic: string
let classic: ReturnType<typeof kafka.consumer>
let streams: Awaited<ReturnType<typeof joinStreamsGroup>>
let beating: NodeJS.Timeout

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-groups-'))
  topic = await createTopic({ partitions: 2 })
  await produce(20)
  await startClassic()
  await Promise.all([startTools(), eventually(startStreams), eventually(commitOnly)])
}, 90_000)

afterAll(async () => {
  clearInterval(beating)
  await streams?.leave().catch(() => undefined)
  await classic?.disconnect()
  await Promise.all(tools.map((tool) => tool.stop(5_000)))
  ctx.cluster.close()
  await rm(folder, { recursive: true, force: true })
})

async function produce(count: number): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  const messages = Array.from({ length: count }, (_, index) => ({ value: `m${index}`, partition: index % 2 }))
  await producer.send({ topic, messages })
  await producer.disconnect()
}

async function startClassic(): Promise<void> {
  classic = kafka.consumer({ groupId: names.classic, rackId: 'rack-b' })
  await classic.connect()
  await classic.subscribe({ topic, fromBeginning: true })
  await classic.run({ eachMessage: async () => undefined, autoCommitInterval: 200 })
}

async function startTools(): Promise<void> {
  const properties = join(folder, 'connect.properties')
  const [port] = await freePorts(1)
  await writeFile(properties, connectProperties(port ?? 0))
  const console = ['--bootstrap-server', bootstrapServers, '--topic', topic]
  tools.push(
    await startJavaTool({
      mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
      args: [
        ...console,
        '--group',
        names.consumer,
        '--from-beginning',
        '--command-property',
        'group.protocol=consumer',
      ],
      folder,
    }),
    await startJavaTool({
      mainClass: 'org.apache.kafka.tools.consumer.ConsoleShareConsumer',
      args: [...console, '--group', names.share],
      folder,
    }),
    await startJavaTool({
      mainClass: 'org.apache.kafka.connect.cli.ConnectDistributed',
      args: [properties],
      heapMb: 256,
      folder,
    }),
  )
}

function connectProperties(port: number): string {
  const stores = ['offset', 'config', 'status'].flatMap((store) => [
    `${store}.storage.topic=${names.connect}-${store}`,
    `${store}.storage.replication.factor=1`,
  ])
  return [
    `bootstrap.servers=${bootstrapServers}`,
    `group.id=${names.connect}`,
    'key.converter=org.apache.kafka.connect.json.JsonConverter',
    'value.converter=org.apache.kafka.connect.json.JsonConverter',
    ...stores,
    'offset.storage.partitions=2',
    'status.storage.partitions=1',
    `listeners=HTTP://127.0.0.1:${port}`,
    'rest.advertised.host.name=127.0.0.1',
    'plugin.discovery=service_load',
  ].join('\n')
}

async function startStreams(): Promise<void> {
  streams = await joinStreamsGroup(ctx.cluster, { group: names.streams, topic })
  beating = setInterval(() => void streams.beat().catch(() => undefined), 500)
}

/** A group nobody ever joined: only its offsets are there, as Flink or Spark leave them. */
async function commitOnly(): Promise<void> {
  await ctx.cluster.send(await ctx.cluster.coordinator('group', names.offsetsOnly), offsetCommit, {
    groupId: names.offsetsOnly,
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 4n, committedMetadata: 'mine' }] }],
  })
}

/** A fresh broker has no coordinators for a moment. */
async function eventually(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === 40) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

/** Asks until the group is as awaited; the last answer is what the test then judges. */
async function groupWhen(id: string, ready: (group: GroupDetail) => boolean): Promise<GroupDetail> {
  const input = { cluster: 'test', group: id, against: 'end' } as Parameters<typeof getGroup>[1]
  for (const deadline = Date.now() + 40_000; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const group = await getGroup(ctx, input).catch((error: unknown) => {
      if (Date.now() > deadline) throw error
    })
    if (group && (ready(group) || Date.now() > deadline)) return group
  }
}

const assigned = (group: GroupDetail) => group.members.some(({ assignment }) => (assignment ?? []).length > 0)
const both = () => [{ topic, partitions: [0, 1] }]

test('a classic group: the consumers’ bytes are decoded', { timeout: 60_000 }, async () => {
  const group = await groupWhen(names.classic, (found) => assigned(found) && found.status === 'ok')
  expect(group).toMatchObject({ type: 'classic', protocol: 'consumer', state: 'Stable', totalLag: '0', status: 'ok' })
  expect(group.members).toHaveLength(1)
  expect(group.members[0]).toMatchObject({ clientId: 'test', subscription: [topic], assignment: both() })
  expect(group.members[0]?.host).toMatch(/^127\.0\.0\.1|::1/)
  expect(group.assignor).toBe('RoundRobinAssigner')
})

test('a KIP-848 group has epochs and a target assignment', { timeout: 60_000 }, async () => {
  const group = await groupWhen(names.consumer, (found) => assigned(found) && found.status === 'ok')
  expect(group).toMatchObject({ type: 'consumer', protocol: 'consumer', state: 'Stable', assignor: 'uniform' })
  expect(group.groupEpoch).toBeGreaterThan(0)
  expect(group.members[0]).toMatchObject({ subscription: [topic], assignment: both(), targetAssignment: both() })
  expect(group.members[0]?.epoch).toBeGreaterThan(0)
  expect(group.topics[0]?.partitions.map(({ committedOffset }) => committedOffset)).toEqual(['10', '10'])
  expect(group.topics[0]?.partitions[0]?.memberId).toBe(group.members[0]?.id)
})

test('a streams group has its topology and tasks', { timeout: 60_000 }, async () => {
  const group = await groupWhen(names.streams, assigned)
  expect(group).toMatchObject({ type: 'streams', protocol: 'streams', state: 'Stable' })
  expect(group.topology).toMatchObject([{ id: '0', sourceTopics: [topic] }])
  expect(group.members[0]).toMatchObject({ id: streams.memberId, rack: 'rack-a', assignment: both() })
  expect(group.members[0]?.tasks?.active).toEqual([{ subtopologyId: '0', partitions: [0, 1] }])
  expect(group).toMatchObject({ totalLag: null, status: 'neverCommitted' })
})

test('Connect workers: a classic group of another protocol, its bytes left alone', { timeout: 60_000 }, async () => {
  const group = await groupWhen(names.connect, (found) => found.members.length > 0 && found.state === 'Stable')
  expect(group).toMatchObject({ type: 'classic', protocol: 'connect', state: 'Stable', totalLag: null, status: 'ok' })
  expect(group.members[0]).toMatchObject({ assignment: null, subscription: [] })
  expect(group.statusText).toContain('protocol connect')
})

test('a group known only by its offsets', async () => {
  const group = await groupWhen(names.offsetsOnly, () => true)
  expect(group).toMatchObject({
    type: 'classic',
    protocol: '',
    state: 'Empty',
    members: [],
    totalLag: '6',
    status: 'stopped',
  })
  expect(group.topics[0]?.partitions).toMatchObject([
    { partition: 0, committedOffset: '4', metadata: 'mine', lag: '6' },
    { partition: 1, committedOffset: null, lag: null, status: 'neverCommitted' },
  ])
})

test(
  'a share group: the start offset stands for the committed one, the lag is what the broker counts',
  { timeout: 60_000 },
  async () => {
    // It starts at the end, and has no start offset before it was given a record.
    await groupWhen(names.share, assigned)
    await produce(10)
    const group = await groupWhen(names.share, (found) => found.totalLag === '0' && found.status === 'ok')
    expect(group).toMatchObject({
      type: 'share',
      protocol: 'share',
      state: 'Stable',
      totalLag: '0',
      status: 'ok',
      maxTimeLagMs: 0,
    })
    expect(group.members[0]).toMatchObject({ subscription: [topic], assignment: both() })
    // All ten were acknowledged; the start offset itself moves later.
    expect(group.topics[0]?.partitions).toMatchObject([
      { committedOffset: expect.stringMatching(/^1[0-5]$/), endOffset: '15', lag: '0' },
      { committedOffset: expect.stringMatching(/^1[0-5]$/), endOffset: '15', lag: '0' },
    ])
  },
)

test('lists: every type with its filter, the groups of a topic, and no group of our own', async () => {
  const query = { cluster: 'test', sort: 'id', page: 1, pageSize: 500 }
  const all = await listGroups(ctx, query as Parameters<typeof listGroups>[1])
  const ids = all.items.map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(Object.values(names)))
  expect(ids.some((id) => id.startsWith('tailrace') || id === 'unused')).toBe(false)
  const shares = await listGroups(ctx, { ...query, type: 'share' } as Parameters<typeof listGroups>[1])
  expect(shares.items.map(({ id }) => id)).toContain(names.share)
  expect(shares.items.every(({ type }) => type === 'share')).toBe(true)
  const readers = await listTopicGroups(ctx, { ...query, topic } as Parameters<typeof listTopicGroups>[1])
  expect(readers.items.map(({ id }) => id).toSorted()).toEqual(
    [names.classic, names.consumer, names.share, names.streams, names.offsetsOnly].toSorted(),
  )
  await expect(listTopicGroups(ctx, { ...query, topic: 'absent' } as never)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
