import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Decoded } from '#lib/contract/messages.ts'
import { JSON_FORMATS } from '#lib/format/json-formats.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import { serdeDecoder } from '#server/filter/serde-decoder.ts'
import { Random } from '#testkit/records/random.ts'
import { FUZZ_ROUNDS, mutated, timed } from '#testkit/mutate.ts'
import { decodeBytes } from './decode.ts'
import { decodeHeader } from './decode-header.ts'
import { encodeInput } from './encode.ts'
import { compileSchema, decodeWithSchema } from './registry/compile-schema.ts'
import { Serde } from './serde.ts'

/** For as many rounds as somebody asks for, on a machine that does other things as well. */
const LONG = { timeout: 600_000 }

/** What is said to be JSON is JSON, unless it was cut. */
function expectJson(decoded: Pick<Decoded, 'format' | 'text' | 'truncated'>, bytes: Buffer): void {
  if (!JSON_FORMATS.has(decoded.format) || decoded.truncated) return
  expect(() => JSON.parse(decoded.text) as unknown, `${bytes.toString('hex')} as ${decoded.format}`).not.toThrow()
}

/** What is shown stands for these very bytes: they come back from the text, or beside it. */
function expectExact(decoded: Decoded, bytes: Buffer): void {
  if (decoded.truncated) return
  const { format, text, base64 } = decoded
  const back = base64 === undefined ? encodeInput({ format, text }, 'value') : Buffer.from(base64, 'base64')
  expect(back?.equals(bytes), `${bytes.toString('hex')} as ${format}`).toBe(true)
}

const latin1 = (text: string) => Buffer.from(text, 'latin1')

const ANYTHING = [
  Buffer.from('{"id":9007199254740993,"name":"Zoë","tags":["a",null,true],"p":1.10e5}'),
  Buffer.from('\ufeff{"bom":true}'),
  Buffer.from('<?xml version="1.0"?><order id="7"><total>1.10</total></order>'),
  Buffer.from('2026-11-21 12:00:00 INFO [main] order o-17 shipped'),
  Buffer.from('007'),
  latin1('{"name":"J\u00f6rg","city":"M\u00fcnchen"}'),
  latin1('8=FIX.4.4\u00019=63\u000135=D\u000149=A\u000156=B\u000110=163\u0001'),
  latin1('\u000bMSH|^~\\&|ADT1|MCM\rPID|||5\r\u001c\r'),
  Buffer.from('\ufeffGrüße an alle', 'utf16le'),
  Buffer.from('{"utf":16}', 'utf16le').swap16(),
  gzipSync('{"id":1}'),
  Buffer.from('4f626a0104166176726f2e736368656d61', 'hex'),
  Buffer.from('85a26964cf0020000000000001a46e616d65a5416ce9cea4746167739301c0c3', 'hex'),
  Buffer.from('a56269641b0020000000000001646e616d6563c3a974656174c11a65a1bc00', 'hex'),
  Buffer.from('018f4e5cb0f47a3c9d2e1f0a2b3c4d5e', 'hex'),
  Buffer.from('000000000000002a', 'hex'),
]

test('bytes of which nothing is known', LONG, () => {
  const random = new Random(11)
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const bytes = mutated(ANYTHING[round % ANYTHING.length] ?? Buffer.alloc(0), random)
    const decoded = timed(() => decodeBytes(bytes))
    expectJson(decoded, bytes)
    expectExact(decoded, bytes)
    const cut = timed(() => decodeBytes(bytes, { maxBytes: 1 + random.int(20) }))
    expect(typeof cut.text).toBe('string')
  }
})

