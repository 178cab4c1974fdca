import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { readOffsetsFile } from '#components/groups/offsets-file.ts'
import { listAudit } from '#server/audit/list-audit.ts'
import { startJavaTool } from '#testkit/java-tool.ts'
import { createTopic, randomName, testKafka } from '#testkit/broker/topics.ts'
import { joinStreamsGroup } from '#testkit/groups/streams-member.ts'
import { RawResponse } from '#server/http/route.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { offsetCommit } from '#server/kafka/protocol/offset-commit.ts'
import { changeOffsets } from './change-offsets.ts'
import { deleteGroup } from './delete-group.ts'
import { deleteTopicOffsets } from './delete-topic-offsets.ts'
import { getOffsets } from './get-offsets.ts'
import { loadTarget } from './load-target.ts'
import { previewOffsets } from './preview-offsets.ts'
import { undoOffsets } from './undo-offsets.ts'

const bootstrapServers = inject('bootstrapServers')
const ctx = testContext(bootstrapServers)
const kafka = testKafka()
let folder: string
let topic: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-offsets-'))
  topic = await createTopic({ partitions: 2 })
  const producer = kafka.producer()
  await producer.connect()
  for (const [index, timestamp] of [1_000, 2_000, 3_000, 4_000].entries()) {
    const messages = [0, 1].map((partition) => ({ value: `v${index}`, partition, timestamp: String(timestamp) }))
    await producer.send({ topic, messages })
  }
  await producer.disconnect()
})

afterAll(async () => {
  ctx.cluster.close()
  await rm(folder, { recursive: true, force: true })
})

const call = <Input>(input: object) => ({ cluster: 'test', ...input }) as Input
const change = (input: object) =>
  changeOffsets(ctx, call<Parameters<typeof changeOffsets>[1]>({ reason: 'a test', force: true, ...input }))
const preview = (input: object) => previewOffsets(ctx, call<Parameters<typeof previewOffsets>[1]>(input))
const undo = (input: object) =>
  undoOffsets(ctx, call<Parameters<typeof undoOffsets>[1]>({ reason: 'a test', ...input }))

/** A group that committed with metadata of its own, as an application would. */
async function committedGroup(offsets: [number, bigint][], metadata = 'mine'): Promise<string> {
  const group = randomName('offsets')
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { topics } = await ctx.cluster.send(await ctx.cluster.coordinator('group', group), offsetCommit, {
        groupId: group,
        topics: [
          {
            name: topic,
            partitions: offsets.map(([partitionIndex, committedOffset]) => ({
              partitionIndex,
              committedOffset,
              committedMetadata: metadata,
            })),
          },
        ],
      })
      if (topics[0]?.partitions.every(({ errorCode }) => errorCode === 0)) return group
    } catch (error) {
      if (attempt > 40) throw error
    }
    ctx.cluster.forgetCoordinator('group', group)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

async function committed(group: string): Promise<Record<number, string>> {
  const target = await loadTarget(ctx.cluster, group)
  const found = [...(target.committed.get(topic) ?? [])]
  return Object.fromEntries(
    found.map(([partition, { offset, metadata }]) => [partition, `${offset} ${metadata ?? ''}`]),
  )
}

const COMMAND = {
  consumer: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  share: 'org.apache.kafka.tools.consumer.group.ShareGroupCommand',
  streams: 'org.apache.kafka.tools.streams.StreamsGroupCommand',
}

/** What one of Kafka's own tools prints, cell by cell. */
async function printed(mainClass: string, args: string[]): Promise<string[][]> {
  const tool = await startJavaTool({ mainClass, args: ['--bootstrap-server', bootstrapServers, ...args], folder })
  await tool.exited
  return (await readFile(tool.logFile, 'utf8')).split('\n').map((line) => line.trim().split(/\s+/))
}

/** Of a streams group without members the tool describes nothing, but it says where a reset to "where it is" would lead. */
const DESCRIBE = {
  consumer: ['--describe', '--offsets'],
  share: ['--describe', '--offsets'],
  streams: ['--reset-offsets', '--dry-run', '--to-current', '--input-topic'],
}
const OFFSET_HEADINGS = ['CURRENT-OFFSET', 'START-OFFSET', 'NEW-OFFSET']

