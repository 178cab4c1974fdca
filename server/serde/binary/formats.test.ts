import { describe, expect, test } from 'vitest'
import type { FormatName } from '#lib/contract/messages.ts'
import { parseAvroSchema } from '../avro/parse-schema.ts'
import { Problems } from './problems.ts'
import { decodeAvro } from '../avro/decode-avro.ts'
import { decodeBytes } from '../decode.ts'
import { ByteReader } from './byte-reader.ts'
import { writeJson } from './json-text.ts'

const as = (format: FormatName, hex: string) => decodeBytes(Buffer.from(hex, 'hex'), { format })

// RFC 8949, appendix A, as far as JSON has a word for it.
describe('CBOR', () => {
  test.each([
    ['00', '0'],
    ['1903e8', '1000'],
    ['1bffffffffffffffff', '18446744073709551615'],
    ['c249010000000000000000', '18446744073709551616'],
    ['3bffffffffffffffff', '-18446744073709551616'],
    ['c349010000000000000000', '-18446744073709551617'],
    ['20', '-1'],
    ['3903e7', '-1000'],
    ['f93c00', '1'],
    ['f98000', '-0'],
    ['f97bff', '65504'],
    ['f90001', '5.960464477539063e-8'],
    ['fa47c35000', '100000'],
    ['fb3ff199999999999a', '1.1'],
    ['f97c00', '"Infinity"'],
    ['f97e00', '"NaN"'],
    ['f4', 'false'],
    ['f6', 'null'],
    ['f7', 'null'],
    ['f0', '{"$simple":16}'],
    ['c074323031332d30332d32315432303a30343a30305a', '"2013-03-21T20:04:00Z"'],
    ['c11a514b67b0', '"2013-03-21T20:04:00.000Z"'],
    ['c482211903e8', '10.00'],
    ['d818456449455446', '{"$tag":24,"value":"ZElFVEY="}'],
    ['4401020304', '"AQIDBA=="'],
    ['62225c', '"\\"\\\\"'],
    ['63e6b0b4', '"水"'],
    ['83010203', '[1,2,3]'],
    ['a201020304', '{"1":2,"3":4}'],
    ['a26161016162820203', '{"a":1,"b":[2,3]}'],
    ['5f42010243030405ff', '"AQIDBAU="'],
    ['7f657374726561646d696e67ff', '"streaming"'],
    ['9f018202039f0405ffff', '[1,[2,3],[4,5]]'],
    ['bf61610161629f0203ffff', '{"a":1,"b":[2,3]}'],
  ])('%s is %s', (hex, text) => {
    expect(as('cbor', hex)).toMatchObject({ format: 'cbor', text })
  })

  test.each(['18', 'ff', '1c', '62c3', '0000', '5f01ff'])('%s is refused with a reason', (hex) => {
    expect(as('cbor', hex)).toMatchObject({ error: expect.stringMatching(/^Not CBOR: .+\.$/) })
  })
})

describe('MessagePack', () => {
  test.each([
    ['7f', '127'],
    ['e0', '-32'],
    ['cc80', '128'],
    ['cfffffffffffffffff', '18446744073709551615'],
    ['d38000000000000000', '-9223372036854775808'],
    ['ca3dcccccd', '0.1'],
    ['cb3fb999999999999a', '0.1'],
    ['c0', 'null'],
    ['c3', 'true'],
    ['a3c3a961', '"éa"'],
    ['c403010203', '"AQID"'],
    ['93010203', '[1,2,3]'],
    ['82a16101a162c0', '{"a":1,"b":null}'],
    ['8101a178', '{"1":"x"}'],
    ['d6ff65a1bc00', '"2024-01-12T22:24:00Z"'],
    ['d7ff773594006553f100', '"2023-11-14T22:13:20.500Z"'],
    ['d405ab', '{"$ext":5,"data":"qw=="}'],
  ])('%s is %s', (hex, text) => {
    expect(as('msgpack', hex)).toMatchObject({ format: 'msgpack', text })
  })
})

