import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { KafkaRecord } from '#server/kafka/records/record.ts'
import { compileFilter } from '#server/filter/compile-filter.ts'
import { decodeBytes } from './decode.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('mostly text with odd bytes is text, the bytes marked', () => {
  it.each([
    ['8=FIX.4.4\u000135=D\u0001', '8=FIX.4.4<01>35=D<01>', '2 control characters'],
    ['8=FIX.4.4\u00019=5\u000135=0\u000110=163\u0001', '8=FIX.4.4<01>9=5<01>35=0<01>10=163<01>', '4 control'],
    ['\u000bMSH|^~\\&|ADT1|\rPID|||5\r\u001c\r', '<0b>MSH|^~\\&|ADT1|\rPID|||5\r<1c>\r', '2 control characters'],
    ['id\u0001name\u000142', 'id<01>name<01>42', '2 control characters'],
    ['a\u0001b\u0001c', 'a<01>b<01>c', '2 control characters'],
    ['order-1\u0000', 'order-1<00>', '1 control character,'],
    ['ord-1\u0000\u0000', 'ord-1<00><00>', '2 control characters'],
    ['{"a":1}\u0000', '{"a":1}<00>', '1 control character,'],
    ['page one\fpage two', 'page one<0c>page two', '1 control character,'],
    ['{"name":"J\u00f6rg"}', '{"name":"J<f6>rg"}', '1 byte that is not UTF-8'],
    [
      'Stra\u00dfe 5, M\u00fcnchen \u0001',
      'Stra<df>e 5, M<fc>nchen <01>',
      '1 control character and 2 bytes that are not UTF-8',
    ],
  ])('%j', (input, text, why) => {
    const decoded = decodeBytes(latin1(input))
    expect(decoded).toMatchObject({ format: 'text', text, base64: latin1(input).toString('base64') })
    expect(decoded.reason).toContain(`Text but for ${why}`)
    expect(decoded.error).toBeUndefined()
  })

  it('keeps characters beyond ASCII, and cuts between them', () => {
    const bytes = Buffer.concat([Buffer.from('Grüße 🎉'), Buffer.from([1])])
    expect(decodeBytes(bytes).text).toBe('Grüße 🎉<01>')
    const long = Buffer.concat([Buffer.from([1]), Buffer.from('é'.repeat(5_000))])
    for (const maxBytes of [4096, 4097]) {
      const { text, truncated } = decodeBytes(long, { maxBytes })
      expect(truncated).toBe(true)
      expect(text).toMatch(/^<01>é+$/)
    }
  })

  it('is found in what is only the beginning, which may end in half a character', () => {
    const cut = (text: Buffer) => ({ sizeBytes: 1 << 20, ending: text.subarray(-20) })
    const fix = latin1('8=FIX.4.4\u000135=D\u000149=A')
    expect(decodeBytes(fix, { cut: cut(fix) })).toMatchObject({ text: '8=FIX.4.4<01>35=D<01>49=A', truncated: true })
    const half = Buffer.from('Grüße an alle é').subarray(0, -1)
    expect(decodeBytes(half, { cut: cut(half) })).toMatchObject({ format: 'text', truncated: true })
    expect(decodeBytes(half, { cut: cut(half) }).error).toBeUndefined()
    expect(decodeBytes(half, { cut: cut(half) }).text).toMatch(/^Grüße an alle/)
  })

  it.each([
    ['000000000000002a', 'int64'],
    ['0000018f4e5cb0f4', 'int64'],
    ['4059200000000000', 'int64'],
    ['43480000', 'int32'],
    ['61626300', 'int32'],
    ['000000000411787878787878787878', 'hex'],
    ['018f4e5cb0f47a3c9d2e1f0a2b3c4d5e', 'uuid'],
    ['61ff62', 'hex'],
    ['0102030405060708090a', 'hex'],
  ])('%s is none', (bytes, format) => expect(decodeBytes(Buffer.from(bytes, 'hex')).format).toBe(format))
})

describe('a byte-order mark', () => {
  const json = Buffer.from('\ufeff{"bom":true}')

  it('does not keep JSON from being JSON', () => {
    expect(decodeBytes(json)).toMatchObject({
      format: 'json',
      text: '{"bom":true}',
      base64: json.toString('base64'),
      reason: expect.stringContaining('byte-order mark') as string,
    })
    expect(decodeBytes(json, { format: 'json' }).text).toBe('{"bom":true}')
    expect(decodeBytes(Buffer.from('\ufeffplain')).format).toBe('text')
    expect(decodeBytes(Buffer.from('\ufeff\ufeff{}')).format).toBe('text')
  })

  it('does not keep filters from its fields', () => {
    const record: KafkaRecord = { offset: 0n, timestamp: 0, key: null, value: json, headers: [], sizeBytes: 1 }
    const filter = compileFilter({ filter: 'value.bom' })
    expect(filter?.matchesRecord(record, { topic: 't', partition: 0 })).toBe(true)
  })
})

describe('files and other encodings are named', () => {
  it.each([
    [Buffer.from('4f626a01041661', 'hex'), /Avro container file/],
    [gzipSync('{"a":1}'), /gzip/],
    [Buffer.from('28b52ffd2001', 'hex'), /Zstandard/],
    [Buffer.from('aced000573720011', 'hex'), /Java object/],
    [latin1('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3'), /PDF/],
  ])('%s', (bytes, reason) => {
    const decoded = decodeBytes(bytes)
    expect(decoded.format).toBe('hex')
    expect(decoded.reason).toMatch(reason)
  })

  it.each([
    [Buffer.from('\ufeffGrüße', 'utf16le'), 'Grüße', /UTF-16, little-endian/],
    [Buffer.from('\ufeffGrüße', 'utf16le').swap16(), 'Grüße', /UTF-16, big-endian/],
    [Buffer.from('{"a":1}', 'utf16le'), '{"a":1}', /UTF-16, little-endian/],
  ])('UTF-16 %s', (bytes, text, reason) => {
    const decoded = decodeBytes(bytes)
    expect(decoded).toMatchObject({ format: 'text', text, base64: bytes.toString('base64') })
    expect(decoded.reason).toMatch(reason)
  })
})

describe('what only begins like JSON is plain text', () => {
  it.each(['007', '-01', '[INFO] started', '[12:00:01] started', '"quoted" text', '{placeholder'])('%s', (text) => {
    const decoded = decodeBytes(Buffer.from(text))
    expect(decoded).toMatchObject({ format: 'text', text })
    expect(decoded.error).toBeUndefined()
  })

  it.each(['{"id":4,"amount":', '[{"a":1},', '{a:1}', '[1,2,]'])('%s is broken JSON', (text) =>
    expect(decodeBytes(Buffer.from(text)).error).toMatch(/^Not JSON: /),
  )
})
