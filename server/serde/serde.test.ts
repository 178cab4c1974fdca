import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Serde, type SerdeRecord } from './serde.ts'
import { type GoldenRecord, goldenRecords, RecordedRegistry } from '#testkit/serde/recorded-registry.ts'

let registry: RecordedRegistry
let url: string
let serde: Serde

beforeEach(async () => {
  registry = new RecordedRegistry()
  url = await registry.start()
  serde = serdeAt(url)
})
afterEach(async () => {
  serde.close()
  await registry.stop()
})

function serdeAt(address: string): Serde {
  return new Serde({ registry: { url: address, authorization: null, tls: {} }, protobuf: null })
}

const recordOf = ({ topic, side, bytes }: Pick<GoldenRecord, 'topic' | 'side' | 'bytes'>): SerdeRecord => ({
  topic,
  key: side === 'key' ? bytes : null,
  value: side === 'value' ? bytes : null,
  headers: [],
})

async function decode(record: Pick<GoldenRecord, 'topic' | 'side' | 'bytes'>, using = serde) {
  await using.prepare([recordOf(record)])
  return using.decode(record.bytes, { topic: record.topic, side: record.side, headers: [] })
}

const golden = (name: string): GoldenRecord => {
  const found = goldenRecords().find((record) => record.name === name)
  if (!found) throw new Error(`no golden record ${name}`)
  return found
}

const ORDER =
  '{"id":9007199254740993,"total":1234567890123456.78,"customer":{"id":-9223372036854775808,"name":"Zoë 🎉 \\"q\\""},"note":null,"placed":"2026-11-21T12:34:56.789012Z","due":"1969-12-31","at":"23:59:59.999","trace":"018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e","state":"PAID","tags":["a","b"],"amounts":{"x":9223372036854775807},"digest":"AAH+/w==","ratio":0.1,"weight":0.1,"gift":true,"raw":"AP8=","payment":{"Card":{"last4":"4242"}},"parent":null}'
const OUTER = ORDER.replace('"note":null', '"note":"n"').replace('{"Card":{"last4":"4242"}}', '"cash"')
const INNER = ORDER.replace('{"Card":{"last4":"4242"}}', '{"Invoice":{"days":30}}')

