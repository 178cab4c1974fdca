import { describe, expect, it } from 'vitest'
import type { Decoded } from '#lib/contract/messages.ts'
import { Serde } from '../serde.ts'

const PROTO = `syntax = "proto3"; package t;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message Odd {
  string f1 = 1;
  int64 id = 2;
  google.protobuf.Timestamp at = 3;
  google.protobuf.Duration took = 4;
  Part part = 5;
  repeated Part parts = 6;
  map<string, Part> by_name = 7;
  google.protobuf.StringValue comment = 8;
  repeated int32 numbers = 9;
  google.protobuf.Any any = 10;
}
message Part { string code = 1; google.protobuf.Timestamp at = 2; }`

const serde = new Serde({
  registry: null,
  protobuf: { files: new Map([['odd.proto', PROTO]]), topics: [{ topic: 't', value: 't.Odd' }] },
})

function decode(hex: string): Decoded & { json: Record<string, unknown> } {
  const decoded = serde.decode(Buffer.from(hex, 'hex'), { topic: 't', side: 'value', headers: [] })
  expect(decoded.format).toBe('protobuf')
  return { ...decoded, json: JSON.parse(decoded.text) as Record<string, unknown> }
}

/** The field `id` with the value 7, which must show whatever comes before or behind it. */
const ID = '1007'

describe('an Any', () => {
  it('that is empty is an empty object', () => {
    const { json, error } = decode('0a01785200')
    expect(json).toMatchObject({ f1: 'x', any: {} })
    expect(error).toBeUndefined()
  })

  it('of bytes without a type keeps them', () => {
    const { json } = decode(`52041202ffff${ID}`)
    expect(json).toMatchObject({ id: 7 })
    expect(json['any']).toEqual({ value: '//8=' })
  })

  it('whose bytes do not fit its type is shown raw, and the reader learns why', () => {
    const url = Buffer.from('type.googleapis.com/t.Part').toString('hex')
    const { json, error } = decode(`5220${`0a1a${url}`}1202ffff${ID}`)
    expect(json).toMatchObject({ id: 7, any: { '@type': 'type.googleapis.com/t.Part', value: '//8=' } })
    expect(error).toContain('t.Odd.any')
  })
})

describe('one bad field does not hide the others', () => {
  it.each([
    ['a Timestamp in milliseconds', '1a070880d095ffbc31', { at: { seconds: 1_700_000_000_000, nanos: 0 } }],
    ['a Timestamp with too many nanoseconds', '1a061080a8d6b907', { at: { seconds: 0, nanos: 2_000_000_000 } }],
    ['a Duration with too many nanoseconds', '22061080a8d6b907', { took: { seconds: 0, nanos: 2_000_000_000 } }],
    ['a Duration of two signs', '220d080110ffffffffffffffffff01', { took: { seconds: 1, nanos: -1 } }],
    ['a message that breaks off', '2a020a05', { part: 'CgU=' }],
    [
      'one of several messages',
      '32030a0161320208ff32030a0162',
      { parts: [{ code: 'a' }, expect.anything(), { code: 'b' }] },
    ],
    ['one entry of a map', '3a080a01611203120108', { byName: { a: expect.anything() as unknown } }],
    ['a wrapper that is a number', '4001', { comment: 1 }],
    ['packed numbers that break off', '4a0301ff80', { numbers: ['Af+A'] }],
    ['text where a number belongs', '1203616263', {}],
  ])('%s', (_, hex, shown) => {
    for (const bytes of [`0a0178${hex}${ID}`, `${ID}0a0178${hex}`]) {
      const { json, error } = decode(bytes)
      expect(json).toMatchObject({ f1: 'x', id: 7, ...shown })
      expect(error).toMatch(/^Not all of it could be decoded: t\./)
    }
  })

  it('what lies behind the place where a record breaks off is said', () => {
    const { json, error } = decode(`0a0178${ID}520aff`)
    expect(json).toMatchObject({ f1: 'x', id: 7 })
    expect(error).toContain('bytes are announced')
  })
})
