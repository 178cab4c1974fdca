import { expect, it } from 'vitest'
import { decodeBytes } from '#server/serde/decode.ts'
import { bytesOf } from './decoded-bytes.ts'

it.each([
  ['{"a":"é"}', undefined],
  ['plain', undefined],
  ['abcd', 'int32'],
  ['abcdefgh', 'int64'],
  ['abcd', 'float'],
  ['abcdefgh', 'double'],
  ['0123456789abcdef', 'uuid'],
  ['xyz', 'base64'],
  ['xyz', 'hex'],
  ['', undefined],
  ['\u0000\u00ff', undefined],
] as const)('the bytes of %j as %s', (text, format) => {
  const bytes = Buffer.from(text, 'utf8')
  expect(Buffer.from(bytesOf(decodeBytes(bytes, { format })))).toEqual(bytes)
})

it('uses the exact bytes where the text lost some', () => {
  const bytes = Buffer.from([0x61, 0xff])
  expect(Buffer.from(bytesOf(decodeBytes(bytes, { format: 'text' })))).toEqual(bytes)
})