/** What Kafka's tool for this type prints of a group's offsets: partition and offset, by the headings of its table. */
async function toolOffsets(group: string, type: keyof typeof COMMAND = 'consumer'): Promise<string[]> {
  const topics = type === 'streams' ? [topic] : []
  const lines = await printed(COMMAND[type], [...DESCRIBE[type], ...topics, '--group', group])
  const headings = lines.find((cells) => cells.includes('PARTITION')) ?? []
  const offsets = OFFSET_HEADINGS.find((heading) => headings.includes(heading)) ?? ''
  const at = ['PARTITION', offsets].map((heading) => headings.indexOf(heading))
  const rows = lines.filter((cells) => cells.includes(topic))
  return rows.map((cells) => at.map((index) => cells[index]).join(' ')).toSorted()
}

/** The type that Kafka's tool says a group has. */
async function toolTypes(...groups: string[]): Promise<(string | undefined)[]> {
  const lines = await printed('org.apache.kafka.tools.GroupsCommand', ['--list'])
  return groups.map((group) => lines.find(([name]) => name === group)?.[1])
}

test.each(['-1', '-2', '-4', '-3', '-5', '-3600001'])('the time %s is before every record', async (value) => {
  const group = await committedGroup([[0, 3n]])
  const { partitions } = await preview({ group, to: 'time', value })
  expect(partitions).toMatchObject([0, 1].map((partition) => ({ partition, after: '0' })))
  await change({ group, partitions: [{ topic, partition: 0 }], to: 'time', value })
  expect(await committed(group)).toEqual({ 0: '0 ' })
})

test('preview says what would happen and changes nothing', async () => {
  const group = await committedGroup([[0, 1n]])
  const { partitions, refusal } = await preview({ group, to: 'time', value: '2500' })
  expect(refusal).toBeNull()
  expect(partitions).toMatchObject([
    { partition: 0, before: '1', after: '2', skipped: '1', readAgain: '0', landsAt: 3000, endOffset: '4' },
    { partition: 1, before: null, after: '2', skipped: '2', landsAt: 3000 },
  ])
  expect(await committed(group)).toEqual({ 0: '1 mine' })
})

