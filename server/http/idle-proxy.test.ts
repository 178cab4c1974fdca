import { createServer, get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { afterEach, expect, test } from 'vitest'
import { Owner } from '#server/limits/owner.ts'
import { cuttableProxy } from '#testkit/tail/cuttable-proxy.ts'
import { sseResponse } from './sse.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A stream that says nothing, behind a proxy that ends what is silent. */
async function quietStream(times: { heartbeatMs: number; idleMs: number }): Promise<IncomingMessage> {
  const server = createServer((_, answer) => {
    const left = Promise.withResolvers<IteratorResult<Uint8Array>>()
    const frames = { [Symbol.asyncIterator]: () => ({ next: async () => left.promise }) }
    const owner = new Owner('test')
    owner.own('slot', { close: () => left.resolve({ done: true, value: undefined }) })
    const heartbeat = { bytes: Buffer.from(': still here\n\n'), everyMs: times.heartbeatMs }
    const { headers, body } = sseResponse(frames, { owner, onError: () => null, heartbeat })
    answer.writeHead(200, Object.fromEntries(headers)).flushHeaders()
    const stream = Readable.fromWeb(body as ReadableStream)
    answer.on('close', () => stream.destroy())
    stream.pipe(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const proxy = await cuttableProxy(`http://127.0.0.1:${port}`, times)
  closing.push(() => proxy.close())
  return new Promise((resolve, reject) => {
    get(proxy.url, { agent: false }, resolve).on('error', reject)
  })
}

test('a quiet stream outlives the idle time-out of a proxy, because heartbeats come several times within it', async () => {
  const response = await quietStream({ heartbeatMs: 200, idleMs: 3_000 })
  expect(response.headers).toMatchObject({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' })
  let beats = 0
  const openedAt = Date.now()
  for await (const chunk of response) {
    beats += String(chunk).split(': still here').length - 1
    if (beats >= 10 && Date.now() - openedAt > 4_000) break
  }
  expect(beats).toBeGreaterThanOrEqual(10)
})

test('without them the proxy ends it', async () => {
  const response = await quietStream({ heartbeatMs: 60_000, idleMs: 300 })
  response.resume()
  await new Promise<void>((resolve) => response.on('error', () => undefined).on('close', resolve))
  expect(response.complete).toBe(false)
})