describe('found out', () => {
  test.each([
    [
      '85a2696401a46e616d65a5416c696365a161c0a162c2a163c3',
      'msgpack',
      '{"id":1,"name":"Alice","a":null,"b":false,"c":true}',
    ],
    ['a26269640a646e616d6565416c696365', 'cbor', '{"id":10,"name":"Alice"}'],
    ['d9d9f7a1617801', 'cbor', '{"x":1}'],
    // A number in eight bytes that could begin a list.
    ['9000000000000001', 'int64', '-8070450532247928831'],
    [Buffer.from('<?xml version="1.0"?><a>1</a>').toString('hex'), 'xml', '<?xml version="1.0"?><a>1</a>'],
    [Buffer.from('<order id="1"><x/></order>\n').toString('hex'), 'xml', '<order id="1"><x/></order>\n'],
    [Buffer.from('<134>Oct 11 22:14:15 host app: x').toString('hex'), 'text', '<134>Oct 11 22:14:15 host app: x'],
    [Buffer.from('<b>bold</i>').toString('hex'), 'text', '<b>bold</i>'],
  ])('%s is %s', (hex, format, text) => {
    expect(decodeBytes(Buffer.from(hex, 'hex'))).toMatchObject({ format, text })
  })

  test('in a preview, too, with its beginning alone', () => {
    const item = Buffer.from('81a269641903e8'.slice(0, 8) + '01', 'hex')
    const large = Buffer.concat([Buffer.from('dc1388', 'hex'), ...Array<Buffer>(5_000).fill(item)])
    const decoded = decodeBytes(large, { maxBytes: 4_096 })
    expect(decoded).toMatchObject({ format: 'msgpack', truncated: true })
    expect(decoded.text).toHaveLength(4_096)
  })
})

test.each([
  ['int8', 'ff', '-1'],
  ['int16', '8000', '-32768'],
  ['float', '3dcccccd', '0.1'],
] as const)('%s %s is %s', (format, hex, text) => {
  expect(as(format, hex)).toMatchObject({ format, text })
})

describe('Avro', () => {
  const decode = (schema: unknown, hex: string) => {
    const reader = new ByteReader(Buffer.from(hex, 'hex'))
    return writeJson(10_000, (out) => decodeAvro(parseAvroSchema(JSON.stringify(schema)), reader, out, new Problems()))
      .text
  }
  const of = (type: string, logicalType: string, more = {}) => ({ type, logicalType, ...more })

  test.each([
    [of('int', 'time-millis'), '02', '"00:00:00.001"'],
    [of('long', 'time-micros'), '02', '"00:00:00.000001"'],
    [of('long', 'timestamp-millis'), '01', '"1969-12-31T23:59:59.999Z"'],
    [of('long', 'timestamp-micros'), '01', '"1969-12-31T23:59:59.999999Z"'],
    [of('long', 'timestamp-nanos'), '01', '"1969-12-31T23:59:59.999999999Z"'],
    [of('long', 'local-timestamp-micros'), '02', '"1970-01-01T00:00:00.000001"'],
    // Beyond what a date can say, the number.
    [of('long', 'timestamp-millis'), 'feffffffffffffffff01', '9223372036854775807'],
    [of('bytes', 'decimal', { precision: 4, scale: 2 }), '0204', '0.04'],
    [of('bytes', 'decimal', { precision: 4, scale: 2 }), '0404d2', '12.34'],
    [of('bytes', 'decimal', { precision: 9 }), '02ff', '-1'],
    [of('fixed', 'decimal', { name: 'F', size: 2, precision: 4, scale: 3 }), 'ffff', '-0.001'],
    [of('bytes', 'big-decimal'), '080404d204', '12.34'],
    [of('fixed', 'duration', { name: 'D', size: 12 }), '010000000200000003000000', '{"months":1,"days":2,"millis":3}'],
    [
      of('fixed', 'uuid', { name: 'U', size: 16 }),
      '018f4e5cb0f47a3c9d2e1f0a2b3c4d5e',
      '"018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e"',
    ],
    // On another type a logical type is passed over.
    [of('string', 'date'), '0261', '"a"'],
    [['null', 'string'], '00', 'null'],
    [['null', 'string'], '020261', '"a"'],
    [['string', 'bytes'], '0202ff', '{"bytes":"/w=="}'],
    [['string', { type: 'array', items: 'int' }], '02020400', '[2]'],
    [{ type: 'array', items: 'int' }, '03040204' + '00', '[1,2]'],
    [{ type: 'map', values: 'boolean' }, '0202610100', '{"a":true}'],
  ])('%j %s is %s', (schema, hex, text) => {
    expect(decode(schema, hex)).toBe(text)
  })

  test('names resolve in their namespace, also within a record that holds itself', () => {
    const schema = {
      type: 'record',
      name: 'Node',
      namespace: 'a.b',
      fields: [
        { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['X', 'Y'] } },
        { name: 'other', type: 'Kind' },
        { name: 'next', type: ['null', 'Node'] },
      ],
    }
    expect(decode(schema, '000202020000')).toBe('{"kind":"X","other":"Y","next":{"kind":"Y","other":"X","next":null}}')
  })

  test.each([
    ['{"type":"record","name":"A","fields":[{"name":"x","type":"B"}]}', 'refers to B, which is defined nowhere'],
    ['{"type":"enum","name":"A"}', 'has no symbols'],
    ['{', 'is not JSON'],
    ['[{"type":"fixed","name":"F"}]', 'has no size'],
  ])('a schema that is none says why: %s', (text, reason) => {
    expect(() => parseAvroSchema(text)).toThrow(reason)
  })
})
