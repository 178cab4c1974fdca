import { createServer, get, type IncomingMessage, request as ask, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { limitIdle } from './idle-limit.ts'

const IDLE_MS = 500
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

type Listener = (...args: Parameters<RequestListener>) => void | Promise<void>

async function serve(listener: Listener): Promise<number> {
  const server = createServer((request, response) => void listener(request, response))
  limitIdle(server, IDLE_MS)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const ended = async (message: IncomingMessage) =>
  new Promise<string>((resolve) => message.on('error', () => resolve('broken')).on('end', () => resolve('whole')))

test('a client that takes nothing is disconnected, however much there is for it', async () => {
  let closedAfterMs = 0
  const port = await serve((_, response) => {
    const start = performance.now()
    response.on('close', () => (closedAfterMs = performance.now() - start))
    response.write(Buffer.alloc(32 << 20))
  })
  get({ port, agent: false }, (response) => response.pause().on('error', () => undefined)).on('error', () => undefined)
  await expect.poll(() => closedAfterMs, { timeout: 5_000 }).toBeGreaterThan(IDLE_MS - 50)
})

test('an answer that takes long to make is waited for, and a quiet stream stays', async () => {
  const port = await serve(async (_, response) => {
    await delay(4 * IDLE_MS)
    response.write('a')
    await delay(4 * IDLE_MS)
    response.end('b')
  })
  const response = await new Promise<IncomingMessage>((resolve) => get({ port, agent: false }, resolve))
  expect(await ended(response.resume())).toBe('whole')
})

test('an upload may be slow, but not stop', async () => {
  const outcomes: string[] = []
  const port = await serve((incoming, response) => {
    incoming.resume()
    void ended(incoming).then((outcome) => outcomes.push(outcome))
    incoming.on('end', () => response.end())
  })
  const upload = async (pieces: number) => {
    const request = ask({ port, method: 'POST', agent: false }).on('error', () => undefined)
    for (let at = 0; at < pieces; at += 1) {
      request.write('x')
      await delay(IDLE_MS / 3)
    }
    return request
  }
  const slow = await upload(12)
  slow.end()
  await expect.poll(() => outcomes).toEqual(['whole'])
  await upload(1)
  await expect.poll(() => outcomes, { timeout: 5_000 }).toEqual(['whole', 'broken'])
})

test('a body that the server does not read is not held against its client', async () => {
  const port = await serve(async (incoming, response) => {
    await delay(4 * IDLE_MS)
    incoming.resume().on('end', () => response.end('read'))
  })
  const request = ask({ port, method: 'POST', agent: false })
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    request.on('response', resolve).on('error', reject),
  )
  request.end(Buffer.alloc(8 << 20))
  expect((await answered).statusCode).toBe(200)
})