test('change and undo: what Kafka’s tool prints, then byte for byte what was there', { timeout: 60_000 }, async () => {
  const group = await committedGroup([[0, 1n]])
  const planned = await preview({ group, to: 'latest' })
  const { changeId, partitions } = await change({ group, to: 'latest', expect: planned.partitions })
  expect(partitions).toEqual([
    { topic, partition: 0, before: '1', after: '4' },
    { topic, partition: 1, before: null, after: '4' },
  ])
  expect(await toolOffsets(group)).toEqual(['0 4', '1 4'])
  await undo({ group, changeId })
  expect(await committed(group)).toEqual({ 0: '1 mine' })
  await expect(undo({ group, changeId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('offsets as a file: out, and in again after they moved; a file of another group is refused', async () => {
  const group = await committedGroup([
    [0, 1n],
    [1, 3n],
  ])
  const file = await getOffsets(ctx, call({ group, format: 'csv' }))
  if (!(file instanceof RawResponse)) throw new Error('no file')
  expect(file.response.headers.get('content-disposition')).toContain(`${group}-offsets.csv`)
  const text = await file.response.text()
  await change({ group, to: 'latest' })
  const partitions = readOffsetsFile(text, group)
  expect((await preview({ group, to: 'each', partitions })).partitions).toMatchObject([
    { partition: 0, before: '4', after: '1', readAgain: '3' },
    { partition: 1, before: '4', after: '3', readAgain: '1' },
  ])
  await change({ group, to: 'each', partitions })
  expect(await committed(group)).toEqual({ 0: '1 ', 1: '3 ' })
  await expect(preview({ group, to: 'each' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const beyond = [{ topic, partition: 7, offset: '1' }]
  await expect(preview({ group, to: 'each', partitions: beyond })).rejects.toThrow('has no partition 7')
})

test('a preview that is out of date, and an undo after somebody moved, are conflicts', async () => {
  const group = await committedGroup([[0, 1n]])
  const stale = [{ topic, partition: 0, before: '0', after: '4' }]
  await expect(change({ group, to: 'latest', expect: stale })).rejects.toMatchObject({ code: 'CONFLICT' })
  const first = await change({ group, to: 'offset', value: '3', partitions: [{ topic, partition: 0 }] })
  await change({ group, to: 'shift', value: '-1', partitions: [{ topic, partition: 0 }] })
  await expect(undo({ group, changeId: first.changeId })).rejects.toThrow('somebody moved it since')
  expect(await committed(group)).toEqual({ 0: '2 ' })
})

test('a live group is refused with the names of its members, and its offsets stay', { timeout: 60_000 }, async () => {
  const group = randomName('live')
  const consumer = kafka.consumer({ groupId: group })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({ eachMessage: async () => undefined, autoCommitInterval: 100 })
  try {
    await expect.poll(() => committed(group).catch(() => ({})), { timeout: 20_000 }).toMatchObject({ 0: '4 ', 1: '4 ' })
    expect((await preview({ group, to: 'earliest' })).refusal).toMatch(/1 member is connected .*test on 127/)
    const attempt = change({ group, to: 'earliest' })
    await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(deleteGroup(ctx, call({ group, reason: 'a test' }))).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await committed(group)).toMatchObject({ 0: '4 ', 1: '4 ' })
  } finally {
    await consumer.disconnect()
  }
})

test('a streams group stays one', { timeout: 90_000 }, async () => {
  const group = randomName('streams')
  const member = await joinStreamsGroup(ctx.cluster, { group, topic })
  await expect(change({ group, to: 'earliest' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await member.leave()
  const { changeId } = await change({ group, to: 'latest', topics: [topic] })
  expect(await committed(group)).toEqual({ 0: '4 ', 1: '4 ' })
  expect(await toolOffsets(group, 'streams')).toEqual(['0 4', '1 4'])
  expect(await toolTypes(group)).toEqual(['Streams'])
  await undo({ group, changeId })
  expect(await committed(group).catch(() => ({}))).toEqual({})
})

test(
  'a KIP-848 group stays one, a share group starts elsewhere and forgets a topic',
  { timeout: 120_000 },
  async () => {
    const [consumerGroup, shareGroup] = [randomName('k848'), randomName('share')]
    const args = ['--bootstrap-server', bootstrapServers, '--topic', topic]
    const consumer = await startJavaTool({
      mainClass: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
      args: [...args, '--group', consumerGroup, '--from-beginning', '--command-property', 'group.protocol=consumer'],
      folder,
    })
    const share = await startJavaTool({
      mainClass: 'org.apache.kafka.tools.consumer.ConsoleShareConsumer',
      args: [...args, '--group', shareGroup],
      folder,
    })
    const members = async (group: string) =>
      loadTarget(ctx.cluster, group)
        .then(({ description, committed: offsets }) => [description.members.length, offsets.get(topic)?.size ?? 0])
        .catch(() => [-1, -1])
    await expect.poll(() => members(consumerGroup), { timeout: 40_000 }).toEqual([1, 2])
    await expect.poll(async () => (await members(shareGroup))[0], { timeout: 40_000 }).toBe(1)
    await Promise.all([consumer.stop(10_000), share.stop(10_000)])
    await expect.poll(async () => (await members(consumerGroup))[0], { timeout: 60_000 }).toBe(0)
    await expect.poll(async () => (await members(shareGroup))[0], { timeout: 60_000 }).toBe(0)

    await change({ group: consumerGroup, to: 'offset', value: '2' })
    expect(await committed(consumerGroup)).toEqual({ 0: '2 ', 1: '2 ' })
    expect(await toolOffsets(consumerGroup)).toEqual(['0 2', '1 2'])

    const each = [
      { topic, partition: 0, offset: '1' },
      { topic, partition: 1, offset: '3' },
    ]
    await change({ group: shareGroup, to: 'each', partitions: each })
    expect(await toolOffsets(shareGroup, 'share')).toEqual(['0 1', '1 3'])
    expect(await toolTypes(consumerGroup, shareGroup)).toEqual(['Consumer', 'Share'])
    await deleteTopicOffsets(ctx, call({ group: shareGroup, topic, reason: 'retired' }))
    expect((await loadTarget(ctx.cluster, shareGroup)).committed.get(topic)?.size ?? 0).toBe(0)
    expect(await toolOffsets(shareGroup, 'share')).toEqual([])
  },
)

test('deleting: one topic’s offsets, then the group, each with an audit record', async () => {
  const group = await committedGroup([[0, 1n]])
  await deleteTopicOffsets(ctx, call({ group, topic, reason: 'retired' }))
  await expect(deleteTopicOffsets(ctx, call({ group, topic, reason: 'retired' }))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const other = await committedGroup([[0, 1n]])
  expect(await deleteGroup(ctx, call({ group: other, reason: 'retired' }))).toEqual({ done: true })
  await expect(loadTarget(ctx.cluster, other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const query = { sort: '-at', page: 1, pageSize: 50, cluster: 'test' } as Parameters<typeof listAudit>[1]
  const runtime = { ...ctx.runtime, clusters: { all: () => [ctx.cluster], get: () => ctx.cluster } }
  const audit = await listAudit({ ...ctx, runtime } as unknown as Parameters<typeof listAudit>[0], query)
  expect(audit.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: 'group.delete', target: other, reason: 'retired', result: 'ok' }),
      expect.objectContaining({ action: 'group.offsets.delete', target: group, result: 'failed' }),
    ]),
  )
})
