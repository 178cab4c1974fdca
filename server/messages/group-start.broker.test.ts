import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ExportQuery } from '#lib/contract/export.ts'
import { MessagesQuery } from '#lib/contract/messages.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { exportLines } from '#server/export/export-records.ts'
import { commitOffset } from '#testkit/groups/commit-offset.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { fill } from '#testkit/kafka/fill-topic.ts'
import { listMessages } from './list-messages.ts'

let ctx: ClusterCtx
beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

const page = async (topic: string, query: Record<string, unknown>) =>
  listMessages(ctx, { topic, ...MessagesQuery.parse({ from: 'group', ...query }) })

test('records are read from where a group goes on, partition by partition, in both directions', async () => {
  const topic = await createTopic({ partitions: 3 })
  for (const partition of [0, 1, 2]) await fill(ctx.cluster, { topic, partition }, { batches: [10] })
  const group = randomName('group')
  await commitOffset(ctx.cluster, group, { topic, partition: 0, offset: 7n })
  await commitOffset(ctx.cluster, group, { topic, partition: 1, offset: 10n })

  const next = await page(topic, { group })
  expect(next.messages.map(({ partition, offset }) => `${partition}/${offset}`)).toEqual(['0/7', '0/8', '0/9'])
  expect(next.coverage.notes).toEqual(['withoutCommit'])
  expect(next.coverage.partitions.map(({ partition, from, to }) => [partition, from, to])).toEqual([
    [0, '7', '10'],
    [1, '10', '10'],
  ])
  const before = await page(topic, { group, order: 'newest', partition: [0], limit: 2 })
  expect(before.messages.map(({ offset }) => offset)).toEqual(['6', '5'])
  const further = await page(topic, { group, order: 'newest', partition: [0], limit: 2, cursor: before.cursor })
  expect(further.messages.map(({ offset }) => offset)).toEqual(['4', '3'])

  const lines: string[] = []
  for await (const line of exportLines(ctx, { topic, ...ExportQuery.parse({ from: 'group', group }) })) lines.push(line)
  expect(lines).toHaveLength(4)
})

test('a group without a position in the topic is said', async () => {
  const topic = await createTopic()
  await expect(page(topic, { group: randomName('group') })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(page(topic, {})).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})