test('headers, whatever their names promise', LONG, () => {
  const random = new Random(12)
  const names = [
    'kafka_dlt-original-partition',
    'kafka_dlt-original-offset',
    'retry_topic-attempts',
    'x',
    'traceparent',
  ]
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const value = mutated(ANYTHING[round % ANYTHING.length] ?? Buffer.alloc(0), random)
    const bytes = random.chance(50) ? value.subarray(0, random.int(10)) : value
    const { value: decoded } = decodeHeader({ name: Buffer.from(names[round % names.length] ?? ''), value: bytes })
    if (decoded) expectJson(decoded, bytes)
  }
})

const FILTERS = [
  'value.id > 5 && value.name == "Zoë"',
  'value.tags.exists(tag, tag.startsWith("a")) || double(value.p) > 1.0',
  'value.city.contains("n") ? value.id in [1, 2] : has(value.bom)',
  'string(value).size() > 3 || timestamp(value.at) < timestamp(0)',
]

test('filters have an answer for any bytes, or count them', LONG, () => {
  const random = new Random(13)
  const serde = new Serde({ registry: null, protobuf: null })
  const filters = FILTERS.map((filter) => compileFilter({ filter }, serdeDecoder(serde, { topic: 't' })))
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const value = mutated(ANYTHING[round % ANYTHING.length] ?? Buffer.alloc(0), random)
    const record = { offset: 0n, timestamp: 0, key: null, value, headers: [], sizeBytes: value.length }
    const filter = filters[round % filters.length]
    expect(typeof filter?.matchesRecord(record, { topic: 't', partition: 0 })).toBe('boolean')
  }
  for (const filter of filters) {
    const met = filter?.failures.report()
    expect(met?.records).toBeLessThanOrEqual(met?.evaluated ?? 0)
    expect(met?.kinds.length).toBeLessThanOrEqual(21)
  }
})

const PROTO = `syntax = "proto3"; package t;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message All {
  string text = 1;
  int64 id = 2;
  google.protobuf.Timestamp at = 3;
  google.protobuf.Duration took = 4;
  Part part = 5;
  map<string, Part> by_name = 7;
  google.protobuf.StringValue comment = 8;
  repeated int32 numbers = 9;
  google.protobuf.Any any = 10;
  bytes raw = 11;
  google.protobuf.Struct extra = 12;
  repeated double doubles = 13;
}
message Part { string code = 1; google.protobuf.Timestamp at = 2; }`

/** Each field of a message by its number, without its tag and length. */
const CONTENTS: [number: number, name: string, hex: string][] = [
  [1, 'text', '5a6fc3ab'],
  [3, 'at', '0880d0ace90610c0843d'],
  [4, 'took', '080510c0843d'],
  [5, 'part', '0a0161120308d209'],
  [7, 'byName', '0a016112030a0162'],
  [8, 'comment', '0a026f6b'],
  [9, 'numbers', '01ff7fac02'],
  [10, 'any', `0a1a${Buffer.from('type.googleapis.com/t.Part').toString('hex')}12030a0161`],
  [11, 'raw', '00ff10'],
  [12, 'extra', '0a080a016112031a0178'],
  [13, 'doubles', '000000000000f03f0000000000000040'],
]

function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80)
  return Buffer.from([...bytes, left])
}

test('a Protobuf message with one damaged field shows all the others', LONG, () => {
  const random = new Random(14)
  const serde = new Serde({
    registry: null,
    protobuf: { files: new Map([['all.proto', PROTO]]), topics: [{ topic: 't', value: 't.All' }] },
  })
  const read = (contents: readonly Buffer[]) => {
    const fields = CONTENTS.map(([number], index) => {
      const content = contents[index] ?? Buffer.alloc(0)
      return Buffer.concat([varint((number << 3) | 2), varint(content.length), content])
    })
    // The number stands in the middle, so that it is seen whether what is behind a damage is read.
    const bytes = Buffer.concat([...fields.slice(0, 5), Buffer.from('1007', 'hex'), ...fields.slice(5)])
    const decoded = timed(() => serde.decode(bytes, { topic: 't', side: 'value', headers: [] }))
    expect(decoded.format, bytes.toString('hex')).toBe('protobuf')
    expectJson(decoded, bytes)
    return JSON.parse(decoded.text) as Record<string, unknown>
  }
  const contents = CONTENTS.map(([, , hex]) => Buffer.from(hex, 'hex'))
  const whole = read(contents)
  expect(Object.keys(whole).toSorted()).toEqual(['id', ...CONTENTS.map(([, name]) => name)].toSorted())
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const index = round % contents.length
    const damaged = contents.map((content, at) => (at === index ? mutated(content, random) : content))
    const { [CONTENTS[index]?.[1] ?? '']: _, ...others } = whole
    expect(read(damaged), damaged[index]?.toString('hex')).toMatchObject(others)
  }
})

