import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FormatName } from '#lib/contract/messages.ts'
import { encodeSide } from './encode-side.ts'
import { Serde } from './serde.ts'
import { goldenRecords, RecordedRegistry } from '#testkit/serde/recorded-registry.ts'

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

const place = (topic: string, side: 'key' | 'value' = 'value') => ({ topic, side })
const withText = (topic: string, format: FormatName, text: string, more = {}) =>
  encodeSide(serde, { text, format, ...more }, place(topic))

/** An Any, a time out of range and the old form of message indexes are read and not written. */
const READ_ONLY = /shipment|any|milliseconds|unsigned/

describe('what reading shows is written as the real serializers wrote it', () => {
  test.each(goldenRecords().filter(({ client, name }) => client !== 'apicurio-java' && !READ_ONLY.test(name)))(
    '$name',
    async ({ topic, side, bytes }) => {
      const { text, format, schema } = serde.decode(bytes, { topic, side, headers: [] })
      const message = { pallets: 'shop.Pallet', parcels: 'shop.Shipment.Parcel' }[topic]
      const input = {
        text,
        format,
        ...(message ? { message } : {}),
        ...(schema?.version ? { version: schema.version } : {}),
      }
      expect(await encodeSide(serde, input, { topic, side })).toEqual(bytes)
    },
  )

  test('and comes back the same where the wire leaves a choice', async () => {
    for (const name of ['protobuf shipment', 'java protobuf ping', 'java avro stock']) {
      const { topic, side, bytes } =
        goldenRecords().find((record) => record.name === name) ?? goldenRecords()[0] ?? never()
      const { text, format, schema } = serde.decode(bytes, { topic, side, headers: [] })
      // Any cannot be written.
      const input = text.replace(/,"any":\{[^}]*\}/, '')
      const written = await encodeSide(
        serde,
        { text: input, format, ...(schema?.subject ? { subject: schema.subject } : {}) },
        { topic, side },
      )
      expect(serde.decode(written ?? Buffer.alloc(0), { topic, side, headers: [] }).text).toBe(input)
    }
  })
})

const ORDER = {
  id: 1,
  total: 12.5,
  customer: { id: 2, name: 'a' },
  placed: '2026-11-21T12:00:00Z',
  due: '2026-11-22',
  at: '12:00:00',
  trace: '018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e',
  state: 'NEW',
  tags: [],
  amounts: {},
  digest: 'AAECAw==',
  ratio: 1,
  weight: 1,
  gift: false,
  raw: '',
  payment: 'cash',
}

test('fields that are left out take their default', async () => {
  const bytes = await withText('orders', 'avro', JSON.stringify(ORDER))
  const { text, error } = serde.decode(bytes ?? Buffer.alloc(0), { topic: 'orders', side: 'value', headers: [] })
  expect(error).toBeUndefined()
  expect(JSON.parse(text)).toMatchObject({ total: 12.5, note: null, parent: null, at: '12:00:00.000' })
})

describe('a mistake is said with its place', () => {
  test.each([
    [{ id: '1.5' }, 'id has to be a whole number'],
    [{ id: undefined }, 'id is missing'],
    [{ total: 1.234 }, 'total has to have at most 2 digits behind the point'],
    [{ customer: { id: 2 } }, 'customer.name is missing'],
    [{ placed: 'yesterday' }, 'placed has to be a time such as'],
    [{ state: 'LOST' }, 'state has to be one of NEW, PAID, SENT'],
    [{ tags: ['a', 1] }, 'tags[1] has to be a string'],
    [{ amounts: { x: true } }, 'amounts.x has to be a whole number'],
    [{ digest: 'AA==' }, 'digest has to be 4 bytes long and is 1'],
    [{ note: 5 }, 'note has to be a string'],
    [{ payment: { days: true } }, 'payment fits none of the union'],
    [{ payment: { Invoice: { days: 'x' } } }, 'payment.Invoice.days has to be a whole number'],
    [{ more: 1 }, 'more is no field of shop.Order'],
  ])('%j', async (change, message) => {
    await expect(withText('orders', 'avro', JSON.stringify({ ...ORDER, ...change }))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(`value: does not fit the schema of orders-value: ${message}`),
      issues: [expect.objectContaining({ path: 'value' })],
    })
  })

  test.each([
    ['shipments', 'protobuf', '{"id":"x"}', 'id has to be a whole number'],
    ['shipments', 'protobuf', '{"door":"a","locker":1}', 'locker cannot be set together with door'],
    ['shipments', 'protobuf', '{"nope":1}', 'nope is no field of shop.Shipment'],
    ['shipments', 'protobuf', '{"parcels":[{"size":"HUGE"}]}', 'parcels[0].size has to be one of SMALL, LARGE'],
    ['refunds', 'jsonSchema', '{"id":"x"}', 'id must be integer'],
    ['refunds', 'jsonSchema', '{', 'it is not JSON'],
    ['refunds', 'avro', '{}', 'the schema of refunds-value is JSON Schema'],
    ['nowhere', 'avro', '{}', 'the subject nowhere-value is not in the schema registry'],
  ] as const)('%s %s %s', async (topic, format, text, message) => {
    await expect(withText(topic, format, text)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(message),
    })
  })

  test('where no registry is configured', async () => {
    await expect(encodeSide({ registry: null }, { text: '1', format: 'avro' }, place('t'))).rejects.toMatchObject({
      message: expect.stringContaining('no schema registry is configured'),
    })
  })
})

function never(): never {
  throw new Error('no golden record')
}
