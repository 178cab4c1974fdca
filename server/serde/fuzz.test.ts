import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Decoded, FormatName } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { isAppError } from '#lib/errors.ts'
import { Random } from '#testkit/records/random.ts'
import { FUZZ_ROUNDS, heldMb, mutated, timed } from '#testkit/mutate.ts'
import { decodeBytes } from './decode.ts'
import { compileSchema } from './registry/compile-schema.ts'
import { Serde } from './serde.ts'
import { goldenRecords, RecordedRegistry, recordedAnswers } from '#testkit/serde/recorded-registry.ts'

const MSGPACK = [
  '85a26964cf0020000000000001a46e616d65a5416ce9cea4746167739301c0c3a5707269cecb3fb999999999999aa274738fd6ff65a1bc00',
  'de0002a161dc0003010203a162c70501aabbccddee',
  '82a161d3ffffffffffffff85a162d9056869206869',
]
const CBOR = [
  'a56269641b0020000000000001646e616d6563c3a974656174c11a65a1bc006362696720c249010000000000000000',
  'bf6161018202039f0405ffff6162f97e00ff',
  'd9d9f7a16178c482211903e8',
]
const PROTOBUF = ['0a026f311209088180808080808010', '0801120774657374696e671a0408011002220b0a09080110ffffffffff01']

let registry: RecordedRegistry
let serde: Serde

beforeAll(async () => {
  registry = new RecordedRegistry()
  serde = new Serde({ registry: { url: await registry.start(), authorization: null, tls: {} }, protobuf: null })
  await serde.prepare(goldenRecords().map(({ topic, bytes }) => ({ topic, key: bytes, value: null, headers: [] })))
})
afterAll(async () => {
  serde.close()
  await registry.stop()
})

/** Whatever the bytes, there is a text, and where it is not what was hoped for, a sentence that says why. */
function expectReadable(decoded: Decoded, wanted: readonly FormatName[]): void {
  expect(typeof decoded.text).toBe('string')
  if (JSON_FORMATS.has(decoded.format) && !decoded.truncated)
    expect(() => JSON.parse(decoded.text) as unknown, decoded.text.slice(0, 200)).not.toThrow()
  if (!wanted.includes(decoded.format)) expect(decoded.error ?? decoded.reason ?? '').not.toBe('')
  if (decoded.error !== undefined) expect(decoded.error).toMatch(/^\S.*[^\s]$/s)
  // A JavaScript error's own words would be a crash that somebody caught.
  expect(decoded.error ?? '').not.toMatch(/undefined|not a function|Cannot read|\[object/)
}

test.each([
  ['msgpack', MSGPACK],
  ['cbor', CBOR],
  ['protobuf', PROTOBUF],
] as const)('%s', (format, seeds) => {
  const random = new Random(1)
  const before = heldMb()
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const bytes = mutated(Buffer.from(seeds[round % seeds.length] ?? '', 'hex'), random)
    expectReadable(
      timed(() => decodeBytes(bytes, { format })),
      [format],
    )
    timed(() => decodeBytes(bytes, { maxBytes: 4_096 }))
  }
  expect(heldMb() - before).toBeLessThan(300)
})

test.each(['AVRO', 'PROTOBUF', 'JSON'])('records of %s schemas', (type) => {
  const random = new Random(2)
  const before = heldMb()
  const place = { topic: 't', side: 'value', headers: [] } as const
  const seeds = goldenRecords().filter(({ bytes }) => serde.decode(bytes, place).schema?.type === type)
  expect(seeds.length).toBeGreaterThan(0)
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const seed = seeds[round % seeds.length]?.bytes ?? Buffer.alloc(0)
    // The id stays, so that it is the payload that is read.
    const bytes = Buffer.concat([seed.subarray(0, 5), mutated(seed.subarray(5), random)])
    const decoded = timed(() => serde.decode(bytes, place))
    expectReadable(decoded, ['avro', 'protobuf', 'jsonSchema'])
  }
  expect(heldMb() - before).toBeLessThan(300)
})

test("records of Kafka's own topics", () => {
  const random = new Random(3)
  const text = readFileSync(join(import.meta.dirname, 'kafka/golden/internal.ndjson'), 'utf8')
  const seeds = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { topic: string; key: string; value: string })
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const seed = seeds[round % seeds.length]
    if (!seed) throw new Error('no seed')
    const key = random.chance(20) ? mutated(Buffer.from(seed.key, 'hex'), random) : Buffer.from(seed.key, 'hex')
    const value = mutated(Buffer.from(seed.value, 'hex'), random)
    const place = { topic: seed.topic, side: 'value', headers: [], key } as const
    expectReadable(
      timed(() => serde.decode(value, place)),
      ['kafka'],
    )
  }
})