describe('what real serializers wrote', () => {
  test.each([
    ['avro order', 'avro', ORDER],
    ['avro order within an order', 'avro', OUTER.replace('"parent":null', `"parent":${INNER}`)],
    ['avro string key', 'avro', '"order-1"'],
    ['avro long key', 'avro', '-42'],
    ['protobuf nested message', 'protobuf', '{"code":"nested","size":"SMALL"}'],
    ['protobuf second message', 'protobuf', '{"number":7}'],
    [
      'java avro stock',
      'avro',
      '{"sku":"A-1 ü","count":9223372036854775807,"price":-0.123,"seen":"2025-11-21T12:34:56.789Z"}',
    ],
    // Apicurio's serializer names the message instead of counting messages.
    ['java protobuf ping', 'protobuf', '{"sentAt":-9223372036854775808,"hops":[-3,3]}'],
    ['json refund', 'jsonSchema', '{"id":9007199254740993,"reason":"broken 🎉"}'],
    // Java writes escapes, which stay as they were sent, and every digit.
    [
      'java json claim',
      'jsonSchema',
      '{"id":9223372036854775807,"reason":"zerbrochen \\uD83C\\uDF89","amount":12345678901234567.89,"parcels":["p-1","p-2"]}',
    ],
  ])('%s', async (name, format, text) => {
    const record = golden(name)
    const decoded = await decode(record)
    expect(decoded).toMatchObject({ format, text, truncated: false, sizeBytes: record.bytes.length })
    expect(decoded.error).toBeUndefined()
    expect(Buffer.from(decoded.base64 ?? '', 'base64')).toEqual(record.bytes)
    expect(decoded.schema).toMatchObject({ subject: expect.stringContaining(record.topic), version: 1 })
  })

  const OUT_OF_RANGE = '"at":{"seconds":1700000000000,"nanos":'
  test.each([
    ['protobuf empty any', '{"name":"empty any","id":9007199254740993,"any":{},"anyList":[]}', null],
    ['java protobuf empty any', '{"name":"empty any","any":{}}', null],
    ['protobuf timestamp in milliseconds', `${OUT_OF_RANGE}0},"took":{"seconds":0,"nanos":2000000000}`, 'shop.Odd.at'],
    ['java protobuf timestamp in milliseconds', `${OUT_OF_RANGE}2000000000}}`, 'net.Strange.at'],
    ['protobuf any that does not fit', '"any":{"@type":"type.googleapis.com/shop.Odd.Part","value":"//8="}', 'Odd.any'],
    [
      'protobuf any that does not fit',
      '"anyList":[{"@type":"type.googleapis.com/shop.Odd.Part","code":"fits"}]',
      'any',
    ],
    ['avro bytes', '"YWI="', null],
    ['avro no bytes', '""', null],
    ['java avro bytes', '"BGFi"', null],
    ['java avro without namespace', '{"i":{"v":1},"j":{"v":2}}', null],
    ['protobuf unsigned first', '{"name":"first","id":1,"anyList":[]}', null],
    ['protobuf unsigned second', '{"number":7}', null],
    ['protobuf unsigned nested', '{"code":"nested"}', null],
    ['protobuf unsigned nested in second', '{"note":"deep"}', null],
  ])('what is easily taken for damage: %s', async (name, text, error) => {
    const decoded = await decode(golden(name))
    expect(decoded.text).toContain(text)
    if (error === null) expect(decoded.error).toBeUndefined()
    else expect(decoded.error).toContain(error)
    expect(() => void JSON.parse(decoded.text)).not.toThrow()
    expect(decoded.reason?.includes('unsigned') ?? false).toBe(/unsigned [sn]/.test(name))
  })

  test('a Protobuf message with all kinds of fields, its types imported', async () => {
    const { text, schema } = await decode(golden('protobuf shipment'))
    expect(schema).toMatchObject({ type: 'PROTOBUF', subject: 'shipments-value' })
    // Maps have no order of their own on the wire.
    expect(text).toMatch(/"counts":\{("a":1,"b":-1|"b":-1,"a":1)\}/)
    expect(text).toContain('"id":9007199254740993,"weight":-0.5')
    expect(text).toContain('"parcels":[{"code":"p1","size":"LARGE"},{"code":"","size":"SMALL"}]')
    expect(text).toContain('"numbers":[1,-1,2147483647],"payload":"AP8=","checksum":18446744073709551615')
    expect(text).toContain('"delta":-9223372036854775808,"door":"B12"')
    expect(text).toContain('"at":"2026-11-21T12:34:56.789Z","took":"90s"')
    expect(text).toContain('"any":{"@type":"type.googleapis.com/shop.Shipment.Parcel","code":"any","size":"SMALL"}')
    expect(text).toContain('"comment":"wrapped"')
    expect(JSON.parse(text)).toMatchObject({ extra: { a: [1, null, 'x'], b: { c: true } }, fragile: false })
    expect(text).not.toContain('floor')
  })

  test('a preview is cut where the list shows no more', async () => {
    const record = golden('avro order')
    await serde.prepare([recordOf(record)])
    const preview = serde.decode(record.bytes, { topic: 'orders', side: 'value', headers: [] }, { maxBytes: 40 })
    expect(preview).toMatchObject({ text: ORDER.slice(0, 40), truncated: true, format: 'avro' })
    expect(preview.base64).toBeUndefined()
  })
})

describe('the registry is asked', () => {
  test('once for a schema, however many records name it at once, and then never again', async () => {
    const record = golden('avro long key')
    const both = [recordOf(record), recordOf(record)]
    await Promise.all(Array.from({ length: 20 }, async () => serde.prepare(both)))
    expect(registry.requests.toSorted()).toEqual(['GET /schemas/ids/4', 'GET /schemas/ids/4/versions'])
    expect(serde.prepare([recordOf(record)])).toBeNull()
  })

  test('with credentials, which no message shows', async () => {
    registry.misbehave = (_request, response) => void response.writeHead(401).end('{}')
    const authorization = `Basic ${Buffer.from('me:hunter2').toString('base64')}`
    const mine = new Serde({ registry: { url, authorization, tls: {} }, protobuf: null })
    const decoded = await decode(golden('avro order'), mine)
    expect(registry.headers[0]?.authorization).toBe(authorization)
    expect(decoded.error).toContain("refused the console's credentials (HTTP 401)")
    expect(JSON.stringify(decoded)).not.toContain('hunter2')
    mine.close()
  })

  test('not while decoding: a schema that is not there yet is said', () => {
    const { bytes } = golden('avro order')
    const decoded = serde.decode(bytes, { topic: 'orders', side: 'value', headers: [] })
    expect(decoded).toMatchObject({ format: 'hex', error: expect.stringContaining('is being loaded') })
  })
})

