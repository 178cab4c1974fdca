import { expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from '#lib/contract/endpoint.ts'
import { endpoints } from '#lib/contract/endpoints.ts'
import { listMessages, produceMessage, ProduceBody } from '#lib/contract/messages.ts'
import { checkSchema } from '#lib/contract/schemas.ts'
import { searchByPost } from '#lib/contract/search.ts'
import { createTopic } from '#lib/contract/topics.ts'
import { BodyBudget } from './body-budget.ts'
import { readBody } from './read-body.ts'
import { readInput } from './read-input.ts'

const headers = { 'content-type': 'application/json' }
const MIB = 1 << 20

function requestWith(body: BodyInit): Request {
  const url = 'http://127.0.0.1/api/v1/clusters/main/topics/orders/messages'
  return new Request(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
}

const small = endpoint({
  method: 'POST',
  path: '/small',
  summary: '',
  permission: null,
  resources: () => [],
  body: z.unknown(),
  output: z.unknown(),
})

function cpuMs(since: NodeJS.CpuUsage): number {
  return process.cpuUsage(since).user / 1000
}

test('a body has the size its endpoint allows: 256 KiB unless it says more', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(257 << 10) })
  await expect(readInput(small, requestWith(body))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  const value = { value: { text: 'x'.repeat(257 << 10) } }
  expect(await readInput(produceMessage, requestWith(JSON.stringify(value)))).toMatchObject(value)
  const schema = (length: number) => requestWith(JSON.stringify({ type: 'AVRO', text: 'x'.repeat(length) }))
  await expect(readInput(checkSchema, schema(2 * MIB))).rejects.toMatchObject({ code: 'TOO_LARGE' })
})

test('a body that says it is too large is refused before it is read', async () => {
  let pulled = 0
  const stream = new ReadableStream({
    pull: (controller) => {
      pulled += 1
      controller.enqueue(new Uint8Array(64 << 10))
    },
  })
  const request = requestWith(stream)
  Object.defineProperty(request, 'headers', { value: new Headers({ ...headers, 'content-length': String(MIB) }) })
  await expect(readInput(small, request)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  expect(pulled).toBeLessThanOrEqual(1)
})

test('brackets by the million, and values by the million, are refused before they are parsed', async () => {
  for (const body of [`{"text":${'['.repeat(8 * MIB)}`, `[${'{},'.repeat(5 * MIB)}{}]`]) {
    const before = process.cpuUsage()
    const error = await readInput(produceMessage, requestWith(body)).catch((reason: unknown) => reason)
    expect(cpuMs(before)).toBeLessThan(400)
    expect(error).toMatchObject({ message: expect.stringMatching(/64 levels|350,000 values/) as string })
  }
  const inString = { value: { text: '[{"\\'.repeat(100_000) } }
  expect(await readInput(produceMessage, requestWith(JSON.stringify(inString)))).toMatchObject(inString)
})

test('unknown keys are refused by their names, in every body of the contract', async () => {
  await expect(
    readInput(createTopic, requestWith('{"name":"a","partitions":1,"reason":"because","configs":{}}')),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT', issues: [{ path: 'configs' }] })
  await expect(
    readInput(produceMessage, requestWith('{"value":{"text":"a","fromat":"json"},"headers":[]}')),
  ).rejects.toMatchObject({ issues: [{ path: 'value.fromat' }] })
  const open = endpoints
    .filter(({ method, bodyType }) => method !== 'GET' && bodyType === 'application/json')
    .filter(({ body }) => !refuses(body))
  expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([])
})

function refuses(body: z.ZodType): boolean {
  const { error } = body.safeParse({ unknownKey: 1 })
  return error?.issues.some(({ code }) => code === 'unrecognized_keys') ?? false
}

test('text that no UTF-8 can hold is refused where it is', async () => {
  await expect(readInput(produceMessage, requestWith('{"value":{"text":"a\\ud800"}}'))).rejects.toMatchObject({
    issues: [{ path: 'value.text' }],
  })
  await expect(
    readInput(produceMessage, requestWith(Buffer.from('{"value":{"text":"\xff"}}', 'latin1'))),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(ProduceBody.safeParse({ value: { text: '😀' } }).success).toBe(true)
})

test('order=oldest alone reads from the oldest', async () => {
  const url = 'http://127.0.0.1/api/v1/clusters/main/topics/orders/messages'
  const fromOf = async (query: string) => (await readInput(listMessages, new Request(`${url}?${query}`)))['from']
  expect(await fromOf('order=oldest')).toBe('oldest')
  expect(await fromOf('order=newest')).toBe('newest')
  expect(await fromOf('from=newest&order=oldest')).toBe('newest')
  expect(await readInput(searchByPost, requestWith('{"order":"oldest"}'))).toMatchObject({ from: 'oldest' })
})

test('bodies on their way are bounded all together, and a small one always gets through', async () => {
  const budget = new BodyBudget(MIB)
  const body = () => requestWith('x'.repeat(600 << 10))
  const [first, second, small] = [budget.lease(), budget.lease(), budget.lease()]
  await readBody(body(), { maxBytes: MIB, lease: first })
  await expect(readBody(body(), { maxBytes: MIB, lease: second })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await readBody(requestWith('x'.repeat(60 << 10)), { maxBytes: MIB, lease: small })
  for (const lease of [first, second, small, small]) lease.close()
  expect(budget.usedBytes).toBe(0)
  await readBody(body(), { maxBytes: MIB, lease: second })
})

test('a body that stops arriving is given up', async () => {
  let cancelled = false
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => {
      cancelled = true
    },
  })
  const options = { maxBytes: MIB, lease: null, idleMs: 50 }
  await expect(readBody(requestWith(body), options)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(cancelled).toBe(true)
})
