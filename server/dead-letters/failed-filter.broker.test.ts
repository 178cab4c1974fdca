import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { FailureProgress } from '#lib/contract/dead-letters.ts'
import { ExportQuery, FileEnd } from '#lib/contract/export.ts'
import { SearchQuery } from '#lib/contract/search.ts'
import { createTopic } from '#testkit/broker/topics.ts'
import { exportRecords } from '#server/export/export-records.ts'
import type { ClusterCtx } from '#server/http/context.ts'
import { connectHeaders, dryRun, record, startReplay, testContext, write } from '#testkit/replays/harness.ts'
import { searchRecords } from '#server/search/search-records.ts'
import { ignoreDeadLetters } from './ignore-dead-letters.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { streamFailures } from './stream-failures.ts'

let ctx: ClusterCtx
let dlq: string

/** The amounts are text. */
const FAILS = 'value.total.amount > 500'
const REWRITE = 'double(value.total.amount) > 500'
/** `plain` is a number in one record. */
const FAILS_ON_TWO = 'value.plain > 5'

beforeAll(async () => {
  ctx = testContext(inject('bootstrapServers'))
  const origin = await createTopic()
  dlq = await createTopic({ topic: `${origin}-dlq` })
  const value = (id: number) =>
    Buffer.from(`{"id":"o-${id}","total":{"amount":"${id}00.00"},"plain":${id === 9 ? 9 : `"${id}"`}}`)
  for (const id of [3, 6, 9])
    await write(ctx.cluster, { topic: dlq }, [record({ value: value(id), headers: connectHeaders(origin, 0, id) })])
})
afterAll(() => ctx.cluster.close())

const failedOn = (records: number, evaluated = records) => ({
  records,
  evaluated,
  kinds: [{ kind: 'type', type: 'text', wanted: 'number', records }],
})

async function causes(filter: string): Promise<FailureProgress> {
  const decoder = new TextDecoder()
  let last = ''
  for await (const frame of await streamFailures(ctx, { topic: dlq, filter })) last = decoder.decode(frame)
  return FailureProgress.parse(JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? ''))
}

async function coverageOf(query: Record<string, unknown>) {
  const asked = { topic: dlq, ...SearchQuery.parse({ from: 'oldest', ...query }) }
  for await (const event of searchRecords(ctx, asked)) if (event.type === 'done') return event.coverage
  throw new Error('the search did not end')
}

test('a search says on how many of the records it was evaluated for a filter failed', async () => {
  expect(await coverageOf({ filter: FAILS })).toMatchObject({ matched: 0, filterFailures: failedOn(3) })
  expect((await coverageOf({ filter: FAILS })).filterFailures?.kinds[0]?.rewrite).toBe(REWRITE)
  const found = await coverageOf({ filter: REWRITE })
  expect(found.matched).toBe(2)
  expect(found.filterFailures).toBeUndefined()
  expect(await coverageOf({ filter: FAILS_ON_TWO })).toMatchObject({ matched: 1, filterFailures: failedOn(2, 3) })
})

test('batches and records without a literal do not count', async () => {
  const coverage = await coverageOf({ filter: `value.id == "o-6" && ${FAILS}` })
  expect(coverage).toMatchObject({ records: 3, skippedBatches: 2, filterFailures: failedOn(1) })
})

test('the causes and the list of dead letters say so', async () => {
  expect(await causes(FAILS)).toMatchObject({ matched: 0, filterFailures: failedOn(3) })
  expect(await causes(FAILS_ON_TWO)).toMatchObject({ matched: 1, filterFailures: failedOn(2, 3) })
  expect((await causes(REWRITE)).filterFailures).toBeUndefined()
  const page = await listDeadLetters(ctx, { topic: dlq, limit: 10, filter: FAILS_ON_TWO })
  expect(page).toMatchObject({ items: [{ message: { offset: '2' } }], filterFailures: failedOn(2, 3) })
})

test('ignoring and replaying say so', async () => {
  const body = { source: { topic: dlq }, target: { origin: true } as const }
  const ignore = { topic: dlq, ignored: true, reason: 'test' }
  await expect(ignoreDeadLetters(ctx, { ...ignore, selection: { all: true, filter: FAILS } })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(
      'The filter failed on all 3 records: total.amount is text, not a number',
    ) as string,
  })
  const plan = await dryRun(ctx, { ...body, selection: { all: true, filter: FAILS_ON_TWO } })
  expect(plan).toMatchObject({ selected: 1, filterFailures: failedOn(2, 3) })
  await expect(startReplay(ctx, { ...body, selection: { all: true, filter: FAILS } })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('The filter failed on all 3 records') as string,
  })
  const marked = await ignoreDeadLetters(ctx, { ...ignore, selection: { all: true, filter: FAILS_ON_TWO } })
  expect(marked).toMatchObject({ marked: 1, filterFailures: failedOn(2, 3) })
})

test('an export says so in its last line', async () => {
  const linesOf = async (query: Record<string, unknown>) => {
    const { pieces } = await exportRecords(ctx, { topic: dlq, ...ExportQuery.parse(query) })
    return (await text(pieces)).trimEnd().split(/\r?\n/)
  }
  const end = FileEnd.parse(JSON.parse((await linesOf({ filter: FAILS_ON_TWO })).at(-1) ?? ''))
  expect(end).toMatchObject({ records: 1, complete: true, filterFailures: failedOn(2, 3) })
  const csv = await linesOf({ filter: FAILS, format: 'csv' })
  expect(csv.slice(1)).toEqual([
    '"FILTER FAILED: The filter failed on all 3 records: total.amount is text, not a number"',
  ])
  expect(await linesOf({ filter: REWRITE, format: 'csv' })).toHaveLength(3)
})
