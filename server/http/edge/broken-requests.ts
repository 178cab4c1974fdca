import { randomUUID } from 'node:crypto'
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError } from '#lib/errors.ts'
import { problemOf } from '#server/http/problem.ts'
import { API_HEADERS } from './security-headers.ts'

/** Answers what Node.js cannot read as a request with a problem, and closes its connection: there is no telling where the next one begins. */
export function answerBrokenRequests(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => void answering.set(request.socket, response))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const current = answering.get(socket)
    // In the middle of an answer another one cannot begin.
    const isAnswering = current !== undefined && !current.writableFinished
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) return void socket.destroy()
    socket.end(answerTo(error.code))
  })
}

function answerTo(code: string | undefined): string {
  const requestId = randomUUID().slice(0, 13)
  const problem = problemOf(problemFor(code), requestId)
  const body = JSON.stringify(problem)
  const headers = {
    ...API_HEADERS,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    'cache-control': 'no-store',
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/** By the codes of Node.js and its parser, llhttp. */
function problemFor(code: string | undefined): AppError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('HEADERS_TOO_LARGE', 'The address and the headers of a request may have 16 KiB together.')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new AppError('TOO_LARGE', 'The extensions of a chunk are too long.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('REQUEST_TIMEOUT', 'The headers of the request did not come in time.')
    case undefined:
    default:
      return new AppError('INVALID_INPUT', 'This is not a request of HTTP/1.1.')
  }
}
