import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { createTopic, randomName } from '#testkit/broker/topics.ts'
import { appendBatch } from '#server/kafka/produce/append-batch.ts'
import { encodeBatch } from '#server/kafka/records/encode-batch.ts'
import { resourceMetrics } from '#server/observability/resource-metrics.ts'
import { runtime } from '#server/runtime.ts'
import { Chance } from '#testkit/search/random-topic.ts'
import { type Asked, dropRequest } from '#testkit/http/drop-request.ts'
import { testConsole } from '#testkit/http/test-console.ts'

/** DROPS=500 for the long form, which prints what each kind takes. */
const LONG = process.env['DROPS'] !== undefined
const DROPS = Number(process.env['DROPS'] ?? 60)
const AT_ONCE = 5
const WITHIN_MS = 2_000
const SEED = Math.floor(Math.random() * 1_000_000)

let console_: Awaited<ReturnType<typeof testConsole>>
let topic: string
let replay: string
let target: { topic: string }

beforeAll(async () => {
  // Every request has to get as far as taking something: none may be refused for the number of them.
  const plenty = { perUser: 10_000, all: 10_000 }
  console_ = await testConsole(inject('bootstrapServers'), {
    limits: { queries: plenty, scans: plenty, streams: plenty, pointsPerSecond: 1_000_000 },
    // A replay that waits has an open stream of events.
    replays: { approvalAbove: 0 },
  })
  topic = await createTopic({ topic: `${randomName('dropped')}-dlq`, config: { 'retention.ms': '-1' } })
  const cluster = runtime().clusters.get('test')
  const header = (name: string, value: string) => ({ name: Buffer.from(name), value: Buffer.from(value) })
  const headers = [header('__connect.errors.topic', topic), header('__connect.errors.exception.message', 'no')]
  const records = Array.from({ length: 500 }, (_, at) => ({
    key: Buffer.from(`key-${at}`),
    value: Buffer.alloc(1_000, 'x'),
    headers,
    timestamp: 1_790_000_000_000 + at,
  }))
  for (let batch = 0; batch < 10; batch += 1)
    await appendBatch(cluster, { topic, partition: 0 }, encodeBatch({ records }))
  target = { topic: await createTopic() }
  const created = await json('/replays', { source: { topic }, selection: { all: true }, target, reason: 'a test' })
  replay = created.id
}, 120_000)
afterAll(async () => console_.close())

async function json(path: string, body: object): Promise<{ id: string }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${console_.api}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.ok, await response.clone().text()).toBe(true)
  return response.json() as Promise<{ id: string }>
}

const filter = `filter=${encodeURIComponent('key.endsWith("-7")')}`
const post = (path: string, body: object): Asked => ({
  path,
  method: 'POST',
  body: { type: 'application/json', text: JSON.stringify(body), whole: true },
})
const lines = (whole: boolean) => ({ type: 'application/x-ndjson', text: '{"value":{"text":"x"}}\n', whole })

