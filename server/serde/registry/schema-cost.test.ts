import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemOfDraft } from '#server/schemas/schema-draft.ts'
import { watchProcess } from '#testkit/watch-process.ts'
import { encodeSide } from '../encode-side.ts'
import { Serde } from '../serde.ts'

/** A registry that answers any id, and any version of any subject, with the schema that was put under it. */
const schemas = new Map<string, { schemaType: string; schema: string }>()
let server: Server
let serde: Serde

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? ''
    const [, kind, name] = /^\/(schemas\/ids|subjects)\/([^/]+)/.exec(path) ?? []
    const found = schemas.get(name ?? '')
    const answer = path.endsWith('/versions') ? [] : { id: 7, subject: name, version: 1, ...found }
    response.writeHead(found && kind ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  serde = new Serde({ registry: { url, authorization: null, tls: {} }, protobuf: null })
})
afterAll(() => {
  serde.close()
  server.close()
})

/** What `work` gives, and for how long the thread answered nobody meanwhile, in processor time. */
async function watched<Value>(work: () => Promise<Value> | null): Promise<{ value: Value | null; blockedMs: number }> {
  const stop = watchProcess()
  const value = await work()
  return { value, blockedMs: stop().busyMs }
}

function wide(fields: number, messages = 1): string {
  const lines = Array.from({ length: fields }, (_, index) => `string f${index} = ${index + 1};`)
  const texts = Array.from({ length: messages }, (_, index) => `message M${index} { ${lines.join('\n')} }`)
  return `syntax = "proto3";\n${texts.join('\n')}`
}

function recordOf(id: number): { topic: string; key: null; value: Buffer; headers: never[] } {
  const value = Buffer.from([0, 0, 0, 0, 0, 0])
  value.writeUInt32BE(id, 1)
  return { topic: 'orders', key: null, value, headers: [] }
}

const decoded = (id: number) => {
  const { value } = recordOf(id)
  return serde.decode(value, { topic: 'orders', side: 'value', headers: [] })
}

/** Far below what a schema costs. */
const BLOCKED_MS = 150

describe('a schema that costs a lot', () => {
  test('is refused where a message has thousands of fields, and records are shown all the same', async () => {
    schemas.set('1', { schemaType: 'PROTOBUF', schema: wide(2_500) })
    const { blockedMs } = await watched(() => serde.prepare([recordOf(1)]))
    expect(decoded(1).error).toMatch(/2,500 fields|more than 2,000 fields/)
    expect(blockedMs).toBeLessThan(BLOCKED_MS)
  })

  test('holds up nobody, and is not tried again for the next record', { timeout: 20_000 }, async () => {
    schemas.set('2', { schemaType: 'PROTOBUF', schema: wide(1_900, 6) })
    const { blockedMs } = await watched(() => serde.prepare([recordOf(2)]))
    expect(blockedMs).toBeLessThan(BLOCKED_MS)
    expect(serde.prepare([recordOf(2)])).toBeNull()
  })

  test('is read by another thread, for use in this one', async () => {
    schemas.set('3', { schemaType: 'PROTOBUF', schema: wide(300, 20) })
    const { blockedMs } = await watched(() => serde.prepare([recordOf(3)]))
    expect(decoded(3)).toMatchObject({ format: 'protobuf', text: expect.stringContaining('"f299":""') as string })
    expect(blockedMs).toBeLessThan(BLOCKED_MS)
  })

  test('is checked by another thread before it is registered', async () => {
    const { registry } = serde
    if (!registry) throw new Error('there is a registry')
    const draft = { type: 'PROTOBUF' as const, text: wide(3_000), references: [] }
    const { value, blockedMs } = await watched(() => problemOfDraft(registry, draft))
    expect(value).toMatch(/more than 2,000 fields/)
    expect(blockedMs).toBeLessThan(BLOCKED_MS)
  })
})

describe('a JSON Schema', () => {
  const produce = (schema: unknown, text: string) => {
    schemas.set('checked-value', { schemaType: 'JSON', schema: JSON.stringify(schema) })
    const input = { text, format: 'jsonSchema' as const }
    return watched(() =>
      encodeSide(serde, input, { topic: 'checked', side: 'value' }).then(
        () => 'written',
        (error: unknown) => error,
      ),
    )
  }

  test('with an exponential pattern is answered in linear time', async () => {
    const { value, blockedMs } = await produce({ type: 'string', pattern: '^(a+)+$' }, `"${'a'.repeat(26)}!"`)
    expect(value).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('pattern') as string })
    expect(blockedMs).toBeLessThan(BLOCKED_MS)
  })

  test('that refers to itself is an answer', async () => {
    const { value } = await produce({ $ref: '#' }, '{}')
    expect(value).toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('of many parts holds up nobody, and is compiled once', { timeout: 20_000 }, async () => {
    const allOf = Array.from({ length: 1_500 }, (_, index) => ({ properties: { [`p${index}`]: { type: 'string' } } }))
    const first = performance.now()
    const { value, blockedMs } = await produce({ allOf }, '{}')
    const second = performance.now()
    expect(value).toBe('written')
    expect(blockedMs).toBeLessThan(BLOCKED_MS)
    await produce({ allOf }, '{}')
    expect(performance.now() - second).toBeLessThan((second - first) / 2)
  })
})

test('JSON of millions of brackets holds up nobody when it is to be sent', { timeout: 20_000 }, async () => {
  const input = { text: '['.repeat(8 << 20), format: 'json' as const }
  const { value, blockedMs } = await watched(() =>
    encodeSide(serde, input, { topic: 'checked', side: 'value' }).catch((error: unknown) => error as Buffer),
  )
  expect(value).toMatchObject({ code: 'INVALID_INPUT' })
  expect(blockedMs).toBeLessThan(BLOCKED_MS)
})
