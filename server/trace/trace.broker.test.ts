import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Message } from '#lib/contract/messages.ts'
import { trace, TraceDone, TraceQuery, type TraceStart } from '#lib/contract/trace.ts'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { readerContext, testContext } from '#testkit/http/test-context.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { streamTrace } from './stream-trace.ts'

let ctx: ClusterCtx
const START = 1_790_000_000_000

beforeAll(() => {
  ctx = testContext(inject('bootstrapServers'))
})
afterAll(() => ctx.cluster.close())

interface Traced {
  start: TraceStart
  messages: Message[]
  done: TraceDone
}

async function traced(query: Record<string, unknown>, signal = new AbortController().signal): Promise<Traced> {
  const found: Partial<Traced> = {}
  const messages: Message[] = []
  for await (const frame of await streamTrace(readerContext(ctx.cluster, signal), TraceQuery.parse(query))) {
    const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/s.exec(Buffer.from(frame).toString()) ?? []
    const schema = trace.events?.[event]
    if (!schema) throw new Error(`an event of no name in the contract: ${event}`)
    const value: unknown = schema.parse(JSON.parse(data))
    if (event === 'match') messages.push((value as { message: Message }).message)
    if (event === 'start') found.start = value as TraceStart
    if (event === 'done') found.done = TraceDone.parse(value)
  }
  if (!found.start || !found.done) throw new Error('the trace did not end')
  return { start: found.start, done: found.done, messages }
}

const header = (name: string, value: string) => ({ name: Buffer.from(name), value: Buffer.from(value) })

/** Orders, payments and shipments: each order goes over all three, a second after the other, one hour apart from the next order. */
async function shop(orders: number): Promise<{ prefix: string; topics: string[] }> {
  const prefix = randomName('trace')
  const topics: string[] = []
  for (const [step, name] of ['orders', 'payments', 'shipments'].entries()) {
    const topic = await createTopic({ topic: `${prefix}-${name}`, partitions: 2 })
    topics.push(topic)
    for (const partition of [0, 1]) {
      const records = Array.from({ length: orders }, (_, index) => index)
        .filter((index) => index % 2 === partition)
        .map((index) => ({
          key: Buffer.from(`order-${index}`),
          value: Buffer.from(JSON.stringify({ order: index, step: name })),
          headers: [
            header('correlation-id', `c-${index}`),
            header('traceparent', `00-${traceId(index)}-00f067aa0ba902b${step}-01`),
          ],
          timestamp: START + index * 3_600_000 + step * 1_000,
        }))
      await appendBatch(ctx.cluster, { topic, partition }, encodeBatch({ records }))
    }
  }
  await ctx.cluster.metadata({ maxAgeMs: 0 })
  return { prefix, topics }
}

const traceId = (index: number) => String(index).padStart(32, 'f')
const places = (messages: Message[]) =>
  messages.map(({ topic, key }) => `${topic.split('-').at(-1)} ${key?.text ?? ''}`)

test('follows one id over the topics of a pattern, merged by time', async () => {
  const { prefix, topics } = await shop(40)
  const story = ['orders order-7', 'payments order-7', 'shipments order-7']
  for (const query of [{ header: 'correlation-id:c-7' }, { key: 'order-7' }, { text: traceId(7) }]) {
    const { start, messages, done } = await traced({ topics: `${prefix}-*`, ...query })
    expect(start).toEqual({ topics, leftOut: { count: 0, examples: [] } })
    expect(places(messages)).toEqual(story)
    expect(done).toMatchObject({ complete: true, stoppedBecause: 'end' })
    expect(done.topics.map(({ topic, state, matched }) => ({ topic, state, matched }))).toEqual(
      topics.map((topic) => ({ topic, state: 'done', matched: 1 })),
    )
    for (const { coverage } of done.topics) expect(coverage).toMatchObject({ complete: true, matched: 1 })
  }
  expect(
    places((await traced({ topics, text: traceId(7), from: 'oldest', sorted: false })).messages).toSorted(),
  ).toEqual(story)
  const later = { from: 'time', timestamp: START + 7 * 3_600_000 + 500 }
  expect(places((await traced({ topics, key: 'order-7', ...later })).messages)).toEqual(story.slice(1))
})

test('a topic that reaches its limit says so and is read on by its token', async () => {
  const { topics } = await shop(12)
  const query = { topics, text: '"order"', from: 'oldest', limit: 5 }
  const first = await traced(query)
  expect(first.messages).toHaveLength(15)
  expect(first.done).toMatchObject({ complete: false, stoppedBecause: 'limit' })
  const seen = [...first.messages]
  for (let tokens = tokensOf(first.done); tokens.length > 0;) {
    const next = await traced({ ...query, continue: tokens })
    seen.push(...next.messages)
    tokens = tokensOf(next.done)
  }
  expect(new Set(places(seen)).size).toBe(36)
  expect(seen).toHaveLength(36)
  await expect(traced({ ...query, continue: ['elsewhere:x'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

const tokensOf = ({ topics }: TraceDone) => topics.flatMap((topic) => topic.continue ?? [])

test('topics that were not read in time are named, and read by going on', async () => {
  const { topics } = await shop(10)
  const query = { topics, key: 'order-3', maxSeconds: 0.1 }
  const leaving = new AbortController()
  const frames = await streamTrace(
    readerContext(ctx.cluster, leaving.signal),
    TraceQuery.parse({ ...query, maxSeconds: 60 }),
  )
  const iterator = frames[Symbol.asyncIterator]()
  await iterator.next()
  leaving.abort()
  let last = ''
  for (let next = await iterator.next(); !next.done; next = await iterator.next())
    last = Buffer.from(next.value).toString()
  expect(last).toContain('"stoppedBecause":"cancelled"')
  const seen: Message[] = []
  let tokens: string[] | undefined
  for (let round = 0; round < 50; round += 1) {
    const { messages, done } = await traced({ ...query, ...(tokens ? { continue: tokens } : {}) })
    seen.push(...messages)
    tokens = tokensOf(done)
    if (tokens.length === 0) break
    expect(done).toMatchObject({ complete: false, stoppedBecause: 'maxSeconds' })
  }
  expect(places(seen).toSorted()).toEqual(['orders order-3', 'payments order-3', 'shipments order-3'])
})

test('a wrong question is answered before the stream begins', async () => {
  const { topics } = await shop(2)
  expect(() => TraceQuery.parse({ topics })).toThrow(/say what is followed/)
  expect(() => TraceQuery.parse({ text: 'x' })).toThrow(/topics/)
  await expect(traced({ topics: [...topics, 'no-such-topic'], text: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(traced({ topics: 'no-such-*', text: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})
