import { expect, it } from 'vitest'
import { hexLine } from './hex-line.ts'

it('shows sixteen bytes as hex and as characters, the last line padded', () => {
  const bytes = new TextEncoder().encode('{"id":1}\u0000é and more')
  expect(hexLine(bytes, 0)).toEqual({
    offset: '0000',
    hex: '7b226964 223a317d 00c3a920 616e6420',
    text: '{"id":1}··· and ',
  })
  expect(hexLine(bytes, 1)).toEqual({ offset: '0010', hex: '6d6f7265                           ', text: 'more' })
})
