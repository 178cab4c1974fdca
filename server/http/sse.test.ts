import { Owner } from '#server/limits/owner.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { eventFrame, sseResponse } from './sse.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text = (chunk: Uint8Array | undefined) => Buffer.from(chunk ?? []).toString()
const hooks = () => ({ owner: new Owner('test'), onError: () => eventFrame({ event: 'problem', data: '{}' }) })

function readerOf(frames: AsyncIterable<Uint8Array>, with_ = hooks()) {
  const { body } = sseResponse(frames, with_)
  if (!body) throw new Error('no body')
  return body.getReader()
}

describe('a stream of events', () => {
  test('asks for a frame only when the client takes one', async () => {
    let made = 0
    async function* frames() {
      for (;;) yield eventFrame({ event: 'n', data: String((made += 1)), id: 'x' })
    }
    const reader = readerOf(frames())
    await vi.advanceTimersByTimeAsync(1_000)
    expect(made).toBe(0)
    expect(text((await reader.read()).value)).toBe('id: x\nevent: n\ndata: 1\n\n')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(made).toBe(1)
    await reader.cancel()
  })

  test('says every 15 seconds that it is still there, and loses no frame by it', async () => {
    let give: () => void = () => undefined
    async function* frames() {
      await new Promise<void>((resolve) => (give = resolve))
      yield eventFrame({ event: 'late', data: '1' })
    }
    const reader = readerOf(frames())
    const first = reader.read()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(text((await first).value)).toMatch(/^: /)
    const second = reader.read()
    await vi.advanceTimersByTimeAsync(1_000)
    give()
    expect(text((await second).value)).toContain('late')
    expect((await reader.read()).done).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('tells an error as an event and ends', async () => {
    // oxlint-disable-next-line require-yield
    async function* frames(): AsyncGenerator<Uint8Array> {
      throw new Error('broken')
    }
    const called = hooks()
    const reader = readerOf(frames(), called)
    expect(text((await reader.read()).value)).toContain('event: problem')
    expect((await reader.read()).done).toBe(true)
    expect(called.owner.signal.aborted).toBe(true)
  })

  test('releases everything when the client leaves in the middle of a wait', async () => {
    let resolve: (result: IteratorResult<Uint8Array>) => void = () => undefined
    const returned = vi.fn(async () => {
      resolve({ done: true, value: undefined })
      return { done: true as const, value: undefined }
    })
    const frames = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<Uint8Array>>((done) => (resolve = done)),
        return: returned,
      }),
    }
    const called = { ...hooks(), onError: vi.fn(() => Buffer.alloc(0)) }
    const reader = readerOf(frames, called)
    const waiting = reader.read()
    await vi.advanceTimersByTimeAsync(10)
    await reader.cancel()
    await waiting
    await vi.advanceTimersByTimeAsync(20_000)
    expect(called.owner.signal.aborted).toBe(true)
    expect(returned).toHaveBeenCalledOnce()
    expect(called.onError).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that is not read gives back what it holds after 30 s, and what is left can still be read', async () => {
    async function* frames() {
      yield eventFrame({ event: 'one', data: '1' })
      yield eventFrame({ event: 'two', data: String(called.owner.signal.aborted) })
    }
    const called = hooks()
    const reader = readerOf(frames(), called)
    await reader.read()
    await vi.advanceTimersByTimeAsync(29_000)
    expect(called.owner.signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(called.owner.signal.aborted).toBe(true)
    expect(text((await reader.read()).value)).toContain('data: true')
    expect((await reader.read()).done).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that is never begun gives back what it holds, too', async () => {
    const called = hooks()
    const close = vi.fn()
    called.owner.own('slot', { close })
    sseResponse({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }, called)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(close).toHaveBeenCalledOnce()
  })
})
