import { describe, expect, test } from 'vitest'
import * as codec from './codec.ts'
import { Reader } from './reader.ts'
import { between, mapped, optional, requires, since, struct } from './struct.ts'
import { Writer } from './writer.ts'

const classic = { number: 0, flexible: false }
const flexible = { number: 0, flexible: true }

function write<In>(type: codec.Type<unknown, In>, value: In, version: codec.Version = classic): Buffer {
  const writer = new Writer()
  type.at(version).write(writer, value)
  return writer.result()
}

function read<Out, In>(type: codec.Type<Out, In>, bytes: Buffer | string, version: codec.Version = classic): Out {
  return type.at(version).read(new Reader(typeof bytes === 'string' ? Buffer.from(bytes, 'hex') : bytes))
}

describe('primitives', () => {
  test.each([
    [codec.int8, -128, '80'],
    [codec.int16, -2, 'fffe'],
    [codec.uint16, 65535, 'ffff'],
    [codec.int32, -(2 ** 31), '80000000'],
  ] as const)('numbers %#', (type, value, hex) => {
    expect(write(type, value).toString('hex')).toBe(hex)
    expect(read(type, hex)).toBe(value)
  })

  test('64-bit numbers keep every bit', () => {
    for (const value of [-(2n ** 63n), 2n ** 63n - 1n, 9007199254740993n]) {
      expect(read(codec.int64, write(codec.int64, value))).toBe(value)
    }
  })

  test('an id is base64url, and sixteen zero bytes are none', () => {
    expect(read(codec.uuid, 'ff'.repeat(16))).toBe('_____________________w')
    expect(write(codec.uuid, '_____________________w').toString('hex')).toBe('ff'.repeat(16))
    expect(read(codec.nullableUuid, '00'.repeat(16))).toBeNull()
    expect(write(codec.nullableUuid, null).toString('hex')).toBe('00'.repeat(16))
    expect(() => write(codec.uuid, 'no id')).toThrow('"no id" is not a Kafka id')
  })

  test.each([0, 1, 126, 127, 128, 300, 16383, 16384, 40_000])('a text of %i bytes', (length) => {
    const text = 'x'.repeat(length)
    expect(read(codec.string, write(codec.string, text, flexible), flexible)).toBe(text)
    if (length < 32_768) expect(read(codec.string, write(codec.string, text))).toBe(text)
    else expect(() => write(codec.string, text)).toThrow(RangeError)
  })

  test('null is told from empty, and refused where it must not be', () => {
    for (const version of [classic, flexible]) {
      for (const value of [null, ''])
        expect(read(codec.nullableString, write(codec.nullableString, value, version), version)).toBe(value)
      for (const value of [null, []]) {
        const type = codec.nullableArray(codec.int8)
        expect(read(type, write(type, value, version), version)).toEqual(value)
      }
      const none = write(codec.nullableString, null, version)
      expect(() => read(codec.string, none, version)).toThrow('must not be')
      expect(() =>
        read(codec.array(codec.int8), write(codec.nullableArray(codec.int8), null, version), version),
      ).toThrow('must not be')
    }
  })

  test('bytes are views of the message', () => {
    const message = Buffer.from('00000002abcd', 'hex')
    const value = read(codec.bytes, message)
    expect(value.toString('hex')).toBe('abcd')
    expect(value.buffer).toBe(message.buffer)
    message[4] = 0
    expect(value[0]).toBe(0)
  })
})

describe('hostile input', () => {
  test.each([
    ['a string longer than the message', codec.string, '7fff61', classic],
    ['bytes of 2 GB', codec.bytes, '7fffffff', classic],
    ['an array of 2 billion', codec.array(codec.int8), '7fffffff00', classic],
    ['a compact array of 4 billion', codec.array(codec.int8), 'ffffffff0f00', flexible],
    ['a varint without an end', codec.string, 'ffffffffffffff', flexible],
    ['a varint above 32 bits', codec.string, 'ffffffff7f', flexible],
    ['4 billion tags', struct({}), 'ffffffff0f', flexible],
    ['a tag of 4 GB', struct({}), '0100ffffffff0f', flexible],
    ['nothing at all', codec.int64, '', classic],
  ] as const)('%s is refused', (_name, type, hex, version) => {
    expect(() => read<unknown, never>(type, hex, version)).toThrowError(
      expect.objectContaining({ code: 'UNDECODABLE' }),
    )
  })
})

describe('struct', () => {
  const type = struct({
    id: codec.int8,
    from2: since(2, codec.int8, 7),
    only1: between([1, 1], codec.string, null),
    filter: requires(3, codec.array(codec.int8), []),
    always: optional(codec.bool, true),
  })
  const at = (number: number): codec.Version => ({ number, flexible: false })

  test('carries the fields of its version and reads the others as their fallback', () => {
    expect(write(type, { id: 1, only1: 'a' }, at(1)).toString('hex')).toBe('0100016101')
    expect(read(type, '0100016101', at(1))).toEqual({ id: 1, from2: 7, only1: 'a', filter: [], always: true })
    expect(write(type, { id: 1, filter: [9], always: false }, at(3)).toString('hex')).toBe('0107000000010900')
  })

  test('refuses to drop what changes the meaning of a request', () => {
    expect(() => write(type, { id: 1, filter: [9] }, at(2))).toThrowError(
      expect.objectContaining({
        code: 'UNSUPPORTED_BY_BROKER',
        message: '"filter" needs at least version 3 of this API',
      }),
    )
    expect(() => write(type, { id: 1, filter: [] }, at(2))).not.toThrow()
  })

  test('does not let one reader of a fallback change it for the next', () => {
    expect(() => read(type, '0100016101', at(1)).filter.push(1)).toThrow(TypeError)
  })

  test('passes over tags and writes none', () => {
    const tagged = struct({ id: codec.int8 })
    expect(read(tagged, '05' + '02' + '0002abcd' + '8001' + '01ff', flexible)).toEqual({ id: 5 })
    expect(write(tagged, { id: 5 }, flexible).toString('hex')).toBe('0500')
  })

  test('may be null', () => {
    const maybe = codec.nullable(struct({ id: codec.int8 }))
    expect(read(maybe, 'ff', flexible)).toBeNull()
    expect(write(maybe, null, flexible).toString('hex')).toBe('ff')
    expect(write(maybe, { id: 5 }, flexible).toString('hex')).toBe('010500')
  })

  test('can be seen in another shape', () => {
    const doubled = mapped(
      codec.int8,
      (value) => value / 2,
      (value: number) => value * 2,
    )
    expect(write(doubled, 4).toString('hex')).toBe('08')
    expect(read(doubled, '08')).toBe(4)
  })
})