const AVRO = {
  type: 'record',
  name: 'All',
  fields: [
    { name: 'text', type: 'string' },
    { name: 'raw', type: 'bytes' },
    { name: 'amount', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } },
    { name: 'uuid', type: { type: 'string', logicalType: 'uuid' } },
    { name: 'fixed', type: { type: 'fixed', name: 'F', size: 4, logicalType: 'decimal', precision: 8, scale: 1 } },
    { name: 'lasts', type: { type: 'fixed', name: 'D', size: 12, logicalType: 'duration' } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'day', type: { type: 'int', logicalType: 'date' } },
    { name: 'time', type: { type: 'int', logicalType: 'time-millis' } },
    { name: 'ratio', type: 'double' },
    { name: 'id', type: 'long' },
  ],
}

test('an Avro record with a value of any bytes shows all the others', LONG, () => {
  const random = new Random(15)
  const schema = compileSchema({ type: 'AVRO', text: JSON.stringify(AVRO), references: new Map() })
  const sized = (bytes: Buffer) => Buffer.concat([varint(bytes.length * 2), bytes])
  const some = (size: number) => Buffer.from(Array.from({ length: size }, () => random.int(256)))
  const long = (bytes: number) => Buffer.from([...some(bytes - 1)].map((byte) => byte | 0x80).concat(random.int(2)))
  // A value in its framing, and another one of random bytes.
  const fields: { right: Buffer; wrong: () => Buffer }[] = [
    { right: sized(Buffer.from('Zoë')), wrong: () => sized(some(random.int(20))) },
    { right: sized(Buffer.from([0, 255])), wrong: () => sized(some(random.int(20))) },
    { right: sized(Buffer.from([4, 210])), wrong: () => sized(some(random.int(20))) },
    { right: sized(Buffer.from('018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e')), wrong: () => sized(some(random.int(40))) },
    { right: Buffer.from([0, 0, 0, 5]), wrong: () => some(4) },
    { right: Buffer.alloc(12, 1), wrong: () => some(12) },
    { right: Buffer.from([2]), wrong: () => long(1 + random.int(10)) },
    { right: Buffer.from([4]), wrong: () => long(1 + random.int(5)) },
    { right: Buffer.from([6]), wrong: () => long(1 + random.int(5)) },
    { right: Buffer.alloc(8), wrong: () => some(8) },
    { right: Buffer.from([14]), wrong: () => long(1 + random.int(10)) },
  ]
  const read = (values: readonly Buffer[]) => {
    const bytes = Buffer.concat(values)
    const { text, truncated } = timed(() => decodeWithSchema(schema, { bytes, mark: null, maxChars: Infinity }))
    expectJson({ format: 'avro', text, truncated }, bytes)
    return JSON.parse(text) as Record<string, unknown>
  }
  const right = fields.map((field) => field.right)
  const whole = read(right)
  for (let round = 0; round < FUZZ_ROUNDS; round++) {
    const index = round % fields.length
    const values = fields.map((field, at) => (at === index ? field.wrong() : field.right))
    const { [AVRO.fields[index]?.name ?? '']: _, ...others } = whole
    expect(read(values), values[index]?.toString('hex')).toMatchObject(others)
  }
})
