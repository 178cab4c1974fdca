import { createServer, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { AppError } from '../errors.ts'
import type * as DeadLetterQueries from './dead-letters.ts'

let server: Server
let answer: (response: ServerResponse) => void
let watchFailures: typeof DeadLetterQueries.watchFailures

beforeAll(async () => {
  server = createServer((_, response) => answer(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  vi.stubEnv('NEXT_PUBLIC_BASE_PATH', `http://127.0.0.1:${address.port}`)
  ;({ watchFailures } = await import('./dead-letters.ts'))
})

afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

/** Everything a stream brings until it ends, and the error it ends with. */
async function listen(): Promise<{ events: string[]; error: AppError }> {
  const events: string[] = []
  const error = await new Promise<AppError>((resolve) => {
    watchFailures(
      { cluster: 'a', topic: 'nope', text: '', filter: '' },
      { on: (event, { read }) => events.push(`${event} ${read}`), onError: resolve },
    )
  })
  return { events, error }
}

const problem = (status: number, code: string, detail: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail, requestId: 'r-1' }))
}

const frame = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
const counted = (read: number) => ({ read, total: 2, matched: 0, groups: [] })

it.each([
  [404, 'NOT_FOUND', 'There is no topic nope.'],
  [403, 'FORBIDDEN', 'You need the permission topic.read.'],
  [429, 'LIMIT_EXCEEDED', 'Too many at a time.'],
  [400, 'INVALID_FILTER', 'This is no expression.'],
])('says what a stream was refused with: %i', async (status, code, detail) => {
  answer = problem(status, code, detail)
  const { error } = await listen()
  expect(error).toMatchObject({ code, message: detail, requestId: 'r-1' })
})

it('gives the events, then the problem that ended them', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(frame('progress', counted(1)) + frame('heartbeat', {}) + frame('done', counted(2)))
    response.end(
      frame('problem', {
        type: 'about:blank',
        title: 'x',
        status: 504,
        code: 'BROKER_TIMEOUT',
        detail: 'Slow.',
        requestId: 'r-2',
      }),
    )
  }
  const { events, error } = await listen()
  expect(events).toEqual(['progress 1', 'done 2'])
  expect(error).toMatchObject({ code: 'BROKER_TIMEOUT', message: 'Slow.' })
})

it('says that a stream broke off, and does not open it again', async () => {
  let opened = 0
  answer = (response) => {
    opened += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(frame('progress', counted(1)), () => response.destroy())
  }
  const { error } = await listen()
  expect(error.code).toBe('CLUSTER_UNREACHABLE')
  expect(opened).toBe(1)
})
