import { describe, expect, it } from 'vitest'
import { decodeBytes } from './decode.ts'
import { encodeInput } from './encode.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

describe('decodeBytes finds the format', () => {
  it.each([
    ['', 'empty', ''],
    ['{"id":9007199254740993,"price":1.10}', 'json', '{"id":9007199254740993,"price":1.10}'],
    [' [1, 2]', 'json', ' [1, 2]'],
    ['"quoted"', 'json', '"quoted"'],
    ['42', 'json', '42'],
    ['-1.50e3', 'json', '-1.50e3'],
    ['true', 'json', 'true'],
    ['order-12', 'text', 'order-12'],
    ['2026-11-21', 'text', '2026-11-21'],
    ['Grüße 🎉\n\u001b[31mred', 'text', 'Grüße 🎉\n\u001b[31mred'],
    ['{not json', 'text', '{not json'],
    ['nullable', 'text', 'nullable'],
  ])('%j is %s', (input, format, text) => {
    const decoded = decodeBytes(Buffer.from(input))
    expect(decoded).toMatchObject({ format, text, truncated: false, sizeBytes: Buffer.byteLength(input) })
    expect(decoded.base64).toBeUndefined()
  })

  it.each([
    ['000000000000002a', 'int64', '42'],
    ['ffffffffffffffff', 'int64', '-1'],
    ['0000002a', 'int32', '42'],
    ['018f4e5cb0f47a3c9d2e1f0a2b3c4d5e', 'uuid', '018f4e5c-b0f4-7a3c-9d2e-1f0a2b3c4d5e'],
    ['00ff00', 'hex', '00ff00'],
    ['c328', 'hex', 'c328'],
  ])('bytes %s are %s', (input, format, text) => {
    expect(decodeBytes(hex(input))).toMatchObject({ format, text })
  })

  it('says why broken JSON is text and why binary is hex', () => {
    expect(decodeBytes(Buffer.from('{"id":4,"amount":')).error).toMatch(/^Not JSON: /)
    expect(decodeBytes(hex('000000001102ff00aa')).error).toContain('schema 17')
    expect(decodeBytes(hex('0000002a')).reason).toContain('4 bytes')
  })

  it('tells large JSON by its ends, without parsing it', () => {
    const large = Buffer.from(`{"text":"${'x'.repeat(300_000)}"}`)
    expect(decodeBytes(large, { maxBytes: 4096 })).toMatchObject({ format: 'json', truncated: true })
    expect(decodeBytes(Buffer.concat([large, Buffer.from('...')]), { maxBytes: 4096 }).format).toBe('text')
  })
})

describe('decodeBytes in a chosen format', () => {
  it('shows the bytes so, or says why not', () => {
    expect(decodeBytes(Buffer.from('abcd'), { format: 'int32' })).toMatchObject({ format: 'int32', text: '1633837924' })
    expect(decodeBytes(Buffer.from('abc'), { format: 'int32' })).toMatchObject({
      format: 'text',
      text: 'abc',
      error: 'Not int32: that takes 4 bytes, and there are 3.',
    })
    expect(decodeBytes(hex('7ff8000000000000'), { format: 'double' })).toMatchObject({
      text: 'NaN',
      base64: 'f/gAAAAAAAA=',
    })
  })

  it('gives base64 where text loses bytes', () => {
    expect(decodeBytes(hex('61ff62'), { format: 'text' })).toMatchObject({ text: 'a\ufffdb', base64: 'Yf9i' })
  })
})

it('cuts a preview between characters', () => {
  const decoded = decodeBytes(Buffer.from('aé🎉z'), { maxBytes: 5 })
  expect(decoded).toMatchObject({ text: 'aé', truncated: true, sizeBytes: 8 })
  expect(decodeBytes(Buffer.from('aé🎉z'), { maxBytes: 7 }).text).toBe('aé🎉')
})

describe('encodeInput', () => {
  it.each([
    [{ text: '{"a":1.0}', format: 'json' }, Buffer.from('{"a":1.0}')],
    [{ text: '0x00 FF', format: 'hex' }, hex('00ff')],
    [{ text: '-1', format: 'int64' }, hex('ffffffffffffffff')],
    [{ text: '42', format: 'int32' }, hex('0000002a')],
    [{ text: '1.5', format: 'double' }, hex('3ff8000000000000')],
    [{ text: '', format: 'empty' }, Buffer.alloc(0)],
    [{ base64: 'AP8=' }, hex('00ff')],
    [null, null],
  ] as const)('%j', (input, bytes) => {
    expect(encodeInput(input, 'value')).toEqual(bytes)
  })

  it.each([
    [{ text: '{', format: 'json' }],
    [{ text: '9223372036854775808', format: 'int64' }],
    [{ text: '1.5', format: 'int32' }],
    [{ text: '0ff', format: 'hex' }],
    [{ text: 'none', format: 'double' }],
    [{ text: '1234', format: 'uuid' }],
  ] as const)('refuses %j and names the field', (input) => {
    expect(() => encodeInput(input, 'value')).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', issues: [expect.objectContaining({ path: 'value' })] }),
    )
  })

  it('brings back what decodeBytes shows', () => {
    for (const bytes of ['', '000000000000002a', '0000002a', '00ff00', Buffer.from('{"a": 1}').toString('hex')].map(
      hex,
    )) {
      const { format, text } = decodeBytes(bytes)
      expect(encodeInput({ format, text }, 'value')).toEqual(bytes)
    }
  })
})
