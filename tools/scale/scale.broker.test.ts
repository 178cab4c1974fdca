import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedKafka, startKafka } from '#server/demo/broker/start-kafka.ts'
import { listGroups } from '#server/groups/list-groups.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { testContext } from '#testkit/http/test-context.ts'
import { lagSampler } from '#server/lag/lag-sampler.ts'
import { listTopics } from '#server/topics/list-topics.ts'
import { seedScale } from './seed-scale.ts'

/** The short form of `npm run scale`: what matters is that the cost grows with brokers and not with groups and topics. */
const SCALE = { topics: 120, partitionsPerTopic: 3, groups: 150 }

let folder: string
let kafka: EmbeddedKafka
let ctx: ClusterCtx
const requests = new Map<string, number>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-scale-'))
  kafka = await startKafka({ dataDir: folder })
  ctx = testContext(kafka.bootstrapServers)
  await seedScale(ctx.cluster, SCALE)
  const send = ctx.cluster.send.bind(ctx.cluster)
  ctx.cluster.send = async (to, api, request, options) => {
    requests.set(api.name, (requests.get(api.name) ?? 0) + 1)
    return send(to, api, request, options)
  }
}, 180_000)

afterAll(async () => {
  ctx.cluster.close()
  await kafka.stop()
  await rm(folder, { recursive: true, force: true })
})

test(
  'a round asks a fixed number of questions, whatever the number of groups and topics',
  { timeout: 120_000 },
  async () => {
    const sampler = lagSampler(ctx.cluster)
    await sampler.resample()
    requests.clear()
    await sampler.resample()
    expect(Object.fromEntries(requests)).toMatchObject({ ListGroups: 1 })
    // Besides the records at the positions of those that are behind, at most 48 a round.
    const { Fetch: looked = 0, ...others } = Object.fromEntries(requests)
    // One round of this test's, and perhaps one of the sampler's own.
    expect(looked).toBeLessThanOrEqual(2 * 48)
    expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2 * 16)
  },
)

test('all of it is listed, sorted and paged, with the lag that is there', { timeout: 60_000 }, async () => {
  const list = { cluster: 'test', pageSize: 40 }
  const page = async (number: number) => listGroups(ctx, { ...list, sort: '-totalLag', page: number })
  const groups = [
    ...(await page(1)).items,
    ...(await page(2)).items,
    ...(await page(3)).items,
    ...(await page(4)).items,
  ]
  expect(groups).toHaveLength(SCALE.groups)
  const lags = groups.map(({ totalLag }) => Number(totalLag))
  expect(lags).toEqual(lags.toSorted((a, b) => b - a))
  // Each commits (group + partition) mod 6 of 5 records on three partitions of three topics.
  const expected = Array.from({ length: SCALE.groups }, (_, group) =>
    [0, 1, 2].reduce((sum, partition) => sum + 3 * (5 - ((group + partition) % 6)), 0),
  )
  expect(lags.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b))
  const topics = await listTopics(ctx, { ...list, sort: '-records', page: 3, internal: false } as never)
  expect(topics).toMatchObject({ total: SCALE.topics })
  expect(topics.items.every(({ records }) => records === '15')).toBe(true)
})
