import { expect, it } from 'vitest'
import { FrameReader } from './frame-socket.ts'

const frame = (text: string) => {
  const body = Buffer.from(text)
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

it.each([1, 2, 3, 5, 7, 64])('gives whole frames whatever the pieces they come in: %s bytes', (step) => {
  const frames = ['first', '', 'a longer second one', 'x'].map((text) => frame(text))
  const stream = Buffer.concat(frames)
  const given: Buffer[] = []
  const reader = new FrameReader((one) => given.push(one))
  const piece = Buffer.alloc(step)
  for (let at = 0; at < stream.length; at += step) {
    const count = stream.copy(piece, 0, at)
    reader.take(piece.subarray(0, count))
  }
  expect(given).toEqual(frames)
})

it('passes on what is no frame, and allocates nothing for it', () => {
  const given: Buffer[] = []
  const reader = new FrameReader((one) => given.push(one))
  reader.take(Buffer.from('HTTP/1.1 400 Bad Request'))
  expect(Buffer.concat(given).toString()).toBe('HTTP/1.1 400 Bad Request')
})
