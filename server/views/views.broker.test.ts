import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { deleteView } from './delete-view.ts'
import { listViews } from './list-views.ts'
import { saveView } from './save-view.ts'

let ctx: ClusterCtx
beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

test('views are kept for everybody, replaced by name, and removed', async () => {
  const topic = await createTopic()
  expect(await listViews(ctx, { topic })).toEqual({ items: [] })
  const first = await saveView(ctx, { topic, name: 'Paid', query: 'text=PAID' })
  await saveView(ctx, { topic, name: 'All', query: '' })
  const second = await saveView(ctx, { topic, name: 'Paid', query: 'text=paid' })
  expect(second.id).toBe(first.id)

  // Another process: what it sees comes from the topic.
  const other = testContext(inject('bootstrapServers'))
  const seen = await listViews(other, { topic })
  expect(seen.items.map(({ name, query }) => [name, query])).toEqual([
    ['All', ''],
    ['Paid', 'text=paid'],
  ])
  await deleteView(other, { topic, view: first.id })
  other.cluster.close()
  expect((await listViews(ctx, { topic })).items.map(({ name }) => name)).toEqual(['All'])
  await expect(deleteView(ctx, { topic, view: first.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('there is no view of a topic that is not there', async () => {
  await expect(saveView(ctx, { topic: 'no-such-topic', name: 'x', query: '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