describe('what a registry answers', () => {
  test('schemas that are none', () => {
    const random = new Random(4)
    const schemas = Object.values(recordedAnswers()).flatMap(({ body }) => {
      const { schema, schemaType = 'AVRO' } = body as { schema?: string; schemaType?: 'AVRO' | 'PROTOBUF' | 'JSON' }
      return schema === undefined ? [] : [{ schema, type: schemaType }]
    })
    for (let round = 0; round < FUZZ_ROUNDS; round++) {
      const seed = schemas[round % schemas.length]
      if (!seed) throw new Error('no schema')
      const text = mutated(Buffer.from(seed.schema), random).toString('utf8')
      try {
        timed(() => compileSchema({ type: seed.type, text, references: new Map() }))
      } catch (error) {
        expect(isAppError(error) && error.code === 'UNDECODABLE', String(error)).toBe(true)
      }
    }
  })

  test('bytes of any kind', async () => {
    const random = new Random(5)
    const { body } = recordedAnswers()['/schemas/ids/2'] ?? {}
    const answer = Buffer.from(JSON.stringify(body))
    registry.misbehave = (_, response) => {
      const status = [200, 200, 200, 404, 500, 302][random.int(6)] ?? 200
      response.writeHead(status, { 'content-type': 'application/json' }).end(mutated(answer, random))
    }
    const settings = { url: await otherAddress(), authorization: null, tls: {} }
    // Each round asks for another schema, and now and then the pause after a failure is left behind with the client.
    for (let round = 0; round < FUZZ_ROUNDS; round += 10) {
      const fresh = new Serde({ registry: settings, protobuf: null })
      for (let id = 1; id <= 10; id++) {
        const bytes = Buffer.from([0, 0, 0, round % 250, id, 1, 2, 3])
        await fresh.prepare([{ topic: 't', key: null, value: bytes, headers: [] }])
        expectReadable(fresh.decode(bytes, { topic: 't', side: 'value', headers: [] }), ['avro'])
      }
      fresh.close()
    }
    registry.misbehave = null
  }, 120_000)
})

async function otherAddress(): Promise<string> {
  const { registry: client } = serde
  return `http://${client?.host}/apis/ccompat/v7`
}

describe('bombs', () => {
  const MAX_MB = 500

  test('a billion values of no bytes', async () => {
    const before = heldMb()
    const bomb = { type: 'array', items: 'null' }
    registry.answers['/schemas/ids/77'] = { status: 200, body: { schema: JSON.stringify(bomb) } }
    // A count of 2^40, then nothing.
    const bytes = Buffer.from('000000004d80808080808040', 'hex')
    await serde.prepare([{ topic: 't', key: null, value: bytes, headers: [] }])
    const place = { topic: 't', side: 'value', headers: [] } as const
    expect(timed(() => serde.decode(bytes, place, { maxBytes: 4_096 }))).toMatchObject({
      format: 'avro',
      truncated: true,
    })
    const whole = serde.decode(bytes, place)
    expect(whole).toMatchObject({ format: 'avro', truncated: true })
    expect(heldMb() - before).toBeLessThan(MAX_MB)
  })

  test('a schema that holds itself without end', async () => {
    const schema = { type: 'record', name: 'A', fields: [{ name: 'a', type: 'A' }] }
    registry.answers['/schemas/ids/78'] = { status: 200, body: { schema: JSON.stringify(schema) } }
    const bytes = Buffer.from('000000004e00', 'hex')
    await serde.prepare([{ topic: 't', key: null, value: bytes, headers: [] }])
    expect(serde.decode(bytes, { topic: 't', side: 'value', headers: [] }).error).toContain('nested deeper than')
  })

  test.each([
    ['msgpack', Buffer.alloc(1_000_000, 0x91)],
    ['msgpack', Buffer.from('ddffffffff', 'hex')],
    ['cbor', Buffer.alloc(1_000_000, 0x9f)],
    ['cbor', Buffer.alloc(1_000_000, 0xc1)],
    ['cbor', Buffer.alloc(1_000_000, 0xa1)],
    ['protobuf', Buffer.alloc(1_000_000, 0x0b)],
    ['protobuf', Buffer.concat(Array.from({ length: 2_100_000 }, () => Buffer.from([0x0a, 0])))],
  ] as const)('%s nested or repeated a million times', (format, bytes) => {
    const before = heldMb()
    expectReadable(
      timed(() => decodeBytes(bytes, { format })),
      [format],
    )
    expect(heldMb() - before).toBeLessThan(MAX_MB)
  })

  test('circles of references end', async () => {
    const answer = (name: string, refers: string) => ({
      status: 200,
      body: {
        subject: name,
        version: 1,
        id: 80,
        schema: `{"type":"record","name":"${name}","fields":[{"name":"x","type":"${refers}"}]}`,
        references: [{ name: refers, subject: refers, version: 1 }],
      },
    })
    registry.answers['/subjects/A/versions/1'] = answer('A', 'B')
    registry.answers['/subjects/B/versions/1'] = answer('B', 'A')
    registry.answers['/schemas/ids/80'] = answer('A', 'B')
    const bytes = Buffer.from('000000005000', 'hex')
    await serde.prepare([{ topic: 't', key: null, value: bytes, headers: [] }])
    expect(serde.decode(bytes, { topic: 't', side: 'value', headers: [] }).error).toContain('schema 80')
  })
})
