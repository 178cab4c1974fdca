import { describe, expect, it } from 'vitest'
import { compileSchema, decodeWithSchema } from '../registry/compile-schema.ts'

function decode(schema: unknown, hex: string): ReturnType<typeof decodeWithSchema> {
  const compiled = compileSchema({ type: 'AVRO', text: JSON.stringify(schema), references: new Map() })
  return decodeWithSchema(compiled, { bytes: Buffer.from(hex, 'hex'), mark: null, maxChars: Infinity })
}

const record = (name: string, fields: object[], more: object = {}) => ({ type: 'record', name, fields, ...more })

describe('bytes alone have no length in front, as Confluent writes them in Java', () => {
  it.each([
    ['', '""'],
    ['046162', '"BGFi"'],
    ['ff', '"/w=="'],
  ])('%s', (hex, text) => expect(decode('bytes', hex).text).toBe(text))

  it('and what reads as a length is said', () => {
    expect(decode({ type: 'bytes' }, '046162')).toMatchObject({ reason: expect.stringContaining('"YWI="') as string })
  })

  it('decimals neither', () => {
    expect(decode({ type: 'bytes', logicalType: 'decimal', precision: 4, scale: 2 }, '04d2').text).toBe('12.34')
  })

  it('in a record they have one', () => {
    expect(decode(record('R', [{ name: 'b', type: 'bytes' }]), '046162').text).toBe('{"b":"YWI="}')
  })
})

describe('names with a dot in front have no namespace', () => {
  const inner = record('In', [{ name: 'v', type: 'int' }], { namespace: '' })

  it('of a type in another namespace', () => {
    const schema = record('outer.O', [
      { name: 'i', type: inner },
      { name: 'j', type: '.In' },
    ])
    expect(decode(schema, '0204').text).toBe('{"i":{"v":1},"j":{"v":2}}')
  })

  const root = (name: string) => decode(record('.Root', [{ name: 'next', type: ['null', name] }]), '0200').text

  it('of a record that refers to itself without it', () => {
    expect(root('Root')).toBe('{"next":{"next":null}}')
  })

  it('of a record that refers to itself with it', () => {
    expect(root('.Root')).toBe('{"next":{"next":null}}')
  })

  it('whatever the namespace beside it', () => {
    const schema = record(
      '.Root',
      [
        { name: 'e', type: ['null', { type: 'enum', name: '.E', symbols: ['A'] }] },
        { name: 'f', type: '.E' },
      ],
      {
        namespace: 'a.b',
      },
    )
    expect(decode(schema, '0000').text).toBe('{"e":null,"f":"A"}')
  })
})

describe('one bad value does not hide the others', () => {
  const schema = record('R', [
    { name: 'a', type: 'int' },
    { name: 'e', type: { type: 'enum', name: 'E', symbols: ['A', 'B'] } },
    { name: 'g', type: 'boolean' },
    { name: 'd', type: { type: 'bytes', logicalType: 'big-decimal' } },
    { name: 'z', type: 'string' },
  ])

  it('an enum without such a symbol, a boolean of 2, a decimal that breaks off', () => {
    const decoded = decode(schema, '0e0a0202ff027a')
    expect(JSON.parse(decoded.text)).toEqual({ a: 7, e: 5, g: 2, d: '/w==', z: 'z' })
    expect(decoded).toMatchObject({ error: expect.stringContaining('E has no symbol 5') as string })
  })

  it('fields in front of one that breaks off', () => {
    const decoded = decode(
      record('O', [
        { name: 'r', type: schema },
        { name: 's', type: 'string' },
      ]),
      '0e00',
    )
    expect(JSON.parse(decoded.text)).toEqual({ r: { a: 7, e: 'A' } })
    expect(decoded).toMatchObject({ error: expect.stringContaining('the bytes end') as string })
  })
})
