import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { answerBrokenRequests } from './broken-requests.ts'

const BROKEN = [
  ['a header of 40,000 characters', `GET / HTTP/1.1\r\nHost: x\r\nx-long: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ['an address of 40,000 characters', `GET /?cursor=${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ['what is no HTTP', 'hello\r\n\r\n', 400],
  ['a header that never ends', 'GET / HTTP/1.1\r\nHost: x\r\n', 408],
] as const

it.each(BROKEN)('%s is answered with a problem', async (_, sent, status) => {
  const server = createServer({ headersTimeout: 100, connectionsCheckingInterval: 50 }, (__, response) =>
    response.end(),
  )
  answerBrokenRequests(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(sent)
  const answer = await text(socket)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im)
  expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im)
  expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status, requestId: expect.any(String) })
  server.close()
})
