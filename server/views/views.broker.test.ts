import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createTopic } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { NO_KEYS } from '#server/trust/key-ring.ts'
import { installKeyRingOf } from '#server/trust/own-keys.ts'
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

test('a view that is kept in memory only says so, also when it is removed', async () => {
  const topic = await createTopic()
  expect(await saveView(ctx, { topic, name: 'Stored', query: '' })).toMatchObject({ durable: true })
  const keyless = testContext(inject('bootstrapServers'))
  installKeyRingOf(keyless.cluster, NO_KEYS)
  try {
    const kept = await saveView(keyless, { topic, name: 'Kept here', query: '' })
    expect(kept).toMatchObject({ durable: false })
    expect((await listViews(ctx, { topic })).items.map(({ name }) => name)).toEqual(['Stored'])
    expect(await deleteView(keyless, { topic, view: kept.id })).toEqual({ done: true, durable: false })
  } finally {
    keyless.cluster.close()
  }
})

test('there is no view of a topic that is not there', async () => {
  await expect(saveView(ctx, { topic: 'no-such-topic', name: 'x', query: '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