describe('a record still shows', () => {
  test('when the registry is down, which is found out once', async () => {
    await registry.stop()
    const decoded = await decode(golden('avro order'))
    expect(decoded).toMatchObject({ format: 'hex', error: expect.stringContaining('nothing listens there') })
    const json = await decode(golden('json refund'))
    expect(json).toMatchObject({ format: 'json', text: '{"id":9007199254740993,"reason":"broken 🎉"}' })
    expect(json.error).toContain('schema 9 could not be loaded')
    expect(Buffer.from(json.base64 ?? '', 'base64')).toEqual(golden('json refund').bytes)
    await registry.start(Number(new URL(url).port))
    // It is asked again by itself once the pause is over.
    await expect
      .poll(async () => (await decode(golden('avro order'))).format, { timeout: 15_000, interval: 200 })
      .toBe('avro')
  })

  test('when the registry does not answer, and the next ones do not wait for it', async () => {
    registry.misbehave = () => undefined
    await decode(golden('avro order'))
    const started = performance.now()
    const decoded = await decode(golden('json refund'))
    expect(decoded.error).toMatch(/did not answer within \d+ s/)
    expect(performance.now() - started).toBeLessThan(1_000)
  }, 20_000)

  test.each([
    ['is not there', Buffer.from('000001869f0102', 'hex'), 'Schema 99999 not found'],
    ['does not fit the bytes', Buffer.from('0000000002ffff', 'hex'), 'does not fit its schema 2'],
    ['leaves bytes over', Buffer.from('00000000045300', 'hex'), '1 bytes are left over'],
  ])('when its schema %s', async (_, bytes, reason) => {
    const decoded = await decode({ topic: 'orders', side: 'value', bytes })
    expect(decoded).toMatchObject({ format: 'hex', text: bytes.toString('hex') })
    expect(decoded.error).toContain(reason)
  })

  test('as a number where no schema stands behind the zeros', async () => {
    const decoded = await decode({ topic: 'orders', side: 'key', bytes: Buffer.from('0001869f00000001', 'hex') })
    expect(decoded).toMatchObject({ format: 'int64', text: '429492434632705' })
    expect(decoded.error).toBeUndefined()
  })
})

test('a schema can be named in a header, by id or by GUID', async () => {
  const { bytes } = golden('avro long key')
  const guid = '018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e'
  const answer = registry.answers['/schemas/ids/4']
  if (answer) registry.answers[`/schemas/guids/${guid}`] = answer
  for (const value of [bytes.subarray(0, 5), Buffer.from(`01${guid.replaceAll('-', '')}`, 'hex')]) {
    const headers = [{ name: Buffer.from('__key_schema_id'), value }]
    const key = bytes.subarray(5)
    await serde.prepare([{ topic: 'payments', key, value: null, headers }])
    expect(serde.decode(key, { topic: 'payments', side: 'key', headers })).toMatchObject({
      format: 'avro',
      text: '-42',
    })
  }
})

test('messages of configured .proto files need no registry', () => {
  const files = new Map([
    [
      'shop/order.proto',
      'syntax = "proto3"; package shop; import "shop/money.proto"; message Order { string id = 1; Money total = 2; }',
    ],
    ['shop/money.proto', 'syntax = "proto3"; package shop; message Money { int64 units = 1; }'],
  ])
  const topics = [{ topic: 'orders-*', value: 'shop.Order', key: 'shop.Missing' }]
  const configured = new Serde({ registry: null, protobuf: { files, topics } })
  const bytes = Buffer.from('0a026f311209088180808080808010', 'hex')
  const at = (topic: string, side: 'key' | 'value') => configured.decode(bytes, { topic, side, headers: [] })
  expect(at('orders-eu', 'value')).toMatchObject({
    format: 'protobuf',
    text: '{"id":"o1","total":{"units":9007199254740993}}',
    reason: 'The configuration says that it is shop.Order.',
  })
  expect(at('orders-eu', 'key').error).toBe('The configured .proto files have no message shop.Missing.')
  expect(at('payments', 'value').format).not.toBe('protobuf')
  // Chosen by hand, a topic's bytes are read without a schema.
  const guessed = configured.decode(bytes, { topic: 'x', side: 'value', headers: [] }, { format: 'protobuf' })
  expect(guessed).toMatchObject({ format: 'protobuf', text: '{"1":"o1","2":{"1":9007199254740993}}' })
})