/** Every kind of request that holds a thread, a slot or connections, and what its answer begins or ends with. */
const kinds: [kind: string, asked: () => Asked, sign: string, whole?: () => Asked][] = [
  ['search', () => ({ path: `/topics/${topic}/search?text=nothing&from=oldest` }), 'event: done'],
  ['search by an expression', () => ({ path: `/topics/${topic}/search?${filter}` }), 'event: done'],
  ['search by POST', () => post(`/topics/${topic}/search`, { text: 'nothing' }), 'event: done'],
  ['key history', () => ({ path: `/topics/${topic}/search?key=key-7&order=newest` }), 'event: done'],
  ['estimate', () => ({ path: `/topics/${topic}/search/estimate?text=nothing` }), '"records":"5000"'],
  ['export', () => ({ path: `/topics/${topic}/export?from=oldest` }), '"complete":true'],
  ['export as CSV', () => ({ path: `/topics/${topic}/export?format=csv&limit=50` }), '"timestamp",'],
  ['analysis', () => ({ path: `/topics/${topic}/analysis` }), 'event: done'],
  ['trace', () => ({ path: `/trace?topics=${topic}&text=nothing&from=oldest` }), 'event: done'],
  ['tail', () => ({ path: `/tail?topics=${topic}&last=50` }), 'event: start'],
  ['tail of what is there', () => ({ path: `/tail?topics=${topic}&last=50&follow=false` }), 'event: end'],
  ['causes of dead letters', () => ({ path: `/dead-letters/${topic}/failures` }), 'event: done'],
  ['causes by an expression', () => ({ path: `/dead-letters/${topic}/failures?${filter}` }), 'event: done'],
  ['list of dead letters', () => ({ path: `/dead-letters/${topic}/records?text=nothing` }), '"items"'],
  ['list by an expression', () => ({ path: `/dead-letters/${topic}/records?${filter}` }), '"items"'],
  ['search of dead letters', () => ({ path: '/dead-letter-search?text=nothing' }), '"items"'],
  ['events of a replay', () => ({ path: `/replays/${replay}/events` }), 'event: job'],
  ['records of a replay', () => ({ path: `/replays/${replay}/records` }), '"items"'],
  ['file of a replay', () => ({ path: `/replays/${replay}/records/export?format=csv` }), '"partition",'],
  [
    'dry run',
    () => post('/replays', { source: { topic }, selection: { all: true }, target, reason: 'a test', dryRun: true }),
    '"selected"',
  ],
  ['download of a value', () => ({ path: `/topics/${topic}/messages/0/3?download=value` }), 'x'.repeat(1_000)],
  ['whole record', () => ({ path: `/topics/${topic}/messages/0/3` }), '"offset":"3"'],
  [
    'import',
    () => ({ path: `/topics/${topic}/import?dryRun=true&partitioning=key`, method: 'POST', body: lines(false) }),
    '"records":1',
    () => ({ path: `/topics/${topic}/import?dryRun=true&partitioning=key`, method: 'POST', body: lines(true) }),
  ],
]

/** Until the sign has come; how long that took. */
async function answerOf({ path, method = 'GET', body }: Asked, sign: string): Promise<string> {
  const leaving = new AbortController()
  const timer = setTimeout(() => leaving.abort(), 30_000)
  const init = { method, signal: leaving.signal, ...(body ? { body: body.text } : {}) }
  const headers = body ? { 'content-type': body.type } : {}
  const response = await fetch(`${console_.api}${path}`, { ...init, headers })
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString()
    if (text.includes(sign)) break
  }
  clearTimeout(timer)
  leaving.abort()
  return text.includes(sign) ? sign : `${response.status} ${text.slice(-300)}`
}

/** How many milliseconds it takes until the sign has come. */
async function timed(asked: Asked, sign: string): Promise<number> {
  const start = performance.now()
  expect(await answerOf(asked, sign)).toBe(sign)
  return performance.now() - start
}

/** All gauges but threads that are kept for the next search. */
async function gauges(): Promise<string[]> {
  const text = await resourceMetrics(runtime()).metrics()
  const held = text.split('\n').filter((line) => /^tailrace_\w+\{.*\} [1-9]/.test(line) && !line.includes('idle'))
  const { size } = runtime().clusters.get('test').lastMetadata?.nodes ?? { size: 0 }
  return [...held, `dedicated connections ${runtime().clusters.get('test').dedicatedConnections}`, `brokers ${size}`]
}

let atStart: string[]
beforeEach(async () => {
  atStart ??= await gauges()
})

const timeout = 60_000 + DROPS * 500

test.each(kinds)(
  `%s: works after ${DROPS} that were dropped (seed ${SEED})`,
  { timeout },
  async (kind, asked, sign, whole) => {
    // What it takes where nothing was dropped: other tests use the same broker, and their topics are searched, too.
    const before = await timed((whole ?? asked)(), sign)
    const chance = new Chance(SEED)
    for (let at = 0; at < DROPS; at += AT_ONCE) {
      const drop = async () => dropRequest(console_.api, asked(), chance.below(61))
      await Promise.all(Array.from({ length: AT_ONCE }, drop))
    }
    const after = await timed((whole ?? asked)(), sign)
    if (LONG) process.stdout.write(`${kind}: ${before.toFixed(0)} ms before, ${after.toFixed(0)} ms after\n`)
    expect(after).toBeLessThan(Math.max(WITHIN_MS, 3 * before))
    // Live tails keep their loop for a moment, for a page that is loaded again.
    await expect.poll(gauges, { timeout: 8_000, interval: 100 }).toEqual(atStart)
  },
)
