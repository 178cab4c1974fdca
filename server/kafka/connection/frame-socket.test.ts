import { expect, it } from 'vitest'
import { FrameMemory } from './frame-memory.ts'
import { FrameReader } from './frame-socket.ts'

const frame = (text: string) => {
  const body = Buffer.from(text)
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

/** What arrives in pieces of at most so many bytes is written to where the reader wants it. */
function arrive(reader: FrameReader, data: Buffer, step: number): void {
  for (let at = 0; at < data.length;) {
    const count = data.copy(reader.space(), 0, at, at + step)
    reader.filled(count)
    at += count
  }
}

it.each([1, 2, 3, 5, 7, 64, 70_000, 1 << 20])(
  'gives whole frames whatever the pieces they come in: %s bytes',
  (step) => {
    const frames = ['first', '', 'a longer second one', 'x', 'y'.repeat(100_000), 'z'].map((text) => frame(text))
    const given: Buffer[] = []
    arrive(new FrameReader(new FrameMemory(), (one) => given.push(one)), Buffer.concat(frames), step)
    expect(given).toEqual(frames)
  },
)

it('passes on what is no frame, and allocates nothing for it', () => {
  const given: Buffer[] = []
  const reader = new FrameReader(new FrameMemory(), (one) => given.push(one))
  arrive(reader, Buffer.from('HTTP/1.1 400 Bad Request'), 9)
  expect(Buffer.concat(given).toString()).toBe('HTTP/1.1 400 Bad Request')
})

it('uses memory again only after it was handed back, and never what is not its own', () => {
  const memory = new FrameMemory()
  const first = memory.take(1_000_000)
  const second = memory.take(1_000_000)
  expect(second.buffer).not.toBe(first.buffer)
  memory.handBack(first.buffer)
  memory.handBack(first.buffer)
  memory.handBack(Buffer.allocUnsafe(10).buffer)
  const third = memory.take(900_000)
  expect(third.buffer).toBe(first.buffer)
  expect(third).toHaveLength(900_000)
  expect(memory.take(900_000).buffer).not.toBe(first.buffer)
})
